import { expect } from 'vitest';
import type { Failure } from '../../src/failure.ts';
import type { Ends } from '../../src/machine/ends.ts';
import { type FactName, type Facts, type Place, type Port, unknown } from '../../src/machine/facts.ts';
import type { Machine, Remake } from '../../src/machine/machine.ts';
import type { PortStep } from '../../src/machine/port-scripts.ts';
import type { LastRestart, RestartRequest } from '../../src/machine/restart.ts';
import { run, type World } from '../../src/main.ts';
import { expectValidDocument } from './valid-document.ts';

/** A machine with one file, in memory. */
export class MemoryMachine implements Machine {
  readonly isWindows: boolean;
  readonly path = 'C:\\Users\\Zoë\\.wslconfig';
  text: string | null;
  /** What the user makes of a draft, each time it is opened in an editor. */
  readonly versions: string[] = [];
  hasDraft = true;
  /** What is known of the machine; the rest is unknown. */
  facts: Partial<Facts> = {};
  /** The facts that were asked for. */
  readonly asked: FactName[] = [];
  /** What stands in the way of a write. */
  refusal: Failure | null = null;

  constructor(text: string | null, { isWindows = true } = {}) {
    this.text = text;
    this.isWindows = isWindows;
  }

  knowsHome = true;

  async locate() {
    return { path: this.path, rule: 'USERPROFILE' } as const;
  }

  async read(path: string) {
    return { path, bytes: this.text === null ? null : Buffer.from(this.text) };
  }

  async exists(path: string) {
    return path === this.path && this.text !== null;
  }

  async update(path: string, remake: Remake) {
    if (this.refusal) throw this.refusal;
    const replacement = remake(await this.read(path));
    if (replacement) this.text = replacement.bytes && Buffer.from(replacement.bytes).toString();
    return { backup: null, problems: [] };
  }

  async makeFolderOf() {}

  shell() {
    return 'powershell';
  }

  async shellFiles() {
    return { script: this.path, profile: null };
  }

  async history() {
    return { entries: [], line: [], position: -1, last: -1 };
  }

  async version(): Promise<Uint8Array> {
    throw new Error('there is no history in memory');
  }

  /** There is one file: profiles can be kept on machines with a disk. */
  readonly profilesPath = null;

  async draft() {
    return {
      path: '/tmp/copy',
      editor: 'vi',
      isEditorNamed: true,
      edit: async () => ({ bytes: Buffer.from(this.versions.shift() ?? ''), wasQuick: false }),
      read: async () => Buffer.from(this.versions.shift() ?? ''),
      discard: async () => {
        this.hasDraft = false;
      },
    };
  }

  /** What still runs after WSL was told to end. */
  stillRunning: readonly string[] = [];
  /** What was done to WSL. */
  readonly actions: string[] = [];

  async stopWsl() {
    this.actions.push('stop');
    return this.stillRunning;
  }

  async startWsl() {
    this.actions.push('start');
  }

  /** What was done as administrator. */
  readonly steps: PortStep[] = [];

  async changePorts(steps: readonly PortStep[]) {
    if (this.refusal) throw this.refusal;
    this.steps.push(...steps);
  }

  /** What was opened before. */
  opened: readonly Port[] = [];

  async openedPorts() {
    return this.opened;
  }

  /** The ends in Linux and Windows, for what tries to reach one from the other. */
  ends: Ends | null = null;

  async openEnds() {
    return this.ends ?? expect.fail('no ends were given');
  }

  /** Where the program runs. */
  here: Place = 'windows';

  /** The restarts that were handed over. */
  readonly handedOver: RestartRequest[] = [];
  last: LastRestart | null = null;

  async handOverRestart(request: RestartRequest) {
    this.handedOver.push(request);
  }

  async lastRestart() {
    return this.last;
  }

  async forgetLastRestart() {
    this.last = null;
  }

  /** What Ctrl-C would be. */
  readonly interruption = new AbortController();

  async uninterrupted<T>(action: (signal: AbortSignal) => Promise<T>) {
    return await action(this.interruption.signal);
  }

  async place() {
    return this.here;
  }

  async findFacts<N extends FactName>(names: readonly N[], _: unknown, onFound?: (name: N) => void) {
    this.asked.push(...names);
    const found = names.map((name) => {
      onFound?.(name);
      return [name, this.facts[name] ?? unknown('timed-out', 'Windows')];
    });
    return Object.fromEntries(found) as Pick<Facts, N>;
  }
}

export interface MemoryResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program on a machine in memory, with terminals of the given width. */
export async function runInMemory(
  machine: Machine,
  words: string[],
  terminal: Partial<World['stdout']> = {},
): Promise<MemoryResult> {
  return await runWith({ machine }, words, terminal);
}

/** Runs the program in a world that keeps what is written. */
export async function runWith(
  world: Partial<World> & Pick<World, 'machine'>,
  words: string[],
  terminal: Partial<World['stdout']> = {},
): Promise<MemoryResult> {
  const chunks = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    ...terminal,
    write: (chunk: string | Uint8Array) => {
      chunks[name] += Buffer.from(chunk).toString();
    },
  });
  const code = await run(words, {
    env: {},
    stdout: output('stdout'),
    stderr: output('stderr'),
    readInput: async () => Buffer.from(''),
    ask: null,
    pick: null,
    showInPager: null,
    ...world,
  });
  expectValidDocument(chunks.stdout);
  return { code, ...chunks };
}
