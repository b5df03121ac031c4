import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** Milliseconds from start to end. */
  readonly time: number;
}

/** A folder with one `.wslconfig`, on which the built program runs in the background. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'wslnet-faults-'));
  readonly file = join(this.folder, '.wslconfig');
  readonly lock = `${this.file}.wslnet-lock`;
  readonly state = `${this.folder}-state`;

  constructor(content: string) {
    writeFileSync(this.file, content);
    onTestFinished(() => {
      for (const folder of [this.folder, this.state]) rmSync(folder, { recursive: true, force: true });
    });
  }

  /**
   * Starts `wslnet … --file .wslconfig`.
   * @param wrapper a program that starts it in turn, with its arguments
   */
  start(words: readonly string[], wrapper: readonly string[] = []): { child: ChildProcess; end: Promise<Ending> } {
    const [command = '', ...rest] = [...wrapper, process.execPath, PROGRAM, ...words, '--file', this.file];
    const begin = performance.now();
    const env = { PATH: process.env['PATH'], XDG_STATE_HOME: this.state };
    const child = spawn(command, rest, { cwd: this.folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const end = new Promise<Ending>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, stderr, time: performance.now() - begin }));
    });
    return { child, end };
  }

  async run(...words: string[]): Promise<Ending> {
    return await this.start(words).end;
  }

  get text(): string {
    return readFileSync(this.file, 'utf8');
  }

  /** What lies beside the file and should not. */
  get leftovers(): string[] {
    return readdirSync(this.folder).filter((name) => name !== '.wslconfig');
  }

  get isLocked(): boolean {
    return existsSync(this.lock);
  }

  /** The folder of the file's history. */
  get history(): string {
    const root = join(this.state, 'wslnet/history');
    return join(root, readdirSync(root)[0] ?? '');
  }
}

/** A `.wslconfig` of about a megabyte in the given mode: a few settings, and very many comments. */
export function largeFile(mode: string): string {
  const comment = '# Half of the memory is for the builds, and the other half for everything else.\n';
  return `[wsl2]\nmemory=8GB\nnetworkingMode=${mode} # home\n${comment.repeat(12_500)}[experimental]\nsparseVhd=true\n`;
}

/** Prints what a test found. */
export function printFigures(figures: string): void {
  console.log(`\n  ${figures}\n`);
}
