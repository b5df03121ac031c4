import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeAsk, Visit, WindowsEnd } from './ends.ts';
import { type Adapter, type Exchange, type Listening, type Problem, problemOf, type Resolution } from './ends.ts';
import { type Fact, known, unknown } from './facts.ts';
import type { PowerShell, RunningScript } from './powershell.ts';
import { WINDOWS_END } from './powershell-scripts.ts';

/** A Windows end that can be closed. */
export interface OpenWindowsEnd extends WindowsEnd {
  close(): Promise<void>;
}

/** What `WINDOWS_END` prints: members by event, see there. */
interface Event {
  readonly event: string;
  readonly id?: number;
  readonly [member: string]: unknown;
}

/** How much longer than a question's own timeout its answer may take, in milliseconds. */
const SLACK = 1500;

const NAME = 'powershell.exe';

/**
 * Starts the Windows end: one PowerShell for all questions, since it takes so long to start. A virus scanner may keep
 * it from starting for ten seconds: then every answer is unknown.
 * @param startTimeout milliseconds
 */
export function openWindowsEnd(powershell: PowerShell, startTimeout: number): OpenWindowsEnd {
  const waiting = new Map<number, (event: Event) => void>();
  let lastId = 0;
  let isRunning = true;
  let stopped = Promise.resolve();
  let closing: () => void = () => {};
  const closed = new Promise<'timed-out'>((settle) => {
    closing = () => settle('timed-out');
  });
  const script = open();
  return { exchange, resolve, listen, adapters, close };

  async function open(): Promise<Fact<RunningScript>> {
    let announce: () => void = () => {};
    const ready = new Promise<void>((settle) => {
      announce = settle;
    });
    const started = await powershell.start(WINDOWS_END, (line) => {
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
    if (outcome === undefined) return started;
    stopped = started.value.stop();
    return unknown(outcome, NAME);
  }

  /** Sends a question and gives the first event that answers it. */
  async function ask(question: object, timeout: number, onEvent?: (event: Event) => void): Promise<Fact<Event>> {
    const running = await script;
    if (!running.known) return running;
    if (!isRunning) return unknown('failed', NAME);
    const id = ++lastId;
    const answer = await new Promise<Event | null>((settle) => {
      const timer = setTimeout(settle, timeout + SLACK, null);
      waiting.set(id, (event) => {
        clearTimeout(timer);
        if (onEvent) onEvent(event);
        else waiting.delete(id);
        settle(event);
      });
      running.value.send(JSON.stringify({ id, ...question }));
    });
    if (answer === null) return unknown('timed-out', NAME);
    return answer.event === 'ended' ? unknown('failed', NAME) : known(answer);
  }

  async function exchange({ address, port, say = '', want = 0, timeout }: ExchangeAsk): Promise<Fact<Exchange>> {
    const bytes = Buffer.from(say, 'latin1').toString('base64');
    const answer = await ask({ do: 'exchange', address, port, say: bytes, want, timeout }, timeout);
    if (!answer.known) return answer;
    const { connected, local, received, head, ms, problem } = answer.value;
    return known({
      connected: numberOrNull(connected),
      local: typeof local === 'string' ? local : null,
      received: Number(received ?? 0),
      head: Buffer.from(String(head ?? ''), 'base64').toString('latin1'),
      ms: Number(ms ?? 0),
      problem: problemIn(problem),
      unacknowledged: null,
    });
  }

  async function resolve(name: string, timeout: number): Promise<Fact<Resolution>> {
    const answer = await ask({ do: 'resolve', name, timeout }, timeout);
    if (!answer.known) return answer;
    const { addresses, ms, problem } = answer.value;
    return known({ addresses: strings(addresses), ms: Number(ms ?? 0), problem: problemIn(problem) });
  }

  async function listen(address: string, port: number, answer: string): Promise<Fact<Listening>> {
    const visits: Visit[] = [];
    let id = 0;
    const bytes = Buffer.from(answer, 'latin1').toString('base64');
    const begun = await ask({ do: 'listen', address, port, answer: bytes }, 2000, ({ event, from, said, id: own }) => {
      id = own ?? 0;
      if (event === 'visit') visits.push({ from: String(from), said: String(said) });
    });
    if (!begun.known) return begun;
    if (begun.value.event === 'failed') return unknown('failed', String(begun.value['problem']));
    const running = await script;
    return known({
      port: Number(begun.value['port']),
      visits,
      close() {
        waiting.delete(id);
        if (running.known) running.value.send(JSON.stringify({ id, do: 'close' }));
      },
    });
  }

  async function adapters(): Promise<Fact<readonly Adapter[]>> {
    const answer = await ask({ do: 'describe' }, 3000);
    if (!answer.known) return answer;
    const list = answer.value['adapters'];
    if (!Array.isArray(list)) return unknown('not-understood', NAME);
    return known(
      list.map(({ name, mtu, addresses, gateways }) => ({
        name: String(name),
        mtu: numberOrNull(mtu),
        addresses: strings(addresses),
        gateways: strings(gateways),
      })),
    );
  }

  async function close(): Promise<void> {
    closing();
    const running = await script;
    await (running.known ? running.value.stop() : stopped);
  }
}

function parseEvent(line: string): Event | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as Event;
  } catch {
    return null;
  }
}

function problemIn(problem: unknown): Problem | null {
  return typeof problem === 'string' ? problemOf(problem) : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
