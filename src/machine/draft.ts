import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { Draft } from './machine.ts';

/** Copies bytes into a file in a new folder that only the user can open, for the user's editor. */
export async function makeDraft(bytes: Uint8Array, env: NodeJS.ProcessEnv, isWindows: boolean): Promise<Draft> {
  const folder = await mkdtemp(join(tmpdir(), 'wslnet-'));
  const path = join(folder, '.wslconfig');
  await writeFile(path, bytes, { mode: 0o600 });
  const editor = env['VISUAL'] || env['EDITOR'] || (isWindows ? 'notepad' : 'vi');
  return {
    path,
    async edit() {
      await runEditor(editor, path, isWindows);
      return await readFile(path);
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The variables hold a command with its arguments, which is the shell's to take apart. */
async function runEditor(editor: string, path: string, isWindows: boolean): Promise<void> {
  const child = isWindows
    ? spawn(`${editor} "${path}"`, { stdio: 'inherit', shell: true })
    : spawn('/bin/sh', ['-c', `${editor} "$1"`, editor, path], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Failure('editor-failed', { editor });
}
