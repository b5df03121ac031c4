import type { Failure } from '../../src/failure.ts';
import type { Host, Remake } from '../../src/host/host.ts';
import { run, type World } from '../../src/main.ts';

/** A machine with one file, in memory. */
export class MemoryHost implements Host {
  readonly isWindows: boolean;
  readonly path = 'C:\\Users\\Zoë\\.wslconfig';
  text: string | null;
  /** What the user makes of a draft, each time it is opened in an editor. */
  readonly versions: string[] = [];
  hasDraft = true;
  /** What stands in the way of a write. */
  refusal: Failure | null = null;

  constructor(text: string | null, { isWindows = true } = {}) {
    this.text = text;
    this.isWindows = isWindows;
  }

  async locate() {
    return { path: this.path, rule: 'USERPROFILE' } as const;
  }

  async read(path: string) {
    return { path, bytes: this.text === null ? null : Buffer.from(this.text) };
  }

  async update(path: string, remake: Remake) {
    if (this.refusal) throw this.refusal;
    const replacement = remake(await this.read(path));
    if (replacement) this.text = replacement.bytes && Buffer.from(replacement.bytes).toString();
    return { backup: null, historyProblem: null };
  }

  async history() {
    return [];
  }

  async draft() {
    return {
      path: '/tmp/copy',
      edit: async () => Buffer.from(this.versions.shift() ?? ''),
      discard: async () => {
        this.hasDraft = false;
      },
    };
  }
}

export interface MemoryResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program on a machine in memory, with terminals of the given width. */
export async function runInMemory(
  host: Host,
  words: string[],
  terminal: Partial<World['stdout']> = {},
  answers: string[] = [],
): Promise<MemoryResult> {
  const chunks = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    ...terminal,
    write: (chunk: string | Uint8Array) => {
      chunks[name] += Buffer.from(chunk).toString();
    },
  });
  const world = {
    host,
    env: {},
    stdout: output('stdout'),
    stderr: output('stderr'),
    readInput: async () => Buffer.from(''),
    ask: async () => answers.shift() ?? null,
  };
  const code = await run(words, world);
  return { code, ...chunks };
}
