import { type ChildProcess, spawn } from 'node:child_process';
import * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { Failure } from '../failure.ts';
import { DRAFT_LOST, type Draft, EDITOR_FAILED, type Edited, FILE_NOT_WRITABLE, INTERRUPTED } from './machine.ts';
import { codeOf } from './system-error.ts';
import { uninterrupted } from './terminal.ts';
import { readRegular } from './whole-file.ts';

/** An editor that is back sooner than this, in milliseconds, has most likely handed the file to a window of its own. */
const AT_ONCE = 1000;

/**
 * Copies bytes into a file in a new folder that only the user can open, for the user's editor.
 * @throws Failure `file-not-writable`
 */
export async function makeDraft(bytes: Uint8Array, env: NodeJS.ProcessEnv, isWindows: boolean): Promise<Draft> {
  const { folder, path } = await writeDraft(bytes);
  const named = env['VISUAL']?.trim() || env['EDITOR']?.trim();
  const editor = named || (isWindows ? 'notepad' : 'vi');
  return {
    path,
    editor,
    isEditorNamed: Boolean(named),
    async edit(): Promise<Edited> {
      const start = performance.now();
      await runEditor(editor, { folder, path, env, isWindows });
      const wasQuick = performance.now() - start < AT_ONCE;
      return { bytes: await readDraft(path), wasQuick };
    },
    read: () => readDraft(path),
    discard: () => promises.rm(folder, { recursive: true, force: true }).catch(() => {}),
  };
}

async function writeDraft(bytes: Uint8Array): Promise<{ readonly folder: string; readonly path: string }> {
  let folder: string | null = null;
  try {
    folder = await promises.mkdtemp(join(tmpdir(), 'wslnet-'));
    const path = join(folder, '.wslconfig');
    await promises.writeFile(path, bytes, { mode: 0o600 });
    return { folder, path };
  } catch (error) {
    const reason = codeOf(error);
    if (reason === undefined) throw error;
    if (folder !== null) await promises.rm(folder, { recursive: true, force: true }).catch(() => {});
    throw new Failure(FILE_NOT_WRITABLE, { path: folder ?? tmpdir(), reason });
  }
}

async function readDraft(path: string): Promise<Uint8Array> {
  try {
    return await readRegular(promises, path);
  } catch (error) {
    const reason = codeOf(error);
    if (reason === undefined) throw error;
    throw new Failure(DRAFT_LOST, { path, reason });
  }
}

interface Desk {
  readonly folder: string;
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  readonly isWindows: boolean;
}

/**
 * The variables hold a command with its arguments, which is the shell's to take apart. Windows looks for programs in the
 * current folder first, whoever put them there: so there it starts in the folder of the draft, where there is none.
 * Elsewhere an empty or relative part of PATH would lead there.
 * @throws Failure `editor-failed`; `interrupted` where this program is told to end
 */
async function runEditor(editor: string, { folder, path, env, isWindows }: Desk): Promise<void> {
  await uninterrupted(async (signal) => {
    const child: ChildProcess = isWindows
      ? spawn(`${editor} "${path}"`, {
          stdio: 'inherit',
          shell: true,
          cwd: folder,
          env: { ...env, NoDefaultCurrentDirectoryInExePath: '1' },
        })
      : spawn('/bin/sh', ['-c', `${editor} "$1"`, editor, path], { stdio: 'inherit', env: withoutCurrentFolder(env) });
    // Ctrl-C in an editor is the editor's. Where wslnet itself is ended, nothing is changed: the editor has lost its parent.
    let isEnded = false;
    signal.addEventListener('abort', () => {
      if (signal.reason === 'SIGINT') return;
      isEnded = true;
      child.kill('SIGTERM');
    });
    const code = await new Promise<number | null>((settle) => {
      child.on('error', () => settle(null));
      child.on('close', settle);
    });
    if (isEnded) throw new Failure(INTERRUPTED, { path, isWritten: false });
    if (code !== 0) throw new Failure(EDITOR_FAILED, { editor });
  });
}

function withoutCurrentFolder(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = env['PATH'];
  return path === undefined ? env : { ...env, PATH: path.split(delimiter).filter(isAbsolute).join(delimiter) };
}
