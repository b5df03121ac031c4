import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { known, unknown } from '../../src/machine/facts.ts';
import { WSL_NO_ANSWER } from '../../src/machine/restart.ts';
import { openMachine } from '../../src/machine/this-machine.ts';
import { MemoryMachine, type MemoryResult, runInMemory, runWith } from '../bench/run-in-memory.ts';
import { Sandbox } from '../bench/sandbox.ts';
import { HYPER_V_FIREWALL, MIRRORED, WELL } from '../bench/well.ts';
import { expectGolden } from '../golden/golden.ts';
import { type PlayedNetwork, playEnds } from '../reach/played-ends.ts';

const NAT = { ...WELL, activeMode: known('nat') };
const NAT_ROUTE = FILE_OF_ROUTES('011014AC');

/** A routing table whose default gateway is this, in hexadecimal. */
function FILE_OF_ROUTES(gateway: string) {
  return {
    '/proc/net/route': `Iface\tDestination\tGateway\neth0\t00000000\t${gateway}\t3\t0\t0\t0\t00000000\t0\t0\t0\n`,
  };
}

/** Runs wslnet on a played machine, on a terminal of this width. */
async function play(
  network: PlayedNetwork,
  words: readonly string[] = [],
  { facts = WELL, text = MIRRORED as string | null, columns = 80 } = {},
): Promise<MemoryResult> {
  const machine = new MemoryMachine(text);
  machine.facts = facts;
  machine.ends = playEnds(network);
  const result = await runWith({ machine, env: { LANG: 'C.UTF-8' } }, ['test', ...words], { columns });
  // How long it took is not of the played machine.
  return { ...result, stdout: result.stdout.replace(/\(\d[\d.]* m?s\)/g, '(4.1 s)') };
}

/** Text as if the terminal were wide. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

const RP_FILTER: PlayedNetwork = {
  ways: { 'windows 127.0.0.1:*': 'timed-out' },
  files: { '/proc/sys/net/ipv4/conf/loopback0/rp_filter': '1\n' },
};
const DEAD: PlayedNetwork = {
  ways: Object.fromEntries(
    ['linux', 'windows'].flatMap((side) => [80, 443, 53].map((port) => [`${side} *:${port}`, 'timed-out'])),
  ),
  unresolved: ['www.msftconnecttest.com', 'ipv6.msftconnecttest.com'],
};
const SLOW: PlayedNetwork = {
  ways: { 'linux 10.0.0.9:53': 'timed-out' },
  files: { '/etc/resolv.conf': 'nameserver 10.0.0.9\nnameserver 10.0.0.10\n' },
  variables: 'http_proxy=http://203.0.113.8:8080\n',
  docker: '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp\n',
};

describe('the screen', () => {
  test.each<[string, PlayedNetwork, number]>([
    ['well', {}, 0],
    ['rp-filter', RP_FILTER, 1],
    ['dead', DEAD, 1],
    ['slow', SLOW, 0],
  ])('%s', async (name, network, exit) => {
    for (const columns of [60, 80]) {
      const { code, stdout } = await play(network, [], { columns });
      expect(code).toBe(exit);
      expectGolden(`test-${name}${columns === 80 ? '' : `-${columns}`}`, stdout);
      const lines = stdout.trimEnd().split('\n');
      if (exit === 0) expect(lines.length).toBeLessThanOrEqual(24);
      // A command is never broken, that it can be copied.
      for (const line of lines.filter((each) => !/wslnet|sudo|Get-|netsh/.test(each))) {
        expect(line.length, line).toBeLessThanOrEqual(columns);
      }
    }
  });

  test('in letters, where the terminal has no others', async () => {
    const machine = new MemoryMachine(MIRRORED);
    machine.facts = WELL;
    machine.ends = playEnds(RP_FILTER);
    const { stdout } = await runInMemory(machine, ['test'], { columns: 80 });
    expect(stdout).toContain('Internet --ok-- Windows 192.168.1.5 --ok-- Linux (mirrored)');
    expect(stdout).toContain('127.0.0.1 --FAIL--> 127.0.0.1');
    expect(stdout).toMatch(/^FAIL Windows to Linux on localhost/m);
  });

  test('in nat, with a word on everything', async () => {
    const { code, stdout } = await play({ files: NAT_ROUTE }, ['--verbose'], { facts: NAT, text: '' });
    expect(code).toBe(0);
    expectGolden('test-nat-verbose', stdout);
  });

  test('quietly it shows what fails and no more', async () => {
    expect((await play({}, ['--quiet'])).stdout).toBe('');
    expect((await play(RP_FILTER, ['--quiet'])).stdout).toMatch(/^✗ Windows to Linux/);
  });
});

describe('while it runs', () => {
  /** What a terminal of this size gets on standard error, and what it shows in the end. */
  async function live(terminal: object, env: NodeJS.ProcessEnv = {}) {
    const machine = new MemoryMachine(MIRRORED);
    machine.facts = WELL;
    machine.ends = playEnds(RP_FILTER);
    const world = { machine, env: { LANG: 'C.UTF-8', NO_COLOR: '1', ...env } };
    return (await runWith(world, ['test'], terminal)).stderr;
  }

  test('a terminal shows each path, what became of it, and none of it in the end', async () => {
    const stderr = await live({ isTTY: true, columns: 60, rows: 24 });
    const frames = stderr.split('\u001b[10A').map((frame) => frame.replaceAll('\u001b[K', ''));
    for (const frame of frames.slice(0, -1)) expect(frame.replaceAll('\r', '').split('\n')).toHaveLength(11);
    // While the machine is looked at nothing is tested yet.
    expect(frames[0]).toMatch(/^ {4}Names \(DNS\)\n {4}Proxy\n/);
    expect(frames[1]).toMatch(/^ {2}\S Names \(DNS\)\n {4}Proxy\n/);
    expect(frames.at(-2)).toMatch(/^ {2}✓ Names \(DNS\) {2}12 ms\n(.|\n)*^ {2}✗ Windows to Linux on localhost\n/m);
    expect(frames.at(-1)).toBe('\u001b[J');
  });

  test.each([
    ['few lines', { isTTY: true, columns: 80, rows: 11 }],
    ['few columns', { isTTY: true, columns: 50, rows: 24 }],
  ])('one with %s shows one line', async (_, terminal) => {
    const stderr = await live(terminal);
    expect(stderr).toContain('\r\u001b[KTesting 1 of 10: Names (DNS)');
    expect(stderr).not.toContain('\n');
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  });

  test('nothing is written where it would stay', async () => {
    expect(await live({})).toBe('');
    expect(await live({ isTTY: true, columns: 80, rows: 24 }, { TERM: 'dumb' })).toBe('');
  });
});

describe('what fails', () => {
  test.each<[string, PlayedNetwork, RegExp]>([
    ['another program answers', { heard: { '127.0.0.1:45000': 'hello' } }, /another program answers on port 45000/],
    [
      'loopback0 is missing',
      { ...RP_FILTER, files: { '/proc/net/dev': 'lo: 0\neth0: 0\n' } },
      /has no interface loopback0/,
    ],
    ['nothing is known of it', { ways: RP_FILTER.ways ?? {} }, /LoopbackEnabled is not False/],
    [
      'Linux refuses to listen',
      { refusedPorts: { 0: 'in-use' } },
      /WSL 2\.8\.7 to 2\.9\.4 have this bug \(this is 2\.7\.3\.0\)/,
    ],
    [
      'Docker',
      { docker: '0.0.0.0:8080->80/tcp\n', ways: { 'linux 127.0.0.1:8080': 1 } },
      /Windows cannot reach port 8080/,
    ],
    [
      'a proxy that refuses',
      { variables: 'HTTPS_PROXY=10.1.1.1:8080', ways: { 'linux 10.1.1.1:8080': 'refused' } },
      /10\.1\.1\.1:8080, which programs in Linux use, does not work: the connection was refused/,
    ],
    [
      'a name server that does not know',
      { unresolved: ['linux www.msftconnecttest.com'], ways: { 'linux 10.255.255.254:53': 'no-name' } },
      /answers but does not know www\.msftconnecttest\.com\. On Windows, they do/,
    ],
    [
      'nsswitch.conf',
      { unresolved: ['linux www.msftconnecttest.com'] },
      /knows www\.msftconnecttest\.com, but programs do not get the answer/,
    ],
  ])('%s', async (_, network, seen) => {
    const { code, stdout } = await play(network);
    expect(oneLine(stdout)).toMatch(seen);
    expect(code).toBe(1);
  });

  test('the line that sets a sysctl is named', async () => {
    const sysctls = '/etc/sysctl.d/99-hardening.conf:4:net.ipv4.conf.all.rp_filter = 1\n';
    const { stdout } = await play({ ...RP_FILTER, sysctls });
    expect(oneLine(stdout)).toContain('1. Delete line 4 of /etc/sysctl.d/99-hardening.conf, which sets it.');
  });

  test.each<[string, PlayedNetwork, RegExp]>([
    [
      'a target that nobody reaches',
      { ways: { 'linux 203.0.113.80:443': 'timed-out', 'windows 203.0.113.80:443': 'timed-out' } },
      /Neither Windows nor Linux can reach vpn\.example:443: the connection timed out after 3 s/,
    ],
    [
      'a target that has two addresses',
      { names: { 'linux vpn.example': '198.51.100.9' }, ways: { 'linux 198.51.100.9:443': 'refused' } },
      /but Windows can: the name resolves to 198\.51\.100\.9 in Linux and to 203\.0\.113\.80 on Windows/,
    ],
    [
      'a target whose name Windows alone knows',
      { unresolved: ['linux vpn.example'] },
      // DNS tunneling is on already: nobody is told to turn it on.
      /vpn\.example does not resolve in Linux; on Windows it is 203\.0\.113\.80\. 1\. Let WSL create the file again:/,
    ],
    [
      'a target that Windows alone reaches',
      { ways: { 'linux 203.0.113.80:443': 'unreachable' } },
      /Linux cannot reach vpn\.example:443: there is no route to it\. Windows can\..*wslnet set virtioproxy/,
    ],
  ])('%s', async (_, network, seen) => {
    const { code, stdout } = await play(network, ['--target', 'vpn.example:443']);
    expect(oneLine(stdout)).toMatch(seen);
    expect(code).toBe(1);
  });
});

describe('what does not fail', () => {
  test('what nobody promised', async () => {
    const facts = { ...WELL, activeMode: known('bridged') };
    const network = { docker: '0.0.0.0:8080->80/tcp\n', ways: { 'linux 127.0.0.1:8080': 1 } };
    const { code, stdout } = await play(network, [], { facts });
    expect(oneLine(stdout)).toContain('It is not documented whether bridged mode supports this.');
    expect(code).toBe(0);
  });

  test('anything, while the mode is not known', async () => {
    const facts = { ...WELL, activeMode: unknown('timed-out', 'wslinfo') };
    const { code, stdout } = await play(RP_FILTER, [], { facts });
    expect(oneLine(stdout)).toContain('The active mode is not known, so this may be normal.');
    expect(code).toBe(0);
  });

  test('anything, in the mode that has no network', async () => {
    const facts = { ...WELL, activeMode: known('none') };
    const { code, stdout } = await play({}, [], { facts });
    expect(stdout).toContain('No path could be tested');
    expect(code).toBe(5);
  });

  test('a sign-in page is a warning', async () => {
    const heard = { '203.0.113.80:80': 'HTTP/1.1 302 Found\r\nLocation: http://hotel/\r\n\r\n' };
    const { code, stdout } = await play({ heard });
    expect(stdout).toContain('! A sign-in page');
    expect(code).toBe(0);
  });
});

describe('a port', () => {
  const listening = (address: string) => ({
    ...WELL,
    linuxListeners: known([{ protocol: 'tcp' as const, address, port: 3000, program: 'node' }]),
  });

  test('all who should get there do', async () => {
    const { code, stdout } = await play(
      { ways: { 'linux 127.0.0.1:3000': 1, 'windows 127.0.0.1:3000': 2 } },
      ['3000'],
      {
        facts: listening('0.0.0.0'),
      },
    );
    expect(code).toBe(0);
    expectGolden('test-port', stdout);
  });

  test('the program listens on localhost only', async () => {
    const ways = { 'linux 127.0.0.1:3000': 1, 'windows 127.0.0.1:3000': 2 };
    const { stdout } = await play({ ways }, ['3000'], { facts: listening('127.0.0.1') });
    expect(oneLine(stdout)).toContain('LAN to port 3000 in Linux: Listens on localhost only.');
  });

  test.each<[string, PlayedNetwork, Partial<typeof WELL>, RegExp]>([
    ['nobody listens', {}, {}, /Nothing listens on port 3000.*The port is free/],
    [
      'Windows has reserved it',
      { refusedPorts: { 3000: 'in-use' } },
      { reservedPorts: known([{ from: 2950, to: 3049 }]) },
      /Windows has reserved 2950 to 3049 for itself/,
    ],
    ['Linux asks for root', { refusedPorts: { 3000: 'denied' } }, {}, /In Linux, only root/],
    ['it is refused', { refusedPorts: { 3000: 'in-use' } }, {}, /this is 2\.7\.3\.0/],
    [
      'both have it',
      {},
      {
        ...listening('0.0.0.0'),
        windowsListeners: known([{ protocol: 'tcp', address: '0.0.0.0', port: 3000, program: 'postgres' }]),
      },
      /Two programs listen on port 3000: node on 0\.0\.0\.0 in Linux, and postgres on 0\.0\.0\.0 on Windows/,
    ],
    ['the program does not answer', {}, listening('0.0.0.0'), /Linux cannot reach port 3000 in Linux by 127\.0\.0\.1/],
    [
      'Windows does not get there',
      { ways: { 'linux 127.0.0.1:3000': 1, 'windows 127.0.0.1:3000': 'timed-out' } },
      listening('0.0.0.0'),
      /Windows cannot reach port 3000 in Linux by 127\.0\.0\.1: the connection timed out after 3 s/,
    ],
  ])('%s', async (_, network, facts, seen) => {
    const { code, stdout } = await play(network, ['3000'], { facts: { ...WELL, ...facts } });
    expect(oneLine(stdout)).toMatch(seen);
    expect(code).toBe(1);
  });

  test('ignoredPorts and forwarding that is off are named', async () => {
    const ignored = await play({}, ['3000'], {
      facts: listening('0.0.0.0'),
      text: `${MIRRORED}[experimental]\nignoredPorts=3000\n`,
    });
    expect(oneLine(ignored.stdout)).toContain('ignoredPorts keeps it inside Linux');
    const off = await play({}, ['3000'], {
      facts: { ...listening('127.0.0.1'), activeMode: known('nat') },
      text: '[wsl2]\nlocalhostForwarding=false\n',
    });
    expect(oneLine(off.stdout)).toContain('wslnet set localhostForwarding=true --restart');
  });

  test('what listens on Windows is reached from Linux', async () => {
    const facts = {
      ...WELL,
      windowsListeners: known([{ protocol: 'tcp' as const, address: '0.0.0.0', port: 5432, program: 'postgres' }]),
    };
    const ways = { 'linux 127.0.0.1:5432': 3, 'windows 127.0.0.1:5432': 1 };
    const { code, stdout } = await play({ ways }, ['5432'], { facts });
    expect(stdout).toContain('postgres on 0.0.0.0 on Windows');
    expect(code).toBe(0);
  });
});

describe('--lan', () => {
  const OPEN = {
    ...WELL,
    hyperVRules: known({ ...HYPER_V_FIREWALL, blocksInbound: false }),
    // The page is visited from here.
    windowsNetworks: known([
      { adapter: 'Wi-Fi', profile: 'Private' as const, address: '127.0.0.1', prefixLength: 24, isDefault: true },
    ]),
  };

  async function freePort(): Promise<number> {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    return port;
  }

  /** Runs wslnet with a Linux that listens for real. */
  async function playReal(words: readonly string[], facts: Partial<typeof WELL> = OPEN) {
    const machine = new MemoryMachine(MIRRORED);
    machine.facts = facts;
    const ends = await openMachine(new Sandbox('wsl2', { root: '/' }).system).openEnds();
    machine.ends = ends;
    return await runWith({ machine, env: { LANG: 'C.UTF-8' } }, ['test', '--lan', ...words], { columns: 80 });
  }

  async function visit(port: number): Promise<Response> {
    return await vi.waitFor(async () => await fetch(`http://127.0.0.1:${port}/`), { timeout: 20_000, interval: 50 });
  }

  test('a visitor gets a page without scripts, and is told of', async () => {
    const port = await freePort();
    const running = playReal([String(port)]);
    const response = await visit(port);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    expect(page).toContain('Your device reached Linux');
    expect(page).toContain(
      `through Windows at <strong>127.0.0.1</strong>, port <strong>${port}</strong>, in mirrored mode`,
    );
    expect(page).not.toMatch(/<script|https?:/);
    const { code, stdout, stderr } = await running;
    expect(stdout).toBe('✓ A device at 127.0.0.1 reached Linux.\n');
    expect(stderr).toContain(`open http://127.0.0.1:${port}/`);
    expect(code).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  test('the addresses on other networks are told, as a VPN may be the first, but none of virtual machines', async () => {
    const network = { profile: 'Private', prefixLength: 24, isDefault: false } as const;
    const windowsNetworks = known([
      { ...network, adapter: 'VPN', address: '10.8.0.2', isDefault: true },
      { ...network, adapter: 'Wi-Fi\u001b[2J', address: '192.168.1.5' },
      { ...network, adapter: 'vEthernet (Default Switch)', address: '172.30.0.1' },
    ]);
    const port = await freePort();
    const { stderr } = await playReal([String(port), '--wait', '1'], { ...OPEN, windowsNetworks });
    expect(stderr).toContain(`open http://10.8.0.2:${port}/\n`);
    expect(stderr).toMatch(new RegExp(`^Or, on Wi-Fi\\S*\\[2J: http://192\\.168\\.1\\.5:${port}/$`, 'm'));
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toContain('172.30.0.1');
  });

  test('without a network there is nothing to open', async () => {
    const { code, stderr } = await playReal([], { ...OPEN, windowsNetworks: known([]) });
    expect(stderr).toContain('wslnet sees no network that Windows is connected to');
    expect(code).toBe(5);
  });

  test('nobody comes', async () => {
    const { code, stdout } = await playReal([String(await freePort()), '--wait', '1']);
    expect(stdout).toMatch(/^✗ No device opened http:.* within 1 s\./);
    expect(code).toBe(1);
  });

  test('the port is taken', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const { code, stdout } = await playReal([String((server.address() as { port: number }).port)]);
    server.close();
    expect(stdout).toContain('is in use, so the test page cannot use it');
    expect(code).toBe(1);
  });

  test('the firewall is in the way, and the command that opens it comes first', async () => {
    const { code, stdout, stderr } = await playReal(['3000'], WELL);
    expect(stdout).toContain('✗ Other devices cannot reach port 3000 in Linux yet: blocked by default.');
    expect(stdout).toMatch(
      /1\. Open it: {2}wslnet open 3000\n {2}2\. Then let the device try: {2}wslnet test 3000 --lan/,
    );
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  test('without a port it takes one that is usual', async () => {
    expect((await playReal([], WELL)).stdout).toContain('port 8080');
  });

  test.each(['0', 'soon', '4000'])('it does not wait %s seconds', async (word) => {
    const { code, stderr } = await playReal(['--wait', word]);
    expect(stderr).toContain(`'${word}' is not a number of seconds`);
    expect(code).toBe(2);
  });
});

/** A WSL that starts in the mode of the file, in networks that differ. */
class ModalMachine extends MemoryMachine {
  readonly networks: Readonly<Record<string, PlayedNetwork>>;
  /** Modes in which WSL came up. */
  readonly modes: string[] = [];

  constructor(text: string | null, networks: Readonly<Record<string, PlayedNetwork>> = {}) {
    super(text);
    this.networks = networks;
    this.facts = WELL;
    this.ends = playEnds();
  }

  override async startWsl() {
    await super.startWsl();
    const mode = /networkingMode *= *(\w+)/.exec(this.text ?? '')?.[1] ?? 'nat';
    this.modes.push(mode);
    this.facts = { ...WELL, activeMode: known(mode === 'virtioproxy' ? 'none' : mode) };
    this.ends = playEnds(this.networks[mode] ?? {});
  }
}

describe('after a restart', () => {
  const TEXT = '[wsl2]\nnetworkingMode=nat\n';

  async function setMirrored(network: PlayedNetwork, ...words: string[]) {
    const machine = new ModalMachine(TEXT, { mirrored: network });
    machine.facts = NAT;
    const all = ['set', 'mirrored', '--restart', '--test', '--yes', ...words];
    return { machine, ...(await runWith({ machine, env: { LANG: 'C.UTF-8' } }, all, { columns: 80 })) };
  }

  test('set --restart --test shows what works in the new mode', async () => {
    const { code, stdout, machine } = await setMirrored({});
    expect(stdout).toContain('Linux (mirrored)');
    expect(stdout).toContain('All 6 paths work');
    expect(code).toBe(0);
    expect(machine.modes).toEqual(['mirrored']);
  });

  test('what fails is a no', async () => {
    const { code, stdout, machine } = await setMirrored(RP_FILTER);
    expect(oneLine(stdout)).toContain('rp_filter is 1');
    expect(code).toBe(1);
    expect(machine.text).toContain('networkingMode=mirrored');
  });

  test('with --rollback what fails brings the file back', async () => {
    const { code, machine } = await setMirrored(RP_FILTER, '--rollback');
    expect(code).toBe(1);
    expect(machine.text).toBe(TEXT);
    expect(machine.modes).toEqual(['mirrored', 'nat']);
  });

  test('restart --test has the paths in its document', async () => {
    const machine = new ModalMachine(MIRRORED, { mirrored: RP_FILTER });
    const { code, stdout } = await runInMemory(machine, ['restart', '--test', '--yes', '--json']);
    const { legs } = JSON.parse(stdout);
    expect(legs).toContainEqual(
      expect.objectContaining({ id: 'windows-to-linux', trouble: expect.objectContaining({ cause: 'rp-filter' }) }),
    );
    expect(code).toBe(1);
  });
});

describe('--modes', () => {
  const VPN = ['--target', 'vpn.example:8000'];

  const NETWORKS = {
    nat: { files: NAT_ROUTE, ways: { 'linux 203.0.113.80:8000': 'timed-out' as const } },
    mirrored: { heard: { '203.0.113.80:8000': 'x'.repeat(3000) } },
  };

  test('each is tried, and the file is as it was', async () => {
    const text = '# mine\n[wsl2]\nnetworkingMode=nat # for work\n';
    const machine = new ModalMachine(text, NETWORKS);
    const words = ['test', '--modes', 'nat,mirrored,consomme', '--yes', ...VPN];
    const { code, stdout, stderr } = await runWith({ machine, env: { LANG: 'C.UTF-8' } }, words, { columns: 80 });
    expectGolden('test-modes', stdout);
    expect(stderr).toContain('This restarts WSL 4 times');
    expect(machine.text).toBe(text);
    expect(machine.modes).toEqual(['nat', 'mirrored', 'virtioproxy', 'nat']);
    expect(code).toBe(0);
  });

  test('as a document', async () => {
    const machine = new ModalMachine(MIRRORED, NETWORKS);
    const { stdout } = await runInMemory(machine, ['test', '--modes', 'nat,mirrored', '--yes', '--json', ...VPN]);
    expect(JSON.parse(stdout)).toMatchObject({
      works: true,
      legs: [],
      trials: [
        { mode: 'nat', active: 'nat' },
        { mode: 'mirrored', active: 'mirrored' },
      ],
    });
  });

  test('where there was no file there is none afterwards', async () => {
    const machine = new ModalMachine(null);
    expect((await runInMemory(machine, ['test', '--modes', 'mirrored', '--yes'])).code).toBe(0);
    expect(machine.text).toBe(null);
  });

  test('where WSL does not start, the file is put back all the same', async () => {
    const machine = new ModalMachine('[wsl2]\n');
    machine.startWsl = async () => {
      throw new Failure(WSL_NO_ANSWER, { command: 'wsl.exe -e true' });
    };
    const { code, stderr } = await runInMemory(machine, ['test', '--modes', 'mirrored', '--yes']);
    expect(stderr).toContain('WSL did not answer');
    expect(code).toBe(5);
    expect(machine.text).toBe('[wsl2]\n');
  });

  test('Ctrl-C ends it, and the file is put back', async () => {
    const machine = new ModalMachine('[wsl2]\n');
    machine.interruption.abort();
    const { code, stderr } = await runInMemory(machine, ['test', '--modes', 'mirrored,nat', '--yes']);
    expect(stderr).toContain('is unchanged');
    expect(code).toBe(130);
    expect(machine.text).toBe('[wsl2]\n');
    expect(machine.modes).toEqual(['nat']);
  });

  test('--dry-run says what would be done, and does nothing', async () => {
    const machine = new ModalMachine('[wsl2]\n');
    const { code, stderr } = await runInMemory(machine, ['test', '--modes', 'nat,mirrored', '--yes', '--dry-run']);
    expect(stderr).toBe('This would try nat, mirrored, and restart WSL 3 times.\n');
    expect(code).toBe(0);
    expect(machine.actions).toEqual([]);
    const document = await runInMemory(machine, ['test', '--modes', 'nat', '--dry-run', '--json']);
    expect(JSON.parse(document.stdout)).toMatchObject({ legs: [], trials: [] });
  });

  test('the user may say no, and somebody must be asked', async () => {
    const machine = new ModalMachine('[wsl2]\n');
    const ask = async () => 'n';
    expect((await runWith({ machine, ask }, ['test', '--modes', 'mirrored'])).code).toBe(1);
    expect((await runInMemory(machine, ['test', '--modes', 'mirrored'])).code).toBe(2);
    expect(machine.actions).toEqual([]);
  });

  test.each(['bridged', 'mirrored,x', ''])('%j cannot be tried', async (list) => {
    const { code, stderr } = await runInMemory(new ModalMachine(''), ['test', '--modes', list, '--yes']);
    expect(stderr).toContain('is not a mode that --modes can test');
    expect(code).toBe(2);
  });

  test('from inside a distribution it is refused', async () => {
    const sandbox = new Sandbox('wsl2');
    const { code, stderr } = await sandbox.run('test', '--modes', 'nat,mirrored', '--target', '[fd00::1]:22', '--yes');
    expect(stderr).toContain('--modes works on Windows only');
    // What to type there.
    expect(stderr).toContain('in PowerShell: wslnet test --modes nat,mirrored --target [fd00::1]:22\n');
    expect(code).toBe(2);
  });
});

describe('what cannot be tested', () => {
  test.each<[string[], string]>([
    [['0'], "'0' is not a port"],
    [['53/udp'], 'wslnet test supports TCP ports only'],
    [['3000', '--target', 'host:80'], '--target cannot be used with a port.'],
    [['--lan', '--target', 'host:80'], '--target cannot be used with --lan.'],
    [['3000', '--modes', 'nat'], '--modes cannot be used with a port.'],
    [['--lan', '--modes', 'nat'], '--modes cannot be used with --lan.'],
    [['--wait', '5'], '--wait needs --lan.'],
    [['--target', 'host'], "'host' is not in the form host:port"],
    [['--target', '-e:80'], "'-e:80' is not in the form host:port"],
    [['--target', 'host:70000'], "'host:70000' is not in the form host:port"],
  ])('%s', async (words, message) => {
    const { code, stderr, stdout } = await play({}, words);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test.each([
    ['git.example.com', 'git.example.com:443'],
    ['https://git.example.com:8443/a', 'git.example.com:8443'],
    ['2001:db8::1', '[2001:db8::1]:443'],
  ])('%s is no port, but a target', async (word, target) => {
    const { code, stderr } = await play({}, [word]);
    expect(stderr).toContain(`Did you mean wslnet test --target ${target}?`);
    expect(code).toBe(2);
  });

  test.each(['http://127.0.0.1:3000/', 'localhost:3000', 'http://[::1]:3000'])('%s is a port here', async (word) => {
    const { code, stderr } = await play({}, [word]);
    expect(stderr).toContain('Did you mean 3000?');
    expect(code).toBe(2);
  });

  test.each(['3000-3010', '3000,8080', '70000'])('%s is no target', async (word) => {
    expect((await play({}, [word])).stderr).not.toContain('--target');
  });

  test('a stopped WSL, unless it may be started', async () => {
    const machine = new MemoryMachine(MIRRORED);
    machine.facts = {
      ...WELL,
      distributions: known([{ name: 'Ubuntu', isDefault: true, isRunning: false, version: 2 }]),
    };
    machine.ends = playEnds();
    const { code, stderr } = await runInMemory(machine, ['test']);
    expect(stderr).toContain('Add --start to start the default one');
    expect(code).toBe(5);
    expect(machine.actions).toEqual([]);
    expect((await runInMemory(machine, ['test', '--start'])).code).toBe(0);
    expect(machine.actions).toEqual(['start']);
  });
});
