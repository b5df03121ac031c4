import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Adapter,
  type End,
  type Exchange,
  type ExchangeAsk,
  type LinuxEnd,
  type Listening,
  type Problem,
  problemOf,
  type Resolution,
  type Visit,
  type WindowsEnd,
} from './ends.ts';
import { type Distribution, type Fact, known, unknown, usableDistributions } from './facts.ts';
import { LINUX_END, LINUX_END_IN_PYTHON } from './linux-end-scripts.ts';
import type { PowerShell } from './powershell.ts';
import { WINDOWS_END } from './powershell-scripts.ts';
import { type ProgramAnswer, type Programs, type RunningProgram, startProgram, understood } from './programs.ts';

/** What it prints: members by event. */
interface RemoteEvent {
  readonly event: string;
  readonly id?: number;
  readonly [member: string]: unknown;
}

/** How to start and to talk to the other end. */
interface RemoteOptions {
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

/** How long it may take to begin to listen, in milliseconds. */
const LISTEN_TIMEOUT = 2000;

/**
 * An end that is a program on the other system: one for all questions, since it takes long to start. It is told what to
 * do by lines, and tells by lines what became of it: `WINDOWS_END` in `powershell-scripts.ts` says how.
 */
class RemoteEnd implements Omit<End, 'resolve'> {
  private readonly options: RemoteOptions;
  private readonly program: Promise<Fact<RunningProgram>>;
  /** Who waits for events, by the number of the question. */
  private readonly waiting = new Map<number, (event: RemoteEvent) => void>();
  private lastId = 0;
  private isRunning = true;
  private readonly closing = new AbortController();
  /** Settles when one that did not get ready is gone. */
  private stopped = Promise.resolve();

  constructor(options: RemoteOptions) {
    this.options = options;
    this.program = this.open();
  }

  private async open(): Promise<Fact<RunningProgram>> {
    const { name, start, startTimeout } = this.options;
    let announce: () => void = () => {};
    const ready = new Promise<void>((settle) => {
      announce = settle;
    });
    const started = await start((line) => {
      const event = parseEvent(line);
      if (event?.event === 'ready') announce();
      if (event?.id !== undefined) this.waiting.get(event.id)?.(event);
    });
    if (!started.known) return started;
    const ended = started.value.ended.then(() => {
      this.isRunning = false;
      for (const [id, tell] of this.waiting) tell({ id, event: 'ended' });
      return 'failed' as const;
    });
    const { signal } = this.closing;
    const timeUp = sleep(startTimeout, 'timed-out' as const, { ref: false, signal }).catch(() => 'timed-out' as const);
    const outcome = await Promise.race([ready, ended, timeUp]);
    if (outcome !== undefined) {
      this.stopped = started.value.stop();
      return unknown(outcome, name);
    }
    const timer = setInterval(() => started.value.send(JSON.stringify({ do: 'alive' })), HEARTBEAT).unref();
    void ended.then(() => clearInterval(timer));
    return started;
  }

  /**
   * Sends a question and gives the first event that answers it.
   * @param timeout milliseconds
   * @param onEvent called with each event, where there may be several
   */
  async ask(question: object, timeout: number, onEvent?: (event: RemoteEvent) => void): Promise<Fact<RemoteEvent>> {
    const { name } = this.options;
    const running = await this.program;
    if (!running.known) return running;
    if (!this.isRunning) return unknown('failed', name);
    const id = ++this.lastId;
    const answer = await new Promise<RemoteEvent | null>((settle) => {
      const timer = setTimeout(settle, timeout + SLACK, null);
      this.waiting.set(id, (event) => {
        clearTimeout(timer);
        if (onEvent) onEvent(event);
        else this.waiting.delete(id);
        settle(event);
      });
      running.value.send(JSON.stringify({ id, ...question }));
    });
    if (answer === null) return unknown('timed-out', name);
    return answer.event === 'ended' ? unknown('failed', name) : known(answer);
  }

  async exchange({ address, port, say = '', want = 0, timeout }: ExchangeAsk): Promise<Fact<Exchange>> {
    const { name, encoding } = this.options;
    const bytes = Buffer.from(say, 'latin1').toString(encoding);
    const answer = await this.ask({ do: 'exchange', address, port, say: bytes, want, timeout }, timeout);
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

  async listen(address: string, port: number, answer: string): Promise<Fact<Listening>> {
    const { encoding } = this.options;
    const visits: Visit[] = [];
    let id = 0;
    const question = { do: 'listen', address, port, answer: Buffer.from(answer, 'latin1').toString(encoding) };
    const begun = await this.ask(question, LISTEN_TIMEOUT, ({ event, from, said, id: own }) => {
      id = own ?? 0;
      if (event !== 'visit') return;
      visits.push({ from: String(from), said: Buffer.from(String(said), encoding).toString('latin1') });
    });
    if (!begun.known) return begun;
    const { event, problem, port: own } = begun.value;
    if (event === 'failed') return known({ port, visits, problem: problemIn(problem), close() {} });
    const running = await this.program;
    const close = () => {
      this.waiting.delete(id);
      if (running.known) running.value.send(JSON.stringify({ id, do: 'close' }));
    };
    return known({ port: Number(own), visits, problem: null, close });
  }

  /** Ends the program and waits for it, also where it has not started yet. Never throws. */
  async close(): Promise<void> {
    this.closing.abort();
    const running = await this.program;
    await (running.known ? running.value.stop() : this.stopped);
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
function problemIn(problem: unknown): Problem | null {
  return typeof problem === 'string' ? problemOf(problem) : null;
}

/** A number of JSON; null for anything else. */
function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** A Windows end that can be closed. */
export interface OpenWindowsEnd extends WindowsEnd {
  close(): Promise<void>;
}

const NAME = 'powershell.exe';

/** How long it may take to list the adapters, in milliseconds. */
const ADAPTERS_TIMEOUT = 3000;

/**
 * Starts the Windows end, a PowerShell. A virus scanner may keep it from starting for ten seconds: then every answer is
 * unknown.
 * @param startTimeout milliseconds
 */
export function openWindowsEnd(powershell: PowerShell, startTimeout: number): OpenWindowsEnd {
  const remote = new RemoteEnd({
    name: NAME,
    encoding: 'base64',
    start: (onLine) => powershell.start(WINDOWS_END, onLine),
    startTimeout,
  });
  return {
    exchange: (ask) => remote.exchange(ask),
    listen: (...words) => remote.listen(...words),
    close: () => remote.close(),
    resolve,
    adapters,
  };

  async function resolve(name: string, timeout: number): Promise<Fact<Resolution>> {
    const answer = await remote.ask({ do: 'resolve', name, timeout }, timeout);
    if (!answer.known) return answer;
    const { addresses, ms, problem } = answer.value;
    return known({ addresses: strings(addresses), ms: Number(ms ?? 0), problem: problemIn(problem) });
  }

  async function adapters(): Promise<Fact<readonly Adapter[]>> {
    const answer = await remote.ask({ do: 'describe' }, ADAPTERS_TIMEOUT);
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
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** How long it may take to start a program in a distribution, in milliseconds. */
const START_TIMEOUT = 5000;

/**
 * What the Linux end may be written in, the first that there is, and how it runs a script in hexadecimal, which passes
 * through every way of quoting as it is. No shell can listen.
 */
const LANGUAGES = [
  { name: 'perl', run: ['-e', 'eval pack(q(H*),shift);die $@ if $@'], script: LINUX_END },
  { name: 'python3', run: ['-c', 'import sys;exec(bytes.fromhex(sys.argv[1]))'], script: LINUX_END_IN_PYTHON },
] as const;

/** A Linux end that can be closed. */
export interface OpenDistributionEnd extends LinuxEnd {
  close(): Promise<void>;
}

/**
 * The Linux end where this program runs on Windows: a program in a distribution that is running. None is started.
 * @param distributions those there are
 */
export function openDistributionEnd(
  programs: Pick<Programs, 'askWindows' | 'findWindows'>,
  distributions: Fact<readonly Distribution[]>,
): OpenDistributionEnd {
  const through = findUsable(distributions);
  const remote = new RemoteEnd({ name: 'Linux', encoding: 'hex', startTimeout: START_TIMEOUT, start });
  return {
    exchange: (ask) => remote.exchange(ask),
    listen: (...words) => remote.listen(...words),
    close: () => remote.close(),
    run,
    resolve,
    readText: async (path) => understood(path, await run('cat', path), (text) => text),
    askServer: async () => unknown('not-here', 'The name server'),
    countMulticastAnswers: async () => unknown('not-here', 'Multicast'),
  };

  async function start(onLine: (line: string) => void): Promise<Fact<RunningProgram>> {
    if (!through.known) return through;
    const wsl = await programs.findWindows('wsl.exe');
    if (!wsl.known) return wsl;
    const names = LANGUAGES.map(({ name }) => name);
    const there = await run('sh', '-c', `${names.map((name) => `command -v ${name}`).join('; ')}; true`);
    if (!there.known) return there;
    // The paths of those that there are, a line each.
    const language = LANGUAGES.find(({ name }) => there.value.text.split(/[/\n]/).includes(name));
    if (!language) return unknown('no-program', `${names.join(' or ')} in ${through.value}`);
    const script = Buffer.from(language.script, 'latin1').toString('hex');
    return known(startProgram(wsl.value, ['-d', through.value, '-e', language.name, ...language.run, script], onLine));
  }

  async function run(program: string, ...args: readonly string[]): Promise<Fact<ProgramAnswer>> {
    if (!through.known) return through;
    const answer = await programs.askWindows('wsl.exe', '-d', through.value, '-e', program, ...args);
    // So says wsl.exe of a program that is not there, after a sentence in the language of Windows.
    if (answer.known && NOT_FOUND.includes(answer.value.exit)) return unknown('no-program', program);
    return answer;
  }

  async function resolve(name: string, timeout: number): Promise<Fact<Resolution>> {
    const start = performance.now();
    const seconds = String(Math.ceil(timeout / 1000));
    const answer = await run('timeout', seconds, 'getent', 'ahosts', name);
    const ms = Math.round(performance.now() - start);
    // wsl.exe hangs, or Windows is busy: the lookup itself would have been ended before.
    if (!answer.known) return answer;
    if (answer.value.exit === TIMED_OUT) return known({ addresses: [], ms, problem: 'timed-out' });
    const first = answer.value.text.split('\n').map((line) => line.split(/\s/, 1)[0] ?? '');
    const addresses = [...new Set(first.filter((address) => isIP(address) !== 0))];
    return known({ addresses, ms, problem: addresses.length > 0 ? null : 'no-name' });
  }
}

/** What `timeout` ends with where it had to end what it ran. */
const TIMED_OUT = 124;
const NOT_FOUND = [126, 127];

function findUsable(distributions: Fact<readonly Distribution[]>): Fact<string> {
  if (!distributions.known) return distributions;
  const [first] = usableDistributions(distributions.value);
  return first ? known(first.name) : unknown('not-running', 'Linux');
}
