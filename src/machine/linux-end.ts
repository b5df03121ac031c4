import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { connect, createServer, isIP, type Server, type Socket } from 'node:net';
import {
  type Exchange,
  type ExchangeAsk,
  type LinuxEnd,
  type Listening,
  problemOf,
  type Resolution,
  type ServerAnswer,
  type Visit,
} from './ends.ts';
import { type Fact, known, unknown } from './facts.ts';
import { endWithUs, type Programs, startChild, whyNotStarted } from './programs.ts';
import { at, readText, type System } from './system.ts';

/** What is asked of an end that is closed. */
const CLOSED = unknown('timed-out', 'wslnet');

/** After some bytes, how long to wait for more, in milliseconds. */
const IDLE = 300;

/** How long a visitor may say nothing, in milliseconds. */
const VISITOR_TIMEOUT = 5000;

/** So many visitors are remembered, the latest, and so much of what each said, in bytes. */
const MOST_VISITS = 1000;
const MOST_SAID = 1024;

/** The Linux end where this program runs in Linux: its own sockets. */
export class SocketEnd implements LinuxEnd {
  readonly run: Programs['askLinux'];
  private readonly system: System;
  /** What ends each thing that is still going on. */
  private readonly open = new Set<() => void>();
  private isClosed = false;

  constructor(system: System, { askLinux }: Pick<Programs, 'askLinux'>) {
    this.system = system;
    this.run = askLinux;
  }

  /** Ends all that is still going on. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const end of this.open) end();
  }

  async readText(path: string): Promise<Fact<string>> {
    const text = await readText(this.system, path);
    return text === null ? unknown('unreadable', path) : known(text);
  }

  exchange({ address, port, say = '', want = 0, timeout }: ExchangeAsk): Promise<Fact<Exchange>> {
    if (this.isClosed) return Promise.resolve(CLOSED);
    const start = performance.now();
    const since = () => Math.round(performance.now() - start);
    return new Promise((settle) => {
      const socket = connect({ host: address, port });
      let connected: number | null = null;
      let local: string | null = null;
      let received = 0;
      let head = Buffer.alloc(0);
      let idle: NodeJS.Timeout | undefined;
      let isOver = false;
      const finish = (problem: Exchange['problem']) => {
        if (isOver) return;
        isOver = true;
        this.open.delete(end);
        clearTimeout(timer);
        clearTimeout(idle);
        const made = { connected, local, received, head: head.toString('latin1'), ms: since(), problem };
        const unacknowledged = connected === null ? null : unacknowledgedBytes(this.system, socket);
        socket.destroy();
        settle(known({ ...made, unacknowledged }));
      };
      const timer = setTimeout(finish, timeout, 'timed-out');
      const end = () => finish('timed-out');
      this.open.add(end);
      socket.on('error', (error: NodeJS.ErrnoException) => finish(problemOf(error.code)));
      socket.on('connect', () => {
        connected = since();
        local = socket.localAddress ?? null;
        if (say !== '') socket.write(Buffer.from(say, 'latin1'));
        if (want === 0) finish(null);
      });
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (head.length < 512) head = Buffer.concat([head, chunk.subarray(0, 512 - head.length)]);
        clearTimeout(idle);
        if (received >= want) finish(null);
        else idle = setTimeout(finish, IDLE, null);
      });
      socket.on('end', () => finish('closed'));
    });
  }

  /** Asks `getent`, which asks as all programs do, and can be ended when it takes too long. */
  resolve(name: string, timeout: number): Promise<Fact<Resolution>> {
    if (this.isClosed) return Promise.resolve(CLOSED);
    const start = performance.now();
    const since = () => Math.round(performance.now() - start);
    return new Promise((settle) => {
      const { env } = this.system;
      const child = startChild('getent', ['ahosts', name], { env, stdio: ['ignore', 'pipe', 'ignore'] });
      endWithUs(child);
      const end = () => void child.kill('SIGKILL');
      this.open.add(end);
      let text = '';
      const finish = (answer: Fact<Resolution>) => {
        clearTimeout(timer);
        this.open.delete(end);
        settle(answer);
      };
      const timer = setTimeout(() => {
        end();
        finish(known({ addresses: [], ms: since(), problem: 'timed-out' }));
      }, timeout);
      child.stdout?.on('data', (chunk) => {
        text += chunk;
      });
      child.on('error', (error) => finish(unknown(whyNotStarted(error), 'getent')));
      child.on('close', () => {
        const addresses = text.split('\n').map((line) => line.split(/\s/, 1)[0] ?? '');
        const unique = [...new Set(addresses.filter((address) => isIP(address) !== 0))];
        finish(known({ addresses: unique, ms: since(), problem: unique.length > 0 ? null : 'no-name' }));
      });
    });
  }

  listen(address: string, port: number, answer: string): Promise<Fact<Listening>> {
    return new Promise((settle) => {
      const visits: Visit[] = [];
      const sockets = new Set<Socket>();
      const server: Server = createServer((socket) => {
        sockets.add(socket);
        const from = `${socket.remoteAddress}:${socket.remotePort}`;
        socket.on('error', () => {}).on('close', () => sockets.delete(socket));
        // Anybody on the network can come, as often as they like, and say nothing or very much.
        socket.setTimeout(VISITOR_TIMEOUT, () => socket.destroy());
        socket.once('data', (said) => {
          if (visits.length === MOST_VISITS) visits.shift();
          visits.push({ from, said: said.toString('latin1', 0, MOST_SAID) });
          socket.end(Buffer.from(answer, 'latin1'));
        });
      });
      const close = () => {
        this.open.delete(close);
        server.close();
        for (const socket of sockets) socket.destroy();
      };
      server.once('error', (error: NodeJS.ErrnoException) => {
        settle(known({ port, visits, problem: problemOf(error.code), close }));
      });
      server.listen(port, address, () => {
        this.open.add(close);
        const bound = server.address();
        settle(known({ port: typeof bound === 'object' && bound ? bound.port : port, visits, problem: null, close }));
      });
    });
  }

  async askServer(server: string, name: string, protocol: 'udp' | 'tcp', timeout: number): Promise<Fact<ServerAnswer>> {
    const question = dnsQuestion(name, 'A');
    if (protocol === 'udp') return known(await this.askByUdp(server, question, timeout));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(question.length);
    const say = Buffer.concat([length, question]).toString('latin1');
    const answer = await this.exchange({ address: server, port: 53, say, want: 14, timeout });
    if (!answer.known) return answer;
    const { head, ms, problem, received } = answer.value;
    if (received < 14) return known({ ms, problem: problem ?? 'closed' });
    const read = readDnsAnswer(Buffer.from(head.slice(2), 'latin1'), question);
    return known({ ms, problem: read === null || read.answers === 0 ? 'no-name' : null });
  }

  private askByUdp(server: string, question: Buffer, timeout: number): Promise<ServerAnswer> {
    const start = performance.now();
    return new Promise((settle) => {
      const socket = createSocket(isIP(server) === 6 ? 'udp6' : 'udp4');
      const end = () => socket.close();
      this.open.add(end);
      const finish = (problem: ServerAnswer['problem']) => {
        clearTimeout(timer);
        if (this.open.delete(end)) end();
        settle({ ms: Math.round(performance.now() - start), problem });
      };
      const timer = setTimeout(finish, timeout, 'timed-out');
      socket.on('error', (error: NodeJS.ErrnoException) => finish(problemOf(error.code)));
      socket.on('message', (message) => {
        const answer = readDnsAnswer(message, question);
        if (answer) finish(answer.answers > 0 ? null : 'no-name');
      });
      // Connected, it hears that a port is closed.
      socket.connect(53, server, (error?: NodeJS.ErrnoException) => {
        if (error) finish(problemOf(error.code));
        else socket.send(question);
      });
    });
  }

  countMulticastAnswers(timeout: number): Promise<Fact<number>> {
    const own = new Set(
      Object.values(this.system.networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
    );
    return new Promise((settle) => {
      const socket = createSocket('udp4');
      const answerers = new Set<string>();
      const end = () => socket.close();
      this.open.add(end);
      const finish = (fact: Fact<number>) => {
        clearTimeout(timer);
        if (this.open.delete(end)) end();
        settle(fact);
      };
      const timer = setTimeout(() => finish(known(answerers.size)), timeout);
      socket.on('error', () => finish(known(0)));
      socket.on('message', (_, { address }) => {
        if (!own.has(address)) answerers.add(address);
      });
      // From a port that is not 5353 the question is answered straight to the asker.
      socket.bind(0, () => socket.send(dnsQuestion('_services._dns-sd._udp.local', 'PTR'), 5353, '224.0.0.251'));
    });
  }
}

/** What `/proc/net/tcp` says is still in the send queue of a connection, in bytes; null where it does not say. */
function unacknowledgedBytes(system: System, { localPort, remotePort }: Socket): number | null {
  const hex = (port = 0) => port.toString(16).toUpperCase().padStart(4, '0');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    let text = '';
    try {
      text = readFileSync(at(system, table), 'utf8');
    } catch {
      // Without IPv6 there is one table.
    }
    const row = new RegExp(`:${hex(localPort)} [0-9A-F]+:${hex(remotePort)} [0-9A-F]{2} ([0-9A-F]+):`).exec(text);
    if (row) return Number.parseInt(row[1] ?? '0', 16);
  }
  return null;
}

const TYPES = { A: 1, PTR: 12 } as const;

const HEADER = 12;
const IS_ANSWER = 0x8000;
const RECURSION_DESIRED = 0x0100;

/** A question to a name server, as RFC 1035 has it, with a random number in its first two bytes. */
function dnsQuestion(name: string, type: keyof typeof TYPES): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(randomInt(0x10000), 0);
  header.writeUInt16BE(RECURSION_DESIRED, 2);
  header.writeUInt16BE(1, 4);
  const labels = name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'));
  const end = Buffer.from([0, 0, TYPES[type], 0, 1]);
  return Buffer.concat([header, ...labels, end]);
}

/** How many records an answer has; null for what does not answer that question. */
function readDnsAnswer(message: Buffer, question: Buffer): { readonly answers: number } | null {
  if (message.length < HEADER || message.readUInt16BE(0) !== question.readUInt16BE(0)) return null;
  return (message.readUInt16BE(2) & IS_ANSWER) === 0 ? null : { answers: message.readUInt16BE(6) };
}
