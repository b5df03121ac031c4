import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { openMachine } from '../../src/machine/this-machine.ts';
import { run } from '../../src/main.ts';
import { expectValidDocument } from './valid-document.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));
/** An executable of wslnet, which then runs in place of the source and of the build. */
const EXECUTABLE = process.env['WSLNET_PROGRAM'];
const COMMAND = EXECUTABLE ? [EXECUTABLE] : [process.execPath, PROGRAM];

export interface Result {
  /** Null for a process that a signal ended. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Buffer;
}

/** What a run of the program gets beside its arguments. */
export interface OuterMachine {
  /** Variables beside those that name the folders of the bench. */
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input; empty where there is none. */
  readonly input?: string | Uint8Array;
}

/** A fresh folder with one `.wslconfig`, which is the current folder of every run. */
abstract class Folder {
  readonly folder: string;
  readonly file: string;
  /** Where the program keeps its history. */
  readonly state: string;

  constructor(content?: string | Uint8Array) {
    this.folder = mkdtempSync(join(tmpdir(), 'wslnet-test-'));
    this.file = join(this.folder, '.wslconfig');
    this.state = `${this.folder}-state`;
    onTestFinished(() => {
      for (const folder of [this.folder, this.state]) rmSync(folder, { recursive: true, force: true });
    });
    if (content !== undefined) writeFileSync(this.file, content);
  }

  protected get env(): NodeJS.ProcessEnv {
    // Node may keep compiled code in the user's cache, which is no business of a test that counts files.
    const cache = join(this.state, 'cache');
    return { PATH: process.env['PATH'], HOME: this.folder, XDG_STATE_HOME: this.state, XDG_CACHE_HOME: cache };
  }

  protected runProcess({ env = {}, input }: OuterMachine, words: readonly string[]): Result {
    const [program = '', ...first] = COMMAND;
    const { status, stdout, stderr, error } = spawnSync(program, [...first, ...words], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      input,
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error) throw error;
    return result(status, stdout, stderr);
  }

  get bytes(): Buffer {
    return readFileSync(this.file);
  }

  get text(): string {
    return this.bytes.toString();
  }
}

/**
 * Runs the program from its source, in this process, on real files: the way to test what it answers, what it writes and
 * with which code it ends. The machine around the files is an empty one, neither Windows nor WSL. Paths in its output
 * are shown as that machine has them.
 */
export class Bench extends Folder {
  /** Runs `wslnet --file .wslconfig …` in the folder. */
  async run(...words: string[]): Promise<Result> {
    return await this.runWith({}, ...words, '--file', '.wslconfig');
  }

  /** Runs `wslnet …` with an environment or standard input of its own. */
  async runWith({ env = {}, input = '' }: OuterMachine, ...words: string[]): Promise<Result> {
    if (EXECUTABLE) return this.runProcess({ env, input }, words);
    const chunks: Record<'stdout' | 'stderr', Uint8Array[]> = { stdout: [], stderr: [] };
    const output = (name: 'stdout' | 'stderr') => ({
      write: (chunk: string | Uint8Array) => chunks[name].push(Buffer.from(chunk)),
    });
    const whole = { ...this.env, ...env };
    const root = `${this.folder}-machine`;
    const machine = openMachine({
      root,
      env: whole,
      platform: 'linux',
      arch: 'x64',
      timeout: 5000,
      restartTimeout: 30_000,
      networkInterfaces: () => ({}),
    });
    const before = process.cwd();
    process.chdir(this.folder);
    try {
      const code = await run(words, {
        machine,
        env: whole,
        stdout: output('stdout'),
        stderr: output('stderr'),
        readInput: async () => Buffer.from(input),
        ask: null,
        pick: null,
        showInPager: null,
      });
      return result(code, Buffer.concat(chunks.stdout), Buffer.concat(chunks.stderr), root);
    } finally {
      process.chdir(before);
    }
  }
}

/**
 * Runs the built program as a process of its own: for what only a process shows, such as signals, pipes, what is
 * loaded, and that the build does what the source does.
 */
export class ProcessBench extends Folder {
  /** Runs `wslnet --file .wslconfig …` in the folder. */
  run(...words: string[]): Result {
    return this.runWith({}, ...words, '--file', '.wslconfig');
  }

  /** Runs `wslnet …` with an environment or standard input of its own. */
  runWith(outer: OuterMachine, ...words: string[]): Result {
    return this.runProcess(outer, words);
  }
}

function result(code: number | null, stdoutBytes: Buffer, stderrBytes: Buffer, root?: string): Result {
  const [stdout, stderr] = [stdoutBytes, stderrBytes].map((bytes) => {
    const text = bytes.toString();
    return root === undefined ? text : text.replaceAll(root, '');
  }) as [string, string];
  expectValidDocument(stdout);
  return { code, stdout, stderr, stdoutBytes };
}
