import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Sandbox } from '../bench/sandbox.ts';
import { describeWith, placeOf } from '../needs.ts';
import { Network } from './network.ts';

interface Leg {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly trouble: { readonly cause: string; readonly layer: string; readonly steps: unknown[] } | null;
}

/** What wslnet says where it had no time for a verdict. */
const TOO_BUSY = /took too long|too busy|(powershell\.exe|wslinfo) did not answer in time|mode is not known/;

/** How often a machine is asked that is too busy for a verdict. */
const MOST_TRIES = 4;

/** Runs `wslnet test --json`; what it says of each leg, as `works`, `fails: rp-filter` or `works: dns-slow`. */
async function verdicts(network: Network, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  return await verdictsOf(async () => {
    const { code, stdout, stderr } = await network.run(['test', '--json', ...words], env);
    expect(stderr).toBe('');
    return verdictsIn(code, stdout);
  });
}

/** The verdicts of a run. Where there was no time for one, it runs again: a wrong verdict is never forgiven. */
async function verdictsOf(run: () => Promise<ReturnType<typeof verdictsIn>>) {
  for (let tries = 1; ; tries++) {
    const verdicts = await run();
    const isTooBusy = verdicts.document.legs.some(({ reason }: Leg) => TOO_BUSY.test(reason ?? ''));
    if (!isTooBusy || tries === MOST_TRIES) return verdicts;
  }
}

function verdictsIn(code: number | null, stdout: string) {
  const document = JSON.parse(stdout);
  const legs = Object.fromEntries(
    document.legs.map(({ id, state, trouble }: Leg) => [id, trouble ? `${state}: ${trouble.cause}` : state]),
  );
  return { code, legs, document };
}

/** What becomes of each path where all is well. */
const WELL_IN = {
  mirrored: {
    dns: 'works',
    proxy: 'not-promised',
    multicast: 'unknown',
    gateway: 'not-promised',
    docker: 'not-promised',
    'linux-to-windows': 'works',
    'windows-to-linux': 'works',
    ipv4: 'works',
    ipv6: 'works',
    lan: 'unknown',
  },
  nat: {
    dns: 'works',
    proxy: 'not-promised',
    multicast: 'not-promised',
    gateway: 'works',
    docker: 'not-promised',
    'linux-to-windows': 'not-promised',
    'windows-to-linux': 'works',
    ipv4: 'works',
    ipv6: 'not-promised',
    lan: 'unknown',
  },
};

/** In milliseconds: what takes so long hangs, on the busiest machine too. */
const HANG = 60_000;

/** PowerShell takes a moment to start and to see that its input has ended, and longer on a busy machine. */
const LEAVING = { timeout: HANG };

/** The network of a suite, put right after each test. Nothing of wslnet may go on in it. */
function networkOf(mode: 'mirrored' | 'nat'): Network {
  const network = new Network(mode);
  beforeAll(() => network.open());
  afterEach(async () => {
    network.mend();
    await expect.poll(() => network.processes, LEAVING).toEqual([]);
  }, 2 * HANG);
  afterAll(() => network.close());
  return network;
}

describeWith(['pwsh', 'namespaces'], 'mirrored, in namespaces', () => {
  const network = networkOf('mirrored');

  const WELL = WELL_IN.mirrored;

  test('all is well', async () => {
    const { code, legs, document } = await verdicts(network);
    expect(legs).toEqual(WELL);
    expect(code).toBe(0);
    expect(document).toMatchObject({ mode: 'mirrored', works: true });
    process.stderr.write(`All is well, said after ${document.ms} ms.\n`);
  });

  test('the screen of it fits 24 lines, and 60 columns', async () => {
    const { stdout, code } = await network.run(['test']);
    expect(code).toBe(0);
    expect(stdout).toContain('Windows 198.51.100.5');
    const lines = stdout.split('\n');
    expect(lines.length).toBeLessThan(24);
  });

  test('the name server is dead', async () => {
    network.resolveBy('linux', '203.0.113.59');
    const { code, legs, document } = await verdicts(network);
    expect(legs).toEqual({ ...WELL, dns: 'fails: dns-dead' });
    expect(code).toBe(1);
    const dns = document.legs.find(({ id }: Leg) => id === 'dns');
    expect(dns.trouble.seen).toContain('203.0.113.59 does not answer. On Windows, they do.');
  });

  test('the name server is slow', async () => {
    network.resolveBy('linux', '203.0.113.55');
    expect(await verdicts(network)).toMatchObject({ code: 0, legs: { ...WELL, dns: 'works: dns-slow' } });
  });

  test('one of two name servers is dead', async () => {
    network.resolveBy('linux', '203.0.113.59', '203.0.113.53');
    expect(await verdicts(network)).toMatchObject({ code: 0, legs: { ...WELL, dns: 'works: dns-server-dead' } });
  });

  test('one of two name servers is dead, for which neither a proxy nor a target is to blame', async () => {
    network.resolveBy('linux', '203.0.113.59', '203.0.113.53');
    const env = { http_proxy: 'http://vpn.example:8000' };
    const legs = { ...WELL, dns: 'works: dns-server-dead', proxy: 'works', target: 'works' };
    expect(await verdicts(network, ['--target', 'vpn.example:443'], env)).toMatchObject({ code: 0, legs });
  });

  test('the name server is dead, for which a proxy is not to blame', async () => {
    network.resolveBy('linux', '203.0.113.59');
    const env = { http_proxy: 'http://vpn.example:8000' };
    const legs = { ...WELL, dns: 'fails: dns-dead', proxy: 'unknown' };
    expect(await verdicts(network, [], env)).toMatchObject({ code: 1, legs });
  });

  test('two causes at once are both named', async () => {
    network.resolveBy('linux', '203.0.113.59');
    network.block('linux', 'output meta nfproto ipv6 drop');
    network.block('internet', 'input ip daddr 203.0.113.99 iifname "to-linux" meta length > 1300 drop');
    const legs = { ...WELL, dns: 'fails: dns-dead', ipv6: 'fails: ipv6-blocked', target: 'fails: mtu-black-hole' };
    expect(await verdicts(network, ['--target', '203.0.113.99:443'])).toMatchObject({ code: 1, legs });
  });

  test('the name server answers over TCP only', async () => {
    network.block('linux', 'output udp dport 53 drop');
    expect(await verdicts(network)).toMatchObject({ code: 1, legs: { ...WELL, dns: 'fails: dns-udp-blocked' } });
  });

  test('no name server is named', async () => {
    network.resolveBy('linux');
    expect(await verdicts(network)).toMatchObject({ code: 1, legs: { ...WELL, dns: 'fails: dns-no-server' } });
  });

  test('names resolve neither here nor on Windows', async () => {
    network.block('internet', 'input meta l4proto { tcp, udp } th dport 53 drop');
    expect(await verdicts(network)).toMatchObject({ code: 1, legs: { ...WELL, dns: 'fails: dns-windows' } });
  });

  test('IPv4 without IPv6', async () => {
    network.block('linux', 'output meta nfproto ipv6 drop');
    expect(await verdicts(network)).toMatchObject({ code: 1, legs: { ...WELL, ipv6: 'fails: ipv6-blocked' } });
  });

  test('IPv6 is switched off in Linux', async () => {
    network.change(
      'linux',
      ['sysctl -qw net.ipv6.conf.all.disable_ipv6=1'],
      [
        'sysctl -qw net.ipv6.conf.all.disable_ipv6=0',
        'ip -6 address add 2001:db8:2::5/64 dev eth0 nodad',
        'ip -6 route add default via 2001:db8:2::1',
      ],
    );
    expect(await verdicts(network)).toMatchObject({ code: 1, legs: { ...WELL, ipv6: 'fails: ipv6-no-address' } });
  });

  test('Linux has no IPv6 route', async () => {
    network.change('linux', ['ip -6 route del default'], ['ip -6 route add default via 2001:db8:2::1']);
    expect(await verdicts(network)).toMatchObject({ code: 1, legs: { ...WELL, ipv6: 'fails: ipv6-no-route' } });
  });

  test('IPv6 without IPv4', async () => {
    network.block('linux', 'output ip daddr != 127.0.0.0/8 tcp dport { 80, 443 } drop');
    expect(await verdicts(network)).toMatchObject({ code: 1, legs: { ...WELL, ipv4: 'fails: ipv4-blocked' } });
  });

  test('where Windows has no IPv6, nobody promised it', async () => {
    network.block('windows', 'output meta nfproto ipv6 drop');
    network.block('linux', 'output meta nfproto ipv6 drop');
    expect(await verdicts(network)).toMatchObject({ code: 0, legs: { ...WELL, ipv6: 'not-promised' } });
  });

  test('Windows itself has no internet', async () => {
    network.block('windows', 'output oifname "wifi" drop');
    // What is for Windows sets out by eth0, before it is marked for the other device.
    network.block('linux', 'output oifname "eth0" ip daddr != 169.254.73.2 drop');
    network.block('linux', 'output oifname "eth0" meta nfproto ipv6 drop');
    const { code, legs } = await verdicts(network);
    expect(legs).toEqual({ ...WELL, dns: 'fails: dns-windows', ipv4: 'fails: ipv4-windows', ipv6: 'not-promised' });
    expect(code).toBe(1);
  });

  test('large packets go into a black hole', async () => {
    network.block('internet', 'input ip daddr 203.0.113.99 iifname "to-linux" meta length > 1300 drop');
    for (const port of [443, 8000]) {
      const { code, legs, document } = await verdicts(network, ['--target', `vpn.example:${port}`]);
      expect(legs).toEqual({ ...WELL, target: 'fails: mtu-black-hole' });
      expect(code).toBe(1);
      const { trouble } = document.legs.find(({ id }: Leg) => id === 'target');
      expect(trouble.steps[0].command).toBe('sudo ip link set dev eth0 mtu 1280');
    }
  });

  test('a target is reached', async () => {
    for (const target of ['vpn.example:443', '203.0.113.99:8000']) {
      expect(await verdicts(network, ['--target', target])).toMatchObject({ code: 0, legs: { target: 'works' } });
    }
  });

  test('a target is reached from Windows alone, or from nowhere, or has no name', async () => {
    network.block('linux', 'output ip daddr 203.0.113.99 drop');
    const ask = async (target: string) => (await verdicts(network, ['--target', target])).legs['target'];
    expect(await ask('vpn.example:8000')).toBe('fails: target-blocked');
    network.block('windows', 'output ip daddr 203.0.113.99 drop');
    expect(await ask('vpn.example:8000')).toBe('fails: target-down');
    expect(await ask('nowhere.example:443')).toBe('fails: target-no-name');
  });

  test('localhost is blocked from Windows to Linux', async () => {
    network.block('linux', 'prerouting iifname "loopback0" tcp dport 40000-44000 tcp flags == syn drop');
    const { code, legs } = await verdicts(network);
    expect(legs).toEqual({ ...WELL, 'windows-to-linux': 'fails: localhost-blocked' });
    expect(code).toBe(1);
  });

  test('rp_filter is 1', async () => {
    network.change(
      'linux',
      ['sysctl -qw net.ipv4.conf.loopback0.rp_filter=1'],
      ['sysctl -qw net.ipv4.conf.loopback0.rp_filter=0'],
    );
    const { code, legs } = await verdicts(network);
    expect(legs).toEqual({
      ...WELL,
      'linux-to-windows': 'fails: rp-filter',
      'windows-to-linux': 'fails: rp-filter',
    });
    expect(code).toBe(1);
  });

  test('the range of local ports is too wide', async () => {
    network.change(
      'linux',
      ['sysctl -qw net.ipv4.ip_local_port_range="32768 39999"'],
      ['sysctl -qw net.ipv4.ip_local_port_range="40000 44000"'],
    );
    const { code, legs } = await verdicts(network);
    expect(legs).toEqual({
      ...WELL,
      'linux-to-windows': 'works: port-range',
      'windows-to-linux': 'fails: port-range',
    });
    expect(code).toBe(1);
  });

  test('loopback0 is missing', async () => {
    network.change(
      'linux',
      ['ip link set loopback0 down', 'ip link set loopback0 name other'],
      [
        'ip link set other name loopback0',
        'ip link set loopback0 up',
        'sysctl -qw net.ipv4.conf.loopback0.route_localnet=1 net.ipv4.conf.loopback0.accept_local=1',
        'ip route del 169.254.73.0/30 dev loopback0',
        'ip route add 169.254.73.2 dev loopback0 table 127',
      ],
    );
    const { code, legs } = await verdicts(network);
    expect(legs).toMatchObject({
      'linux-to-windows': 'fails: no-loopback0',
      'windows-to-linux': 'fails: no-loopback0',
    });
    expect(code).toBe(1);
  });

  test('a proxy works, and is down', async () => {
    const through = async (url: string) => (await verdicts(network, [], { http_proxy: url })).legs['proxy'];
    expect(await through('http://203.0.113.8:8080')).toBe('works');
    expect(await through('http://203.0.113.8:3129/')).toBe('fails: proxy-down');
    expect(await through('nowhere.example:8080')).toBe('fails: proxy-no-name');
  });

  test('the internet is behind a proxy alone', async () => {
    network.block('linux', 'output ip daddr != { 203.0.113.8, 127.0.0.0/8 } tcp dport { 80, 443 } drop');
    const { code, legs } = await verdicts(network, [], { https_proxy: '203.0.113.8:8080' });
    expect(legs).toEqual({ ...WELL, proxy: 'works' });
    expect(code).toBe(0);
  });

  test('a port that nobody has, that Linux has, and that both have', async () => {
    const ask = async () => (await verdicts(network, ['41234'])).legs;
    // PowerShell may have no time to tell who listens on Windows.
    const isSaid = async (verdict: string) =>
      await expect.poll(async () => (await ask())['port-listener'], { timeout: 2 * HANG }).toBe(verdict);
    await isSaid('fails: nobody-listens');
    await network.listen('linux', 41_234);
    expect(await ask()).toMatchObject({ 'port-listener': 'works', 'port-from-linux': 'works' });
    await network.listen('windows', 41_234);
    await isSaid('fails: port-taken');
  });

  test('everything is dead, and it is over all the same', async () => {
    const real = ['powershell.exe', 'wslinfo'].map((name) => [name, network.read(name)] as const);
    for (const [name] of real) network.program(name, `exec sleep ${(10 * HANG) / 1000}`);
    for (const side of ['linux', 'windows'] as const) network.block(side, 'output drop');
    const env = { http_proxy: 'http://203.0.113.8:8080' };
    try {
      const { code, stdout, ms } = await network.run(['test', '--json', '--target', 'vpn.example:443'], env);
      expect(code).toBe(1);
      expect(Object.values(verdictsIn(code, stdout).legs)).not.toContain('works');
      process.stderr.write(`Everything is dead, said after ${ms} ms.\n`);
      expect(ms).toBeLessThan(HANG);
      await expect.poll(() => network.processes, LEAVING).toEqual([]);
      for (const words of [['3000'], ['--lan', '--wait', '1']]) {
        const { code: exit, ms: spent } = await network.run(['test', ...words]);
        expect(exit).not.toBe(0);
        expect(spent).toBeLessThan(HANG);
        await expect.poll(() => network.processes, LEAVING).toEqual([]);
      }
    } finally {
      for (const [name, script] of real) network.program(name, script);
    }
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('nothing is left behind after %s', async (signal) => {
    // A lookup that hangs, and a Windows end that listens.
    network.block('linux', 'prerouting iifname "loopback0" tcp dport 40000-44000 tcp flags == syn drop');
    const child = network.spawn(['test']);
    await expect.poll(() => network.isListening('windows'), LEAVING).toBe(true);
    const ended = new Promise<number | null>((settle) => child.on('exit', settle));
    child.kill(signal);
    expect(await ended).toBe(signal === 'SIGKILL' ? null : 130);
    await expect.poll(() => network.processes, LEAVING).toEqual([]);
  });

  test('run after run, the verdict is the same', async () => {
    const runs = Number(process.env['WSLNET_TEST_RUNS'] ?? 3);
    for (let run = 0; run < runs; run++) expect((await verdicts(network)).legs).toEqual(WELL);
  });
});

describeWith(['pwsh', 'namespaces'], 'nat, in namespaces', () => {
  const network = networkOf('nat');

  const WELL = WELL_IN.nat;

  test('all is well', async () => {
    expect(await verdicts(network)).toMatchObject({ code: 0, legs: WELL });
  });

  test("Windows' firewall drops what comes from Linux, but Windows is there", async () => {
    network.block('windows', 'input iifname "to-linux" meta l4proto tcp drop');
    expect((await verdicts(network)).legs['gateway']).toBe('works');
  });

  test('the gateway is silent, and nothing beyond it is reached', async () => {
    network.change(
      'windows',
      ['ip link set to-linux down'],
      [
        'ip link set to-linux up',
        'sysctl -qw net.ipv4.conf.to-linux.route_localnet=1 net.ipv4.conf.to-linux.accept_local=1',
      ],
    );
    const { code, legs } = await verdicts(network);
    expect(code).toBe(1);
    expect(legs).toMatchObject({
      gateway: 'fails: gateway-silent',
      ipv4: 'fails: ipv4-blocked',
      dns: 'fails: dns-dead',
      'windows-to-linux': 'fails: localhost-blocked',
    });
  });

  test('Linux has no route at all', async () => {
    network.change('linux', ['ip route del default'], ['ip route add default via 172.20.16.1']);
    const { legs } = await verdicts(network);
    expect(legs).toMatchObject({ gateway: 'fails: no-gateway', ipv4: 'fails: ipv4-no-route' });
  });

  test('localhostForwarding is off, so nobody promised localhost', async () => {
    const file = network.write('.wslconfig', '[wsl2]\nlocalhostForwarding=false\n');
    const { legs } = await verdicts(network, ['--file', file]);
    expect(legs['windows-to-linux']).toBe('not-promised');
  });
});

describeWith(['pwsh', 'namespaces'], 'from Windows, in namespaces', () => {
  const network = networkOf('mirrored');

  const WELL = WELL_IN.mirrored;

  /** A Windows whose wsl.exe and PowerShell are those of the namespaces. */
  function windows(): Sandbox {
    const sandbox = new Sandbox('windows');
    const list = '  NAME      STATE      VERSION\\n* Debian    Running    2\\n';
    sandbox.write('Windows/win.ini', '');
    sandbox.program(
      'wsl.exe',
      `case "$1" in -l) printf '${list}'; exit;; -d) ;; *) exit 1;; esac; shift 3; ${network.enter('linux')} "$@"`,
    );
    sandbox.program('powershell.exe', `${network.enter('windows')} ${placeOf('pwsh')} "$@"`);
    return sandbox;
  }

  async function verdictsOfWindows(...words: string[]) {
    const sandbox = windows();
    return await verdictsOf(async () => {
      const { code, stdout, stderr } = await sandbox.run('test', '--json', ...words);
      expect(stderr).toBe('');
      return verdictsIn(code, stdout);
    });
  }

  test('all is well', async () => {
    expect(await verdictsOfWindows('--target', 'vpn.example:443')).toMatchObject({
      code: 0,
      legs: { ...WELL, target: 'works' },
    });
  });

  test('causes are named as from within', async () => {
    network.resolveBy('linux', '203.0.113.59');
    network.in('linux', 'sysctl -qw net.ipv4.conf.loopback0.rp_filter=1');
    network.block('linux', 'output meta nfproto ipv6 drop');
    try {
      const { code, legs } = await verdictsOfWindows();
      expect(legs).toEqual({
        ...WELL,
        dns: 'fails: dns-dead',
        ipv6: 'fails: ipv6-blocked',
        'linux-to-windows': 'fails: rp-filter',
        'windows-to-linux': 'fails: rp-filter',
      });
      expect(code).toBe(1);
    } finally {
      network.in('linux', 'sysctl -qw net.ipv4.conf.loopback0.rp_filter=0');
    }
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('nothing is left behind after %s', async (signal) => {
    network.block('linux', 'prerouting iifname "loopback0" tcp dport 40000-44000 tcp flags == syn drop');
    const child = network.spawnAsWindows(['test'], windows().system.env);
    for (const side of ['windows', 'linux'] as const) {
      await expect.poll(() => network.isListening(side), LEAVING).toBe(true);
    }
    const ended = new Promise<number | null>((settle) => child.on('exit', settle));
    child.kill(signal);
    expect(await ended).toBe(signal === 'SIGKILL' ? null : 130);
    await expect.poll(() => network.processes, LEAVING).toEqual([]);
  });
});
