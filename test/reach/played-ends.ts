import type {
  Adapter,
  Ends,
  Exchange,
  ExchangeAsk,
  LinuxEnd,
  Listening,
  Problem,
  WindowsEnd,
} from '../../src/machine/ends.ts';
import { LANDMARKS } from '../../src/machine/ends.ts';
import { type Fact, known, unknown } from '../../src/machine/facts.ts';

type Way = number | Problem | Fact<never>;

/** What the network of a played machine does. */
export interface PlayedNetwork {
  /** By `linux 127.0.0.1:3000` or `windows *:80`: after how many milliseconds it connects, or why it does not. */
  readonly ways?: Readonly<Record<string, Way>>;
  /** What is heard there, as Latin-1. */
  readonly heard?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** What `env` prints in Linux. */
  readonly variables?: string;
  readonly adapters?: Fact<readonly Adapter[]>;
  /** Why nobody can listen on a port of Linux. */
  readonly refusedPorts?: Readonly<Record<number, Problem>>;
  /** Names that resolve nowhere, or not on one side: `linux www.msftconnecttest.com`. */
  readonly unresolved?: readonly string[];
  /** What a name is on one side, where it is not 203.0.113.80: by `linux vpn.example`. */
  readonly names?: Readonly<Record<string, string>>;
  /** What `grep` finds in the files of sysctl. */
  readonly sysctls?: string;
  /** What Docker publishes; undefined for no Docker. */
  readonly docker?: string;
  readonly multicast?: number;
}

const WIFI: Adapter = {
  name: 'Wi-Fi',
  mtu: 1500,
  addresses: ['192.168.1.5', '2001:db8::5', 'fe80::5'],
  gateways: ['192.168.1.1'],
};

const FILES: Readonly<Record<string, string>> = {
  '/etc/resolv.conf': 'nameserver 10.255.255.254\n',
  '/proc/net/dev': '  lo: 0\n eth0: 0\nloopback0: 0\n',
  '/proc/net/route':
    'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t0110A8C0\t3\t0\t0\t0\t00000000\t0\t0\t0\n',
  '/proc/sys/net/ipv4/ip_local_port_range': '44620\t48715\n',
  '/proc/sys/net/ipv4/conf/all/rp_filter': '0\n',
  '/proc/sys/net/ipv4/conf/loopback0/rp_filter': '0\n',
};

/** Ends on a machine where all is well, but for what is said. */
export function playEnds(network: PlayedNetwork = {}): Ends {
  const listeners = new Map<number, string>();
  let nextPort = 45_000;
  const wayOf = (side: string, address: string, port: number): Way =>
    network.ways?.[`${side} ${address}:${port}`] ??
    network.ways?.[`${side} ${address}:*`] ??
    network.ways?.[`${side} *:${port}`] ??
    (listeners.has(port) || address !== '127.0.0.1' ? 12 : 'refused');

  function endOf(side: 'linux' | 'windows') {
    return {
      async exchange({ address, port, want = 0, timeout }: ExchangeAsk): Promise<Fact<Exchange>> {
        const way = wayOf(side, address, port);
        if (typeof way === 'object') return way;
        const local = side === 'linux' ? '192.168.1.5' : '127.0.0.1';
        const nothing = { local, received: 0, head: '', unacknowledged: null };
        if (typeof way === 'string') {
          const ms = way === 'timed-out' ? timeout : 3;
          return known({ ...nothing, connected: null, ms, problem: way });
        }
        const head = want === 0 ? '' : (network.heard?.[`${address}:${port}`] ?? listeners.get(port) ?? PAGE);
        return known({ ...nothing, connected: way, ms: way + 1, problem: null, head, received: head.length });
      },
      async resolve(name: string) {
        const isMissing = network.unresolved?.some((each) => each === name || each === `${side} ${name}`);
        if (isMissing) return known({ addresses: [], ms: 20, problem: 'no-name' as const });
        const usual = name === LANDMARKS.name6 ? '2001:db8::80' : '203.0.113.80';
        const address = network.names?.[`${side} ${name}`] ?? usual;
        return known({ addresses: [address], ms: 20, problem: null });
      },
      async listen(_: string, port: number, answer: string): Promise<Fact<Listening>> {
        const refusal = side === 'linux' ? network.refusedPorts?.[port] : undefined;
        if (refusal) return known({ port, problem: refusal, visits: [], close() {} });
        const given = port === 0 ? nextPort++ : port;
        listeners.set(given, answer);
        return known({ port: given, problem: null, visits: [], close: () => void listeners.delete(given) });
      },
    };
  }

  const linux: LinuxEnd = {
    ...endOf('linux'),
    async readText(path) {
      const text = network.files?.[path] ?? FILES[path];
      return text === undefined ? unknown('unreadable', path) : known(text);
    },
    async run(program) {
      if (program === 'env') return known({ exit: 0, text: network.variables ?? 'HOME=/root\n', errors: '' });
      if (program === 'grep') return known({ exit: 0, text: network.sysctls ?? '', errors: '' });
      if (program === 'docker' && network.docker !== undefined) {
        return known({ exit: 0, text: network.docker, errors: '' });
      }
      return unknown('no-program', program);
    },
    async askServer(server) {
      const way = wayOf('linux', server, 53);
      if (typeof way === 'object') return way;
      return known(typeof way === 'number' ? { ms: way, problem: null } : { ms: 2500, problem: way });
    },
    countMulticastAnswers: async () => known(network.multicast ?? 2),
  };
  const windows: WindowsEnd = { ...endOf('windows'), adapters: async () => network.adapters ?? known([WIFI]) };
  return { linux, windows, landmarks: LANDMARKS, close: async () => {} };
}

const PAGE = 'HTTP/1.1 200 OK\r\n\r\nMicrosoft Connect Test';
