import { describe, expect, test } from 'vitest';
import { type Facts, known } from '../../src/machine/facts.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { WELL } from '../bench/well.ts';
import { windows, wsl } from '../doctor/examine.ts';
import { expectGolden } from '../golden/golden.ts';

const MODES = ['nat', 'mirrored', 'virtioproxy', 'bridged', 'none', 'wsl1'];

interface Trouble {
  readonly symptom: string;
  readonly cause: string;
  readonly see?: { readonly text: string; readonly commands: readonly string[] };
  readonly cure: string;
  readonly commands: readonly string[];
}

/** `wslnet explain …` on a machine without the file. */
async function explain(...words: string[]) {
  return await new Bench().runWith({}, 'explain', ...words);
}

/** What `--json` says, on a machine in memory. */
async function explainJson(...words: string[]) {
  const { code, stdout } = await runInMemory(new MemoryMachine(null), ['explain', ...words, '--json']);
  expect(code, words.join(' ')).toBe(0);
  return JSON.parse(stdout);
}

async function everyTopic(): Promise<{ topic: string; group: string; summary: string | null }[]> {
  return (await explainJson()).topics;
}

/** Every trouble of every topic, by the topic it stands under. */
async function everyTrouble(): Promise<[topic: string, trouble: Trouble][]> {
  const found: [string, Trouble][] = [];
  for (const { topic } of await everyTopic()) {
    const { troubles = [], causes = [] } = await explainJson(topic);
    for (const trouble of [...troubles, ...causes]) found.push([topic, trouble]);
  }
  return found;
}

/** The lines that are not commands to copy. */
function proseOf(text: string): string[] {
  return text.split('\n').filter((line) => !/^ {8}\S/.test(line));
}

describe('explain', () => {
  test.each<[name: string, words: string[]]>([
    ['explain', []],
    ['explain-modes', ['modes']],
    ...MODES.map((mode): [string, string[]] => [`explain-${mode}`, [mode]]),
    ['explain-networkingMode', ['networkingMode']],
    ['explain-dnsTunneling', ['dnsTunneling']],
    ['explain-firewall', ['firewall']],
    ['explain-localhostForwarding', ['localhostForwarding']],
    ['explain-ignoredPorts', ['ignoredPorts']],
    ['explain-memory', ['memory']],
    ['explain-duplicate-key', ['duplicate-key']],
    ['explain-after-ctrl-z', ['AFTER-CTRL-Z']],
    ['explain-utf-16', ['utf-16']],
    ['explain-vpn', ['vpn']],
    ['explain-ports', ['bind: Address already in use']],
  ])('%s', async (name, words) => {
    const { code, stdout, stderr } = await explain(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectGolden(name, stdout);
  });

  test('every topic is plain ASCII in at most 80 columns, on any width', async () => {
    for (const { topic } of await everyTopic()) {
      for (const columns of [80, 200]) {
        const { stdout } = await runInMemory(new MemoryMachine(null), ['explain', topic], { columns });
        // What an editor would not show has a picture or a number, and one example is about such characters.
        const ascii =
          topic === 'mangled-value'
            ? stdout.replaceAll('\u00fc', 'u')
            : stdout.replaceAll('\u241a', '^').replace('Zo\u00eb', 'Zoe').replace('\uff1d', '=');
        expect(ascii, topic).toMatch(/^[\n -~]*$/);
        expect(Math.max(...proseOf(stdout).map((line) => line.length)), topic).toBeLessThanOrEqual(80);
      }
    }
  });

  test.each([40, 60, 120])('%i columns are enough for all but commands and addresses of the web', async (columns) => {
    for (const { topic } of await everyTopic()) {
      const { stdout } = await runInMemory(new MemoryMachine(null), ['explain', topic], { columns });
      const wide = proseOf(stdout).filter((line) => line.length > columns && line.trim().includes(' '));
      expect(wide, topic).toEqual([]);
    }
    for (const topic of ['mirrored', 'vpn', 'modes']) {
      const { stdout } = await runInMemory(new MemoryMachine(null), ['explain', topic], { columns });
      expectGolden(`explain-${topic}-${columns}`, stdout);
    }
  });

  test('a narrow terminal gets more tables and no broken drawing', async () => {
    const modes = await runInMemory(new MemoryMachine(null), ['explain', 'modes'], { columns: 50 });
    expect(Math.max(...modes.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
    expect(modes.stdout.match(/^LAN to Linux/gm)).toHaveLength(2);
    const nat = await runInMemory(new MemoryMachine(null), ['explain', 'nat'], { columns: 50 });
    expect(nat.stdout).not.toContain('+---');
    expect(nat.stdout).toMatch(/^What works$/m);
  });

  test('colour only adds to the text', async () => {
    for (const topic of ['mirrored', 'modes', 'dnsTunneling']) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
      const plain = (await explain(topic, '--color', 'always')).stdout.replace(/\u001b\[\d+m/g, '');
      expect(plain).toBe((await explain(topic)).stdout);
    }
  });

  test.each([
    ['consomme', 'virtioproxy'],
    ['Mirrored', 'mirrored'],
    ['WSL1', 'wsl1'],
    ['MODES', 'modes'],
    ['wsl2.DNSTUNNELING', 'dnsTunneling'],
    ['experimental.firewall', 'firewall'],
    ['NetworkingMode', 'networkingMode'],
  ])('%s is %s', async (word, topic) => {
    expect((await explainJson(word)).topic).toBe(topic);
  });
});

/** What people type and paste, and the topic that answers it. */
const WORDS: readonly [text: string, topic: string][] = [
  ['vpn', 'vpn'],
  ['no network on VPN', 'vpn'],
  ['Cisco AnyConnect', 'vpn'],
  ['DNS', 'dns'],
  ['names do not resolve', 'dns'],
  ['localhost', 'localhost'],
  ['localhost does not work', 'localhost'],
  ['ERR_CONNECTION_REFUSED', 'localhost'],
  ['127.0.0.1', 'localhost'],
  ['localhost dead after sleep', 'sleep'],
  ['Fast Startup', 'sleep'],
  ['ports', 'ports'],
  ['port', 'ports'],
  ['proxy', 'proxy'],
  ['lan', 'lan'],
  ['cannot reach my dev server from my phone', 'lan'],
  ['docker', 'docker'],
  ['docker compose', 'docker'],
  ['podman', 'podman'],
  ['vscode', 'vscode'],
  ['VS Code', 'vscode'],
  ['mtu', 'mtu'],
  ['slow', 'slow'],
  ['no-ipv6', 'no-ipv6'],
  ['mdns', 'multicast'],
  ['WSL Settings', 'wsl-settings'],
  ['settings.yaml', 'containers'],
  ['wslc', 'containers'],
  ['policy', 'policy'],
  ['nothing changed', 'restart'],
  ['no internet', 'no-network'],
  ['firewall', 'firewall'],
  ['ipv6', 'ipv6'],
  ['which mode should I use?', 'modes'],
  ['nat mirrored', 'modes'],
  ['nat vs mirrored', 'modes'],
  ['what is mirrored', 'mirrored'],
  ['dnsTunneling does nothing', 'dnsTunneling'],
  ['hyper-v firewall', 'lan'],
  ['MTU behind a VPN', 'mtu'],
  ['localhost dead after Fast Startup', 'sleep'],
  ['virtioproxy', 'virtioproxy'],
  ['/etc/resolv.conf keeps being overwritten', 'dns'],
  ['generateResolvConf', 'dns'],
  ['cannot reach windows from wsl', 'localhost'],
  ["can't access wsl from another computer", 'lan'],
  ['ssh into wsl from another machine', 'lan'],
  ['.wslconfig is not read', 'restart'],
  ['wslconfig ignored', 'restart'],
  ['netsh excludedportrange', 'ports'],
  ['only lo', 'no-network'],
  ['no network after waking up', 'sleep'],
  ['what is the difference between nat and mirrored', 'modes'],
  ['should I use mirrored?', 'modes'],
  ['best networking mode', 'modes'],
  ['still nat after set mirrored', 'fallback'],
  ['wsl-vpnkit', 'vpn'],
  ['npm x509', 'proxy'],
  ['open port 3000 to network', 'lan'],
  ['port forwarding', 'lan'],
  ['it hangs.', 'mtu'],
  ['npm install is stuck', 'mtu'],
  ['tailscale', 'vpn'],
  ['ZeroTier', 'vpn'],
  ['KB5129241', 'vpn'],
  ['intranet names', 'vpn'],
  ['nslookup', 'dns'],
  ['10.255.255.254', 'dns'],
  ['ping works but domain names do not', 'dns'],
  ["can't connect", 'no-network'],
  ['apt update', 'no-network'],
  ['pip timeout', 'no-network'],
  ['cannot ping google', 'no-network'],
  ['network unreachable', 'no-network'],
  ['host.docker.internal', 'docker'],
  ['docker on windows', 'docker'],
  ['default gateway', 'localhost'],
  ['connect to windows postgres from wsl', 'localhost'],
  ['ollama on windows from wsl', 'localhost'],
  ['rp_filter', 'localhost'],
  ['static ip', 'lan'],
  ['ip changes every reboot', 'lan'],
  ['v2rayN', 'proxy'],
  ['WSL_PAC_URL', 'proxy'],
  ['npm cert', 'proxy'],
  ['ros2', 'multicast'],
  ['iperf3', 'slow'],
  ['safe mode', 'safe-mode'],
  ['what is nat', 'nat'],
  ['networking mode', 'modes'],
  ['dns-tunneling', 'dns'],
  ['wslinfo says the mode is nat', 'fallback'],
  ['which networking mode', 'modes'],
  ['windows cannot reach wsl', 'localhost'],
  ["can't reach the host from wsl", 'localhost'],
  ['docker published ports', 'docker'],
  ['Windows cannot reach the ports of Docker', 'docker'],
  ['cannot reach docker from windows', 'docker'],
  ['hyper-v switch', 'bridge'],
  ['subnet conflict', 'vpn'],
  ['Set-NetFirewallHyperVVMSetting: no objects found', 'lan'],
];

const MESSAGES: readonly [text: string, topic: string][] = [
  [
    'wsl: Mirrored networking mode is not supported: Windows version 22000.1 does not have the required features. Falling back to NAT networking.',
    'fallback',
  ],
  ['falling back to NAT', 'fallback'],
  ['Falling back to networkingMode None.', 'no-network'],
  ['wsl: Failed to configure network (networkingMode Nat), falling back to networkingMode None.', 'no-network'],
  ['Error code: CreateInstance/CreateVm/ConfigureNetworking/0x803b0015', 'fallback'],
  ['0x803B0015', 'fallback'],
  ['0x803b0007', 'no-network'],
  ['0x8007054f', 'no-network'],
  ['0x8037010d', 'bridge'],
  [
    'wsl: A localhost proxy configuration was detected but not mirrored into WSL. WSL in NAT mode does not support localhost proxies.',
    'proxy',
  ],
  ["wsl: Unknown key 'wsl2.pageReporting' in C:\\Users\\anna\\.wslconfig:3", 'unknown-key'],
  ["wsl: Unknown key 'boot.systemd' in C:\\Users\\a\\.wslconfig:2", 'other-file'],
  ["wsl: Unknown key 'wsl2.memory' in /etc/wsl.conf:12", 'other-file'],
  ["wsl: Invalid networking mode 'NAT' in C:\\Users\\a\\.wslconfig", 'invalid-value'],
  ["wsl: Expected ']' in C:\\Users\\a\\.wslconfig:1", 'bad-header'],
  ["wsl: Expected ' ' or '\\n' in C:\\Users\\a\\.wslconfig:1", 'bad-header'],
  ["wsl: Expected '=' in C:\\Users\\a\\.wslconfig:2", 'missing-equals'],
  [`wsl: Expected '"' in C:\\Users\\a\\.wslconfig:2`, 'open-quote'],
  ["wsl: Expected ''' in C:\\Users\\a\\.wslconfig:2", 'open-quote'],
  ['wsl: Expected " in C:\\Users\\a\\.wslconfig:2', 'open-quote'],
  ["wsl: Duplicated config key 'wsl2.memory' in C:\\Users\\a\\.wslconfig:9", 'duplicate-key'],
  [
    "wsl: Invalid value 'consomme' for config key 'wsl2.networkingMode' in C:\\Users\\a\\.wslconfig:2",
    'consomme-spelling',
  ],
  [
    'wsl: The wsl2.localhostForwarding setting has no effect when using mirrored networking mode',
    'localhost-forwarding-in-mirrored',
  ],
  ['OSError: [Errno 98] Address already in use', 'ports'],
  ['Error: listen EADDRINUSE: address already in use :::3000', 'ports'],
  ['listen tcp :80: bind: permission denied', 'ports'],
  ["fatal: Failed to connect to github.com port 443 after 21000 ms: Couldn't connect to server", 'no-network'],
  ['curl: (7) Failed to connect to 127.0.0.1 port 3000: Connection refused', 'localhost'],
  ['4 packets transmitted, 0 received, 100% packet loss', 'no-network'],
  ['curl: (56) CONNECT tunnel failed, response 407', 'proxy'],
  [';; Got SERVFAIL reply from 10.255.255.254', 'dns'],
  ['Could not fetch remote environment', 'vscode'],
  ['Error response from daemon: Ports are not available: exposing port TCP 0.0.0.0:80', 'ports'],
  ['An attempt was made to access a socket in a way forbidden by its access permissions.', 'ports'],
  ['connect: Network is unreachable', 'no-network'],
  ['WSL in NAT mode does not support localhost proxies.', 'proxy'],
  ['curl: (6) Could not resolve host: github.com', 'dns'],
  ['ping: google.com: Temporary failure in name resolution', 'dns'],
  ['net/http: TLS handshake timeout', 'mtu'],
  ['curl: (7) Failed to connect to localhost port 3000: Connection refused', 'localhost'],
  ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', 'docker'],
  ['wsl: wsl2.networkingMode is disabled by the computer policy.', 'policy'],
  ["wsl: Unknown key 'experimental.useWindowsDnsCache' in C:\\Users\\a\\.wslconfig:7", 'unknown-key'],
  ['wsl: Clé inconnue « wsl2.foo » dans C:\\Users\\a\\.wslconfig:7', 'unknown-key'],
  ["wsl: C:\\Users\\a\\.wslconfig:7 の不明なキー 'wsl2.foo'", 'unknown-key'],
  ['wsl: Invalid section name in C:\\Users\\a\\.wslconfig:1', 'bad-header'],
  ['wsl: Invalid key name in C:\\Users\\a\\.wslconfig:2', 'invalid-line'],
  [
    'wsl: Ungültiger boolescher Wert "yes" für den Schlüssel "wsl2.dnsTunneling" in C:\\Users\\a\\.wslconfig:2',
    'invalid-value',
  ],
  [
    'wsl: C:\\Users\\a\\.wslconfig:4 中的配置键“wsl2.networkingMode”重复(C:\\Users\\a\\.wslconfig:2中的键“experimental.networkingMode”冲突)',
    'duplicate-key',
  ],
  ['wsl: 计算机策略已禁用 .wslconfig 设置“wsl2.networkingMode”。', 'policy'],
  ['wsl: 当 wsl2.virtio 被禁用时，不支持 VirtioProxy 网络；将回退到 networkingMode Nat。', 'virtio-off'],
  [
    'wsl: Hyper-V 防火墙不受支持 wsl: 不支持镜像网络模式： Windows 版本 19045.4894 没有所需的功能。 正在回退到 NAT 网络。 wsl: DNS 隧道不受支持',
    'fallback',
  ],
  ['wsl: 无法配置网络 (networkingMode Mirrored)，回退到 networkingMode None。', 'no-network'],
  ['wsl: 无法配置网络 (networkingMode Nat)，回退到 networkingMode VirtioProxy。', 'fallback'],
  ['wsl: Failed to configure network (networkingMode Nat), falling back to networkingMode VirtioProxy.', 'fallback'],
  ['wsl: Bridged networking requires wsl2.vmSwitch to be set.', 'bridge'],
  ["wsl: The VmSwitch 'foo' was not found. Available switches: Default Switch", 'bridge'],
  [
    'wsl: The Windows hosts file is too large and will not be reflected inside WSL. Consider reducing the size of',
    'dns',
  ],
  ['wsl: An Http Proxy change has been detected on the host. Please restart WSL to apply the change.', 'proxy'],
  [
    'wsl: An IPv6 proxy configuration was detected but not mirrored into WSL. WSL in NAT mode does not support IPv6.',
    'proxy',
  ],
  ['wsl: 在主机上检测到 Http 代理更改。请重启 WSL 以应用更改。', 'proxy'],
  [
    'wsl: An unexpected error occurred while attempting to resolve proxy settings, proxy settings were not mirrored into WSL.',
    'proxy',
  ],
  ['wsl: Failed to launch the localhost relay process. Error: 5', 'localhost'],
  [
    'wsl: Failed to start virtual networking - please install the optional component Virtual Machine Platform by running: wsl.exe --install --no-distribution',
    'no-network',
  ],
  ['wsl: DNS Tunneling is disabled because of current compatibility issues with Global Secure Access client.', 'dns'],
  [
    'wsl: Mirrored networking mode is not supported: IPv6 is disabled on the host in an unsupported way (HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters DisabledComponents=0xff). Falling back to NAT networking.',
    'fallback',
  ],
  [
    'wsl: Mirrored networking mode is not supported: Linux Kernel version 5.10 or newer is required. Falling back to NAT networking.',
    'fallback',
  ],
  [
    'wsl: Consomme networking is not supported when wsl2.virtio is disabled, falling back to networkingMode Nat.',
    'virtio-off',
  ],
  [
    "wsl: Failed to create virtual network with address range: '172.20.0.0/20', created new network with range: '172.21.0.0/20', 0x80070032",
    'nat',
  ],
  ["wsl: Failed to create network endpoint with address: '172.20.17.3', assigned new address: '172.20.18.4'", 'nat'],
  ["wsl: The .wslconfig setting 'wsl2.networkingMode' is disabled by the computer policy.", 'policy'],
  [
    "wsl: Invalid value 'bridge' for config key 'wsl2.networkingMode' in C:\\Users\\a\\.wslconfig:2 (Valid values: Bridged, Consomme, Mirrored, Nat, None, VirtioProxy)",
    'invalid-value',
  ],
  [
    "wsl: Invalid IP value '10.0.0' for key 'experimental.dnsTunnelingIpAddress' in C:\\Users\\a\\.wslconfig:2",
    'invalid-dns-address',
  ],
  ['Error code: Wsl/Service/CreateInstance/CreateVm/ConfigureNetworking/HNS/0x80070424', 'no-network'],
  ['Error code: Wsl/Service/CreateInstance/CreateVm/ConfigureNetworking/HNS/E_ACCESSDENIED', 'no-network'],
  ['803B0015', 'fallback'],
  ['8007054f', 'no-network'],
  ['0X8037010D', 'bridge'],
  [
    'wsl: Der gespiegelte Netzwerkmodus wird nicht unterstützt: Windows-Version 22631. 6491 verfügt nicht über die erforderlichen Features..\nFallback auf NAT-Netzwerk.',
    'fallback',
  ],
  ['Bind for 0.0.0.0:5432 failed: port is already allocated. driver failed programming external connectivity', 'ports'],
  ['driver failed programming external connectivity on endpoint web', 'docker'],
  ['getaddrinfo ENOTFOUND registry.npmjs.org', 'dns'],
  [';; communications error to 10.255.255.254#53: timed out', 'dns'],
  [';; connection timed out; no servers could be reached', 'dns'],
  ["wget: bad address 'deb.debian.org'", 'dns'],
  ['DNS_PROBE_FINISHED_NXDOMAIN', 'dns'],
  ['curl: (28) Failed to connect to github.com port 443: Connection timed out', 'no-network'],
  ['curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to github.com:443', 'mtu'],
  ['proxyconnect tcp: dial tcp 127.0.0.1:7890: connect: connection refused', 'proxy'],
  ['curl: (5) Could not resolve proxy: proxy.corp', 'proxy'],
  ['SSL certificate problem: unable to get local issuer certificate', 'proxy'],
  [
    "wsl: Invalid memory string '8gb' for .wslconfig entry 'wsl2.memory' in C:\\Users\\a\\.wslconfig:2",
    'invalid-value',
  ],
  ['wsl: SAFE MODE ENABLED - many features will be disabled', 'safe-mode'],
  ['npm ERR! code SELF_SIGNED_CERT_IN_CHAIN', 'proxy'],
  ["requests.exceptions.ProxyError: HTTPSConnectionPool(host='pypi.org', port=443)", 'proxy'],
  ['PKIX path building failed: unable to find valid certification path to requested target', 'proxy'],
  ['npm ERR! code ECONNRESET', 'mtu'],
  ['ping6: connect: Network is unreachable', 'no-ipv6'],
  ['curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received', 'no-network'],
  ['npm ERR! reason: connect ETIMEDOUT 104.16.1.35:443', 'no-network'],
  ['java.net.UnknownHostException: repo.maven.apache.org', 'dns'],
  ['curl: (52) Empty reply from server', 'localhost'],
  [
    'Unable to connect to the server: dial tcp 127.0.0.1:6443: connectex: No connection could be made because the target machine actively refused it.',
    'localhost',
  ],
  [
    'Error code: Wsl/Service/CreateInstance/CreateVm/ConfigureNetworking/0x8007054f\n\n[process exited with code 4294967295 (0xffffffff)]',
    'no-network',
  ],
];

describe('explain by symptom and by message', () => {
  test.each([...WORDS, ...MESSAGES])('%s leads to %s', async (text, topic) => {
    expect((await explainJson(text)).topic).toBe(topic);
    expect((await explainJson(...text.split(' ').filter((word) => !word.startsWith('-')))).topic).toBe(topic);
  });

  // Matching these by the shapes of messages took hours.
  test.each(["'", '"', "' '", ".wslconfig:1'", 'a.b', '(networkingmode a'])(
    'a very long text of %j is looked up like any other',
    async (part) => {
      const { code, stderr } = await runInMemory(new MemoryMachine(null), ['explain', `x${part.repeat(30_000)}`]);
      expect([0, 2], stderr.slice(0, 200)).toContain(code);
    },
  );

  test('every symptom has a cause, how to see it, a cure, and more to read', async () => {
    const symptoms = (await everyTopic()).filter(({ group }) => group === 'Symptoms');
    expect(symptoms.length).toBeGreaterThan(15);
    for (const { topic } of symptoms) {
      const { causes, related, doctor } = await explainJson(topic);
      expect(causes.length, topic).toBeGreaterThan(0);
      expect(
        causes.some(({ see }: Trouble) => see !== undefined),
        topic,
      ).toBe(true);
      for (const name of related) expect((await explainJson(name)).topic, `${topic}: ${name}`).toBe(name);
      if (doctor !== null) expect(doctor).toMatch(/^wslnet doctor [a-z ]+$/);
    }
  });
});

describe('explain on this machine', () => {
  test('says what a setting is in the file', async () => {
    const on = async (text: string | null, name: string) => {
      const { stdout } = await runInMemory(new MemoryMachine(text), ['explain', name], { columns: 200 });
      const at = stdout.indexOf('\nHere: ');
      return at === -1
        ? undefined
        : stdout
            .slice(at + 1)
            .trimEnd()
            .replaceAll('\n', ' ');
    };
    expect(await on('[wsl2]\ndnsTunneling=false\n', 'dnsTunneling')).toMatch(
      /^Here: line 2 of .* sets dnsTunneling to false\.$/,
    );
    expect(await on('[wsl2]\n', 'dnsTunneling')).toMatch(/does not set dnsTunneling\. The default is true\.$/);
    expect(await on('[wsl2]\nsafeMode=true\n', 'networkingMode')).toMatch(/The default is nat\. .*[Ss]afe ?[Mm]ode/);
    expect(await on(null, 'vmSwitch')).toMatch(/does not set vmSwitch, which has no default\./);
    expect(await on('[wsl2]\nignoredPorts=3000\n', 'memory')).toBeUndefined();
    expect(await on('[experimental]\nignoredPorts=3000\n', 'ignoredPorts')).toMatch(
      /sets ignoredPorts to 3000\..*no effect in nat/,
    );
  });

  test.each<[name: string, facts: Partial<Facts>, said: RegExp]>([
    [
      'Windows 11',
      {},
      /Windows 11 24H2 with WSL 2\.7.* can have mirrored, nat, virtioproxy\. mirrored is active\..*Use mirrored/,
    ],
    ['Windows 10', windows(19045), /Windows 10 22H2 .* can have nat, virtioproxy\..*Use nat/],
    ['a server', windows(26100, 1742, 'ServerStandard'), /Windows Server 2025 .* can have nat, virtioproxy\./],
    ['the WSL of Windows', wsl(null), /the WSL of Windows can have nat/],
    [
      'a policy that leaves nothing else',
      { policies: known({ allowNetworkingModeUserSetting: 0, defaultNetworkingMode: 0 }), activeMode: known('none') },
      /has no choice of modes\. none is active\. A group policy sets the mode\./,
    ],
    [
      'a policy for mirrored',
      { policies: known({ allowNetworkingModeUserSetting: 0, defaultNetworkingMode: 3 }) },
      /can have mirrored\. .* Use mirrored\./,
    ],
    ['a policy', { policies: known({ allowNetworkingModeUserSetting: 0 }) }, /can have nat\..*Use nat\./],
  ])('recommends a mode on %s', async (_, facts, said) => {
    const machine = new MemoryMachine(null);
    machine.facts = { ...WELL, ...facts };
    const { stdout } = await runInMemory(machine, ['explain', 'modes'], { columns: 80 });
    expect(stdout.slice(stdout.indexOf('\nHere: ')).replaceAll('\n', ' ')).toMatch(said);
  });

  test('says nothing of a machine that does not tell', async () => {
    const { stdout } = await runInMemory(new MemoryMachine(null), ['explain', 'modes']);
    expect(stdout).not.toContain('Here: ');
  });
});

describe('what does not explain exits with 2', () => {
  test.each([
    [['mirored'], /No topic matches 'mirored'.*\n.*mean mirrored\?/],
    [['mode'], /mean modes\?/],
    [['dnstuneling'], /mean dnsTunneling\?/],
    [['wsl2.dnsTuneling'], /mean wsl2\.dnsTunneling\?/],
    [['experimental.memory'], /No topic matches 'experimental\.memory'/],
    [['weather'], /wslnet explain/],
    [['permission', 'denied'], /No topic matches/],
    [['change the user name'], /No topic matches/],
    [['usb device not found'], /No topic matches/],
    [['copy large files'], /No topic matches/],
    [['0x80370102'], /No topic matches '0x80370102'/],
    // WSL's own talk to its virtual machine, which is no network of the user's.
    [['Error code: Wsl/Service/0x8007274c'], /No topic matches/],
    [
      [
        'The operation timed out because a response was not received from the virtual machine or container.\nError code: Wsl/Service/CreateInstance/CreateVm/HCS/HCS_E_CONNECTION_TIMEOUT',
      ],
      /No topic matches/,
    ],
    [['gui apps'], /No topic matches/],
    [['teams'], /No topic matches/],
    [['exit', 'code'], /No topic matches 'exit code'/],
    [['constructor'], /No topic matches 'constructor'/],
    [['__proto__'], /No topic matches '__proto__'/],
    [['toString'], /No topic matches 'toString'/],
    [[''], /No topic matches ''/],
  ])('%j', async (words, said) => {
    const { code, stdout, stderr } = await explain(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });

  test('as JSON where JSON was asked for', async () => {
    const { code, stdout } = await explain('mirored', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.error/1',
      code: 'unknown-topic',
      hint: 'Did you mean mirrored?',
    });
  });
});

describe('explain --json', () => {
  test('of a setting has the facts of the catalogue', async () => {
    expect(await explainJson('dnsTunneling')).toMatchObject({
      schema: 'wslnet.explain/1',
      topic: 'dnsTunneling',
      kind: 'setting',
      section: 'wsl2',
      formerSection: 'experimental',
      expects: 'true or false',
      choices: ['true', 'false'],
      default: true,
      modes: ['nat', 'mirrored', 'virtioproxy'],
      needs: null,
      since: '2.0.0',
    });
    expect(await explainJson('initialAutoProxyTimeout')).toMatchObject({
      needs: { setting: 'autoProxy', value: true },
    });
    expect(await explainJson('memory')).toEqual({
      schema: 'wslnet.explain/1',
      topic: 'memory',
      kind: 'setting',
      section: 'wsl2',
      formerSection: null,
      expects: 'a size such as 8GB or 512MB',
      choices: [],
    });
  });

  test('of a mode says what works and which settings count', async () => {
    const mirrored = await explainJson('mirrored');
    expect(mirrored).toMatchObject({
      schema: 'wslnet.explain/1',
      topic: 'mirrored',
      kind: 'mode',
      abilities: { linuxToWindows: { works: 'yes' }, lanToLinux: { works: 'partly', condition: 'firewall rule' } },
    });
    expect(mirrored.settings.applied).toContain('ignoredPorts');
    expect(mirrored.settings.idle).toContain('localhostForwarding');
    expect(await explainJson('wsl1')).toMatchObject({ kind: 'mode', settings: null });
  });

  test('of all modes has the same verdicts', async () => {
    const { kind, modes } = await explainJson('modes');
    expect(kind).toBe('comparison');
    expect(modes.map(({ mode }: { mode: string }) => mode)).toEqual(MODES);
    for (const { mode, abilities } of modes) expect(abilities).toEqual((await explainJson(mode)).abilities);
  });

  test('of nothing lists every topic, and each has an explanation', async () => {
    const topics = await everyTopic();
    expect(topics.filter(({ group }) => group === 'Modes').map(({ topic }) => topic)).toEqual([...MODES, 'modes']);
    const { settings } = JSON.parse((await new Bench('').run('show', '--json')).stdout);
    const names = settings.map(({ name }: { name: string }) => name);
    expect(topics.filter(({ group, summary }) => group === 'Settings' && summary).map(({ topic }) => topic)).toEqual(
      names,
    );
    for (const { topic } of topics) expect((await explainJson(topic)).topic).toBe(topic);
  });
});

describe('every explanation', () => {
  test('of a mode or a networking setting names trouble, why it comes and what ends it', async () => {
    const troubles = await everyTrouble();
    const troubled = new Set(troubles.map(([topic]) => topic));
    const named = (await everyTopic()).filter(({ topic, summary }) => summary !== null && topic !== 'modes');
    const meant = named.filter(({ group }) => group === 'Modes' || group === 'Settings');
    expect(meant.length).toBeGreaterThan(20);
    expect(meant.map(({ topic }) => topic).filter((topic) => !troubled.has(topic))).toEqual([]);
    for (const [topic, { symptom, cause, cure, commands }] of troubles) {
      for (const sentence of [symptom, cause, cure]) expect(sentence, topic).toMatch(/^[A-Za-z"].*[.:]"?$/);
      expect(commands.length, `${topic}: ${symptom}`).toBeGreaterThan(0);
    }
  });

  test('names commands of wslnet that run', async () => {
    const commands = new Set<string>();
    for (const { topic } of await everyTopic()) {
      const explanation = JSON.stringify(await explainJson(topic));
      for (const [, command = ''] of explanation.matchAll(/"(wslnet [^"\\]+)\\?"/g)) commands.add(command);
    }
    expect(commands.size).toBeGreaterThan(15);
    for (const command of commands) {
      const words = command.split(' ').slice(1);
      // What asks the machine is not run here; that it is a command is enough.
      const asks = ['test', 'open', 'ports', 'address', 'report', 'doctor', 'status', 'restart'].includes(
        words[0] ?? '',
      );
      const typed = asks ? [words[0] ?? '', '--help'] : [...words, '--dry-run'];
      const { code, stderr } = await runInMemory(new MemoryMachine('[wsl2]\n'), typed);
      expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
    }
  });

  test('shows each command on a line of its own, whole, on any width', async () => {
    for (const [topic, { commands }] of await everyTrouble()) {
      const { stdout } = await runInMemory(new MemoryMachine(null), ['explain', topic], { columns: 40 });
      for (const command of commands) expect(stdout, topic).toContain(`\n        ${command}\n`);
    }
  });
});
