import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeOf } from '../needs.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
const MODULES = fileURLToPath(new URL('modules', import.meta.url));
const INTERNET = fileURLToPath(new URL('internet.mjs', import.meta.url));

/** Ports that each side gives out by itself. Localhost leads to the other side for those of the other. */
const LINUX_PORTS = [40000, 44000] as const;
const WINDOWS_PORTS = [50000, 54000] as const;

let networks = 0;

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds. */
  readonly ms: number;
}

/**
 * Windows, Linux and the internet, each in a network namespace of its own. wslnet runs in Linux' and PowerShell in
 * Windows'. No packet leaves these namespaces.
 */
export class Network {
  private readonly prefix = `wslnet-${process.pid}-${++networks}`;
  private readonly folder = join(tmpdir(), `${this.prefix}-network`);
  private internet: ChildProcess | undefined;
  private readonly listeners: ChildProcess[] = [];
  private readonly undone: [side: Side, commands: readonly string[]][] = [];

  private readonly mode: 'mirrored' | 'nat';

  constructor(mode: 'mirrored' | 'nat') {
    this.mode = mode;
  }

  /** Sets all of it up, and waits until the servers of the internet listen. */
  async open(): Promise<void> {
    this.connect();
    await this.startInternet();
  }

  private connect(): void {
    const { mode } = this;
    for (const side of ['internet', 'windows', 'linux'] as const) this.ip(`netns add ${this.name(side)}`);
    const links = mode === 'mirrored' ? MIRRORED : NAT;
    for (const [a, aName, b, bName] of links) {
      this.ip(`link add ${aName} netns ${this.name(a)} type veth peer name ${bName} netns ${this.name(b)}`);
    }
    for (const side of ['internet', 'windows', 'linux'] as const) {
      this.in(side, 'ip link set lo up');
      this.in(side, 'sysctl -qw net.ipv4.conf.all.rp_filter=0');
      this.resolveBy(side, '203.0.113.53');
    }
    for (const [side, commands] of Object.entries(COMMON)) this.in(side as Side, ...commands);
    for (const [side, commands] of Object.entries(mode === 'mirrored' ? IN_MIRRORED : IN_NAT))
      this.in(side as Side, ...commands);
    this.program(
      'powershell.exe',
      `# No firewall is played here.
for last; do :; done
if printf %s "$last" | base64 -d | tr -d '\\000' | grep -qE 'Get-Net(Firewall|Connection)'; then exit 1; fi
export PSModulePath=${MODULES}
exec ip netns exec ${this.name('windows')} ${placeOf('pwsh')} "$@"`,
    );
    this.program('wslinfo', `case "$1" in --networking-mode) echo ${mode};; *) echo 2.9.5.0;; esac`);
  }

  private async startInternet(): Promise<void> {
    const child = spawn('ip', ['netns', 'exec', this.name('internet'), process.execPath, INTERNET], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.internet = child;
    await once(child.stdout, 'data');
  }

  /** Takes everything down. */
  close(): void {
    this.internet?.kill();
    for (const side of ['internet', 'windows', 'linux'] as const) {
      spawnSync('ip', ['netns', 'delete', this.name(side)]);
      rmSync(dirname(this.resolvConf(side)), { recursive: true, force: true });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs commands of a shell on a side. */
  in(side: Side, ...commands: readonly string[]): void {
    const script = commands.join('\n');
    execFileSync('ip', ['netns', 'exec', this.name(side), 'sh', '-euc', script], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  /** Runs commands of a shell on a side, and those that undo them when {@link mend} is called. */
  change(side: Side, commands: readonly string[], undo: readonly string[]): void {
    this.undone.push([side, undo]);
    this.in(side, ...commands);
  }

  /** Adds a rule of nftables, as `input ip daddr 203.0.113.53 drop`, until {@link mend} is called. */
  block(side: Side, rule: string): void {
    const chains = ['input', 'output', 'forward', 'prerouting'].map(
      (hook) => `add chain inet test ${hook} { type filter hook ${hook} priority -250; }`,
    );
    this.in(side, `nft '${['add table inet test', ...chains, `add rule inet test ${rule}`].join('; ')}'`);
  }

  /** Lets a program listen on a port of all addresses of a side, until {@link mend} is called. */
  async listen(side: Side, port: number): Promise<void> {
    const script = `require('node:net').createServer().listen(${port}, '0.0.0.0', () => console.log('ready'))`;
    const child = spawn('ip', ['netns', 'exec', this.name(side), process.execPath, '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.listeners.push(child);
    await once(child.stdout, 'data');
  }

  /** Takes away what {@link block}, {@link change}, {@link listen} and {@link resolveBy} did. */
  mend(): void {
    for (const [side, undo] of this.undone.splice(0)) this.in(side, ...undo);
    for (const child of this.listeners.splice(0)) child.kill('SIGKILL');
    for (const side of ['internet', 'windows', 'linux'] as const) {
      this.in(side, "nft 'add table inet test; delete table inet test'");
      this.resolveBy(side, '203.0.113.53');
    }
  }

  /** Which name servers a side asks. */
  resolveBy(side: Side, ...servers: readonly string[]): void {
    mkdirSync(dirname(this.resolvConf(side)), { recursive: true });
    writeFileSync(this.resolvConf(side), servers.map((server) => `nameserver ${server}\n`).join(''));
  }

  /** Puts a program of Windows or Linux in the way of the real one. */
  program(name: string, script: string): void {
    const path = join(this.folder, 'bin', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** The script of a program that {@link program} made. */
  read(name: string): string {
    return readFileSync(join(this.folder, 'bin', name), 'utf8').replace('#!/bin/sh\n', '');
  }

  /** Writes a file that wslnet can be given. @returns its path */
  write(name: string, text: string): string {
    writeFileSync(join(this.folder, name), text);
    return join(this.folder, name);
  }

  /** What stands before a command of a shell for it to run on a side, with the programs there. */
  enter(side: 'windows' | 'linux'): string {
    return `PATH=${this.path} HOME=${this.folder} exec ip netns exec ${this.name(side)}`;
  }

  private get path(): string {
    return [join(this.folder, 'bin'), '/usr/sbin', '/usr/bin', '/sbin', '/bin'].join(delimiter);
  }

  /** Starts wslnet in Linux. */
  spawn(words: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn('ip', ['netns', 'exec', this.name('linux'), process.execPath, PROGRAM, ...words], {
      env: { PATH: this.path, HOME: this.folder, WSL_DISTRO_NAME: 'Debian', DOTNET_CLI_HOME: this.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Starts wslnet in Windows, as far as it can tell. @param env where the programs of Windows are, among others */
  spawnAsWindows(words: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    const disguise = this.write('as-windows.cjs', "Object.defineProperty(process, 'platform', { value: 'win32' });");
    const program = [process.execPath, '--require', disguise, PROGRAM, ...words];
    // The first program, which enters the namespace, is none of that PATH.
    return spawn('ip', ['netns', 'exec', this.name('windows'), ...program], {
      env: { ...env, PATH: `${env['PATH']}${delimiter}${this.path}` },
      stdio: 'ignore',
    });
  }

  /** Runs wslnet in Linux to its end. */
  async run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
    const start = performance.now();
    const child = this.spawn(words, env);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const code = await new Promise<number | null>((settle) => child.on('close', settle));
    return { code, stdout, stderr, ms: Math.round(performance.now() - start) };
  }

  /** The command lines of what runs in Windows and Linux. */
  get processes(): string[] {
    const ids = (['windows', 'linux'] as const).flatMap((side) =>
      execFileSync('ip', ['netns', 'pids', this.name(side)], { encoding: 'utf8' })
        .split('\n')
        .filter(Boolean),
    );
    return ids.map((id) => commandLine(id)).filter((line) => line !== '');
  }

  /** Whether a program there listens on a port of TCP. */
  isListening(side: Side): boolean {
    const table = execFileSync('ip', ['netns', 'exec', this.name(side), 'cat', '/proc/net/tcp'], { encoding: 'utf8' });
    return /^\s*\d+: \S+ \S+ 0A /m.test(table);
  }

  private name(side: Side): string {
    return `${this.prefix}-${side}`;
  }

  /** What `ip netns exec` shows as /etc/resolv.conf there. */
  private resolvConf(side: Side): string {
    return `/etc/netns/${this.name(side)}/resolv.conf`;
  }

  private ip(words: string): void {
    execFileSync('ip', words.split(' '), { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

type Side = 'internet' | 'windows' | 'linux';

function commandLine(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

type Link = readonly [Side, string, Side, string];

const MIRRORED: readonly Link[] = [
  ['windows', 'wifi', 'internet', 'to-windows'],
  ['linux', 'eth0', 'internet', 'to-linux'],
  ['linux', 'loopback0', 'windows', 'to-linux'],
];

const NAT: readonly Link[] = [
  ['windows', 'wifi', 'internet', 'to-windows'],
  ['linux', 'eth0', 'windows', 'to-linux'],
];

const COMMON: Readonly<Record<Side, readonly string[]>> = {
  internet: [
    ...['53', '54', '55', '80', '8', '99'].map((last) => `ip address add 203.0.113.${last}/32 dev lo`),
    'ip address add 1.1.1.1/32 dev lo',
    'ip -6 address add 2001:db8:80::80/128 dev lo nodad',
    'ip -6 address add 2606:4700:4700::1111/128 dev lo nodad',
    'ip address add 198.51.100.1/24 dev to-windows',
    'ip -6 address add 2001:db8:1::1/64 dev to-windows nodad',
    'ip link set to-windows up',
  ],
  windows: [
    'ip address add 198.51.100.5/24 dev wifi',
    'ip -6 address add 2001:db8:1::5/64 dev wifi nodad',
    'ip link set wifi up',
    'ip route add default via 198.51.100.1',
    'ip -6 route add default via 2001:db8:1::1',
    `sysctl -qw net.ipv4.ip_local_port_range="${WINDOWS_PORTS.join(' ')}"`,
  ],
  linux: [`sysctl -qw net.ipv4.ip_local_port_range="${LINUX_PORTS.join(' ')}"`],
};

/** What lets packets from and to 127.0.0.1 use a device. */
const ALLOW_LOCALHOST = (device: string) =>
  `sysctl -qw net.ipv4.conf.${device}.route_localnet=1 net.ipv4.conf.${device}.accept_local=1 net.ipv4.conf.${device}.rp_filter=0`;

/** Lets 127.0.0.1 lead to the other side for its ports, and the other side's packets to 127.0.0.1 here. */
function localhostBridge(device: string, other: string, theirs: readonly number[], own: readonly number[]): string {
  return `nft '${[
    'add table ip relay',
    'add chain ip relay out { type nat hook output priority -100; }',
    'add chain ip relay in { type nat hook prerouting priority -100; }',
    'add chain ip relay after { type nat hook postrouting priority 100; }',
    ...(theirs.length > 0
      ? [`add rule ip relay out ip daddr 127.0.0.1 tcp dport ${theirs.join('-')} dnat to ${other}`]
      : []),
    ...(own.length > 0
      ? [`add rule ip relay in iifname "${device}" tcp dport ${own.join('-')} dnat to 127.0.0.1`]
      : []),
    `add rule ip relay after oifname "${device}" masquerade`,
  ].join('; ')}'`;
}

const IN_MIRRORED: Readonly<Record<Side, readonly string[]>> = {
  internet: [
    'ip address add 198.51.101.1/24 dev to-linux',
    'ip -6 address add 2001:db8:2::1/64 dev to-linux nodad',
    'ip link set to-linux up',
  ],
  windows: [
    'ip address add 169.254.73.2/30 dev to-linux',
    'ip link set to-linux up',
    ALLOW_LOCALHOST('to-linux'),
    localhostBridge('to-linux', '169.254.73.1', LINUX_PORTS, WINDOWS_PORTS),
  ],
  linux: [
    'ip address add 198.51.101.5/24 dev eth0',
    'ip -6 address add 2001:db8:2::5/64 dev eth0 nodad',
    'ip link set eth0 up',
    'ip route add default via 198.51.101.1',
    'ip -6 route add default via 2001:db8:2::1',
    'ip address add 169.254.73.1/30 dev loopback0',
    'ip link set loopback0 up',
    ALLOW_LOCALHOST('loopback0'),
    // By this device an answer to Windows sets out, before it is marked for the other.
    ALLOW_LOCALHOST('eth0'),
    localhostBridge('loopback0', '169.254.73.2', WINDOWS_PORTS, LINUX_PORTS),
    // As in WSL, the way to Windows stands in a table of its own: reverse path filtering does not find it.
    'ip route del 169.254.73.0/30 dev loopback0',
    'ip route add 169.254.73.2 dev loopback0 table 127',
    'ip rule add fwmark 7 lookup 127',
    `nft '${[
      'add chain ip relay ways { type route hook output priority -150; }',
      `add rule ip relay ways ip daddr 127.0.0.1 tcp dport ${WINDOWS_PORTS.join('-')} meta mark set 7`,
      'add rule ip relay ways ip daddr 169.254.73.2 meta mark set 7',
    ].join('; ')}'`,
  ],
};

const IN_NAT: Readonly<Record<Side, readonly string[]>> = {
  internet: [],
  windows: [
    'ip address add 172.20.16.1/20 dev to-linux',
    'ip link set to-linux up',
    'sysctl -qw net.ipv4.ip_forward=1',
    ALLOW_LOCALHOST('to-linux'),
    localhostBridge('to-linux', '172.20.16.2', LINUX_PORTS, []),
    'nft add rule ip relay after oifname "wifi" masquerade',
  ],
  linux: [
    'ip address add 172.20.16.2/20 dev eth0',
    'ip link set eth0 up',
    'ip route add default via 172.20.16.1',
    ALLOW_LOCALHOST('eth0'),
    localhostBridge('eth0', '172.20.16.1', [], LINUX_PORTS),
  ],
};
