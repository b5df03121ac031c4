import { setTimeout as sleep } from 'node:timers/promises';
import { type Exchange, type ExchangeAsk, type Listening, type Problem, problemOf, type Visit } from './ends.ts';
import { type Fact, known, unknown } from './facts.ts';
import type { RunningProgram } from './running-program.ts';

/**
 * An end that is a program on the other system. It is told what to do by lines, and tells by lines what became of it:
 * `WINDOWS_END` in `powershell-scripts.ts` says how.
 */
export interface RemoteEnd {
  exchange(ask: ExchangeAsk): Promise<Fact<Exchange>>;
  listen(address: string, port: number, answer: string): Promise<Fact<Listening>>;
  /** Sends a question and gives the first event that answers it. @param timeout milliseconds */
  ask(question: object, timeout: number): Promise<Fact<RemoteEvent>>;
  close(): Promise<void>;
}

/** What it prints: members by event. */
export interface RemoteEvent {
  readonly event: string;
  readonly id?: number;
  readonly [member: string]: unknown;
}

/** How to start and to talk to the other end. */
export interface RemoteOptions {
  /** The program, as a person calls it. */
  readonly name: string;
  /** How bytes are written. */
  readonly encoding: 'base64' | 'hex';
  readonly start: (onLine: (line: string) => void) => Promise<Fact<RunningProgram>>;
  /** How long it may take to start, in milliseconds. */
  readonly startTimeout: number;
}

/** How often the other end is told to go on, in milliseconds: it ends when it hears nothing for 90 seconds. */
const HEARTBEAT = 20_000;

/** How much longer than a question's own timeout its answer may take, in milliseconds. */
const SLACK = 3000;

/** Starts the other end: one program for all questions, since it takes long to start. */
export function openRemoteEnd({ name, encoding, start, startTimeout }: RemoteOptions): RemoteEnd {
  const waiting = new Map<number, (event: RemoteEvent) => void>();
  let lastId = 0;
  let isRunning = true;
  let stopped = Promise.resolve();
  let closing: () => void = () => {};
  const closed = new Promise<'timed-out'>((settle) => {
    closing = () => settle('timed-out');
  });
  const program = open();
  return { exchange, listen, ask, close };

  async function open(): Promise<Fact<RunningProgram>> {
    let announce: () => void = () => {};
    const ready = new Promise<void>((settle) => {
      announce = settle;
    });
    const started = await start((line) => {
      const event = parseEvent(line);
      if (event?.event === 'ready') announce();
      if (event?.id !== undefined) waiting.get(event.id)?.(event);
    });
    if (!started.known) return started;
    const ended = started.value.ended.then(() => {
      isRunning = false;
      for (const [id, tell] of waiting) tell({ id, event: 'ended' });
      return 'failed' as const;
    });
    const timeUp = sleep(startTimeout, 'timed-out' as const, { ref: false });
    const outcome = await Promise.race([ready, ended, timeUp, closed]);
    if (outcome === undefined) {
      const timer = setInterval(() => started.value.send(JSON.stringify({ do: 'alive' })), HEARTBEAT).unref();
      void ended.then(() => clearInterval(timer));
      return started;
    }
    stopped = started.value.stop();
    return unknown(outcome, name);
  }

  async function ask(
    question: object,
    timeout: number,
    onEvent?: (event: RemoteEvent) => void,
  ): Promise<Fact<RemoteEvent>> {
    const running = await program;
    if (!running.known) return running;
    if (!isRunning) return unknown('failed', name);
    const id = ++lastId;
    const answer = await new Promise<RemoteEvent | null>((settle) => {
      const timer = setTimeout(settle, timeout + SLACK, null);
      waiting.set(id, (event) => {
        clearTimeout(timer);
        if (onEvent) onEvent(event);
        else waiting.delete(id);
        settle(event);
      });
      running.value.send(JSON.stringify({ id, ...question }));
    });
    if (answer === null) return unknown('timed-out', name);
    return answer.event === 'ended' ? unknown('failed', name) : known(answer);
  }

  async function exchange({ address, port, say = '', want = 0, timeout }: ExchangeAsk): Promise<Fact<Exchange>> {
    const bytes = Buffer.from(say, 'latin1').toString(encoding);
    const answer = await ask({ do: 'exchange', address, port, say: bytes, want, timeout }, timeout);
    if (!answer.known) return answer;
    const { connected, local, received, head, ms, problem, lag } = answer.value;
    // On a machine this busy a timeout is that of the program, and says nothing about the network.
    if (problemIn(problem) === 'timed-out' && Number(lag ?? 0) > timeout / 2) return unknown('timed-out', name);
    return known({
      connected: numberOrNull(connected),
      local: typeof local === 'string' ? local : null,
      received: Number(received ?? 0),
      head: Buffer.from(String(head ?? ''), encoding).toString('latin1'),
      ms: Number(ms ?? 0),
      problem: problemIn(problem),
      unacknowledged: null,
    });
  }

  async function listen(address: string, port: number, answer: string): Promise<Fact<Listening>> {
    const visits: Visit[] = [];
    let id = 0;
    const bytes = Buffer.from(answer, 'latin1').toString(encoding);
    const begun = await ask({ do: 'listen', address, port, answer: bytes }, 2000, ({ event, from, said, id: own }) => {
      id = own ?? 0;
      if (event === 'visit')
        visits.push({ from: String(from), said: Buffer.from(String(said), encoding).toString('latin1') });
    });
    if (!begun.known) return begun;
    if (begun.value.event === 'failed') {
      return known({ port, visits, problem: problemIn(begun.value['problem']), close() {} });
    }
    const running = await program;
    return known({
      port: Number(begun.value['port']),
      visits,
      problem: null,
      close() {
        waiting.delete(id);
        if (running.known) running.value.send(JSON.stringify({ id, do: 'close' }));
      },
    });
  }

  async function close(): Promise<void> {
    closing();
    const running = await program;
    await (running.known ? running.value.stop() : stopped);
  }
}

function parseEvent(line: string): RemoteEvent | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as RemoteEvent;
  } catch {
    return null;
  }
}

/** A problem as the other end names it; null for none. */
export function problemIn(problem: unknown): Problem | null {
  return typeof problem === 'string' ? problemOf(problem) : null;
}

/** A number of JSON; null for anything else. */
export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
