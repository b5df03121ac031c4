import type { Fact } from './facts.ts';
import type { ProgramAnswer } from './programs.ts';

/**
 * The two ends of a path: Linux and Windows. Each opens real sockets where it stands. Every answer is a fact; it is
 * unknown where that end cannot be asked, which says nothing about the network.
 */
export interface Ends {
  readonly linux: LinuxEnd;
  readonly windows: WindowsEnd;
  readonly landmarks: Landmarks;
  /** Ends all that was opened, and waits for it. Never throws. */
  close(): Promise<void>;
}

/** Outside hosts that are tried. Data, so that a test can name its own. */
export interface Landmarks {
  /** The host with which Windows and WSL themselves test the internet, over IPv4 and IPv6, and the port. */
  readonly name: string;
  readonly name6: string;
  readonly port: number;
  /** A server that has been at the same addresses for years, for where no name resolves; and its port. */
  readonly address: string;
  readonly address6: string;
  readonly addressPort: number;
  /** Ports that Windows listens on by itself. */
  readonly windowsPorts: readonly number[];
}

/** Microsoft's hosts are those of WSL's own test. The others are the name servers of Cloudflare. */
export const LANDMARKS: Landmarks = {
  name: 'www.msftconnecttest.com',
  name6: 'ipv6.msftconnecttest.com',
  port: 80,
  address: '1.1.1.1',
  address6: '2606:4700:4700::1111',
  addressPort: 443,
  windowsPorts: [445, 135],
};

/** What both ends can do. */
export interface End {
  /** Connects to an address, says something and listens. */
  exchange(ask: ExchangeAsk): Promise<Fact<Exchange>>;
  /** Looks up a name as programs there do. @param timeout milliseconds */
  resolve(name: string, timeout: number): Promise<Fact<Resolution>>;
  /** Listens at an address until it is closed. @param port 0 for any that is free */
  listen(address: string, port: number, answer: string): Promise<Fact<Listening>>;
}

/** The end in Linux. */
export interface LinuxEnd extends End {
  /** A text file there. */
  readText(path: string): Promise<Fact<string>>;
  /** Runs a program there, with its usual timeout. */
  run(program: string, ...args: readonly string[]): Promise<Fact<ProgramAnswer>>;
  /** Asks one name server for the IPv4 addresses of a name. @param timeout milliseconds */
  askServer(server: string, name: string, protocol: 'udp' | 'tcp', timeout: number): Promise<Fact<ServerAnswer>>;
  /** How many other hosts answer a question by multicast DNS within a while. @param timeout milliseconds */
  countMulticastAnswers(timeout: number): Promise<Fact<number>>;
}

/** The end in Windows. */
export interface WindowsEnd extends End {
  /** The adapters that are up. */
  adapters(): Promise<Fact<readonly Adapter[]>>;
}

/** What to connect to, what to send and how much to wait for. */
export interface ExchangeAsk {
  readonly address: string;
  readonly port: number;
  /** Bytes as Latin-1. */
  readonly say?: string;
  /** It is over when as many bytes have come, or some and then none for a while; 0 to connect and no more. */
  readonly want?: number;
  /** For all of it, in milliseconds. */
  readonly timeout: number;
}

/** How a connection went. */
export interface Exchange {
  /** After how many milliseconds the connection was made; null where it was not. */
  readonly connected: number | null;
  /** The own address of the connection. */
  readonly local: string | null;
  /** How many bytes came. */
  readonly received: number;
  /** The first of them, up to 512, as Latin-1. */
  readonly head: string;
  /** All that it took, in milliseconds. */
  readonly ms: number;
  /** What ended it; null where all that was wanted came. */
  readonly problem: Problem | null;
  /** How many bytes were sent and never acknowledged, where the end can tell; else null. */
  readonly unacknowledged: number | null;
}

/** What a name resolves to. */
export interface Resolution {
  readonly addresses: readonly string[];
  readonly ms: number;
  readonly problem: Problem | null;
}

/** What a name server answered. */
export interface ServerAnswer {
  readonly ms: number;
  /** Null for an answer that names an address. */
  readonly problem: Problem | null;
}

/** A socket that listens. */
export interface Listening {
  readonly port: number;
  /** Why nobody listens after all; null where all is well. */
  readonly problem: Problem | null;
  /** Who came and said something, in order. */
  readonly visits: readonly Visit[];
  close(): void;
}

/** A connection that somebody made to a socket of ours. */
export interface Visit {
  /** Address and port. */
  readonly from: string;
  /** The first bytes, as Latin-1. */
  readonly said: string;
}

/** A network adapter of Windows. */
export interface Adapter {
  readonly name: string;
  /** Of IPv4, in bytes; null where it has none. */
  readonly mtu: number | null;
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
}

/** What a socket or a name server may answer, in one vocabulary for both systems. */
export type Problem =
  | 'refused'
  | 'timed-out'
  /** There is no way there: no route, or no address of that kind. */
  | 'unreachable'
  | 'reset'
  /** The other side ended the connection before all had come. */
  | 'closed'
  | 'no-name'
  /** The port is taken. */
  | 'in-use'
  /** The system does not allow it, as with a port that Windows has reserved. */
  | 'denied'
  | 'other';

const PROBLEMS: Readonly<Record<string, Problem>> = {
  // As Node has it from Linux.
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EADDRINUSE: 'in-use',
  EACCES: 'denied',
  EPERM: 'denied',
  // As .NET has it from Windows.
  ConnectionRefused: 'refused',
  TimedOut: 'timed-out',
  HostUnreachable: 'unreachable',
  NetworkUnreachable: 'unreachable',
  NetworkDown: 'unreachable',
  AddressNotAvailable: 'unreachable',
  AddressFamilyNotSupported: 'unreachable',
  ConnectionReset: 'reset',
  ConnectionAborted: 'reset',
  Shutdown: 'reset',
  Closed: 'closed',
  AddressAlreadyInUse: 'in-use',
  AccessDenied: 'denied',
  HostNotFound: 'no-name',
  NoData: 'no-name',
  NoRecovery: 'no-name',
  TryAgain: 'no-name',
};

/** A problem by the name that Node or .NET has for it. */
export function problemOf(name: string | undefined): Problem {
  return (name !== undefined && PROBLEMS[name]) || 'other';
}
