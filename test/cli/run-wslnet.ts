import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { expectValidDocument } from '../valid-document.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Buffer;
}

/** A fresh folder with one `.wslconfig`, in which the built program runs as a process of its own. */
export class Bench {
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

  /** Runs `wslnet --file .wslconfig …` in the folder. */
  run(...words: string[]): Result {
    return this.runWith({}, ...words, '--file', '.wslconfig');
  }

  /** Runs `wslnet …` with an environment or standard input of its own. */
  runWith({ env = {}, input }: { env?: NodeJS.ProcessEnv; input?: string | Uint8Array }, ...words: string[]): Result {
    const clean = { PATH: process.env['PATH'], HOME: this.folder, XDG_STATE_HOME: this.state };
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [PROGRAM, ...words], {
      cwd: this.folder,
      env: { ...clean, ...env },
      input,
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error) throw error;
    expectValidDocument(stdout.toString());
    return { code: status, stdout: stdout.toString(), stderr: stderr.toString(), stdoutBytes: stdout };
  }

  get bytes(): Buffer {
    return readFileSync(this.file);
  }

  get text(): string {
    return this.bytes.toString();
  }
}
