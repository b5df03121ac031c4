import { type SpawnOptions, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { pack } from '../../scripts/archive.js';

/** A program as small as one can be that says its version, which is all that an installer asks of it. */
const PROGRAM = '#!/bin/sh\n[ "$1" = --version ] && echo 1.2.3\n';

export interface LocalRelease {
  /** The address of the folder with the files of the release. */
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[];
  readonly folder: string;
  /** Writes `checksums.txt` of the archives that are in the folder. */
  sign(): void;
}

/** Serves the files of a release on 127.0.0.1 for the length of a test. */
export async function serveRelease(archives: readonly string[], program = PROGRAM): Promise<LocalRelease> {
  const folder = mkdtempSync(join(tmpdir(), 'wslnet-release-'));
  for (const archive of archives) await packProgram(folder, archive, program);
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    try {
      response.end(readFileSync(join(folder, url)));
    } catch {
      response.writeHead(404).end('Not found');
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign = () => {
    const lines = archives.map((name) => `${sha256(join(folder, name))}  ${name}\n`);
    writeFileSync(join(folder, 'checksums.txt'), lines.join(''));
  };
  sign();
  return { url, asked, folder, sign };
}

async function packProgram(folder: string, archive: string, program: string): Promise<void> {
  const files = join(folder, `${archive}-files`);
  const name = join(files, archive.endsWith('.zip') ? 'wslnet.exe' : 'wslnet');
  mkdirSync(files);
  writeFileSync(name, program);
  chmodSync(name, 0o755);
  writeFileSync(join(files, 'wslnet.1'), '.TH wslnet 1\n');
  writeFileSync(join(files, 'LICENSE'), 'MIT\n');
  await pack(files, join(folder, archive), 0);
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without holding up the server, which lives in this process. */
export async function runBeside(program: string, words: readonly string[], options: SpawnOptions): Promise<Result> {
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const code = await new Promise<number | null>((settle, fail) => child.once('error', fail).once('close', settle));
  return { code, stdout: await stdout, stderr: await stderr };
}

async function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}

/** All files below a folder, sorted; empty where there is no folder. */
export function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}
