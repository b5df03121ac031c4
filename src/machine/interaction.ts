import type { ChildProcess } from 'node:child_process';
import * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import { type Draft, type Edited, FILE_NOT_WRITABLE, INTERRUPTED } from './machine.ts';
import { startChild } from './programs.ts';
import { causeOf, codeOf } from './system-error.ts';
import { uninterrupted } from './terminal.ts';
import { readRegular } from './whole-file.ts';

/*
 * What a person at a terminal is asked, edits, and reads by the page. Questions go to standard error, where what is said
 * goes: standard output may be a pipe.
 */

/** Asks for a line. The end of the input is an empty answer. */
export async function askLine(question: string): Promise<string> {
  process.stderr.write(question);
  // The terminal stays as it is, so that Ctrl-C ends the program as ever.
  const lines = createInterface({ input: process.stdin, terminal: false });
  return await new Promise((settle) => {
    lines.once('line', (line) => {
      settle(line);
      lines.close();
    });
    lines.once('close', () => settle(''));
  });
}

/**
 * Lets the user pick from a list with the arrow keys or by its number.
 * @param first the value that is marked at first; null for the first of the list
 * @param hasColors whether the list may be colored
 * @returns the value; null where the user leaves by Ctrl-C, Ctrl-D or Esc
 */
export async function pickFromList(
  question: string,
  choices: readonly { readonly value: string; readonly label: string }[],
  first: string | null,
  hasColors: boolean,
): Promise<string | null> {
  const { isCancel, select } = await import('@clack/prompts');
  const options = choices.map(({ value, label }, index) => ({ value, label: `${index + 1}  ${label}` }));
  const initial = first === null ? {} : { initialValue: first };
  const start = Math.max(
    0,
    choices.findIndex(({ value }) => value === first),
  );
  const release = takeNumbers(choices.length, start);
  const leaving = leaveAtEnd();
  const output = hasColors ? process.stderr : withoutColors(process.stderr);
  const answer = await select({ message: question, options, output, signal: leaving, ...initial }).finally(release);
  return isCancel(answer) ? null : answer;
}

/** Which way each key of the list moves its mark, as the library has them. */
const MOVES: Readonly<Record<string, -1 | 1>> = { up: -1, left: -1, k: -1, h: -1, down: 1, right: 1, j: 1, l: 1 };

/**
 * Has a number move the mark of a list of that many to what it counts from 1, as that many arrow keys would.
 * @param start where the mark is at first, counted from 0
 * @returns what ends it
 */
function takeNumbers(count: number, start: number): () => void {
  let mark = start;
  const onKey = (typed: string | undefined, key: { readonly name?: string }) => {
    mark = (mark + (MOVES[key?.name ?? ''] ?? 0) + count) % count;
    const number = /^[1-9]$/.test(typed ?? '') ? Number(typed) : 0;
    if (number < 1 || number > count) return;
    const steps = (number - 1 - mark + count) % count;
    for (let step = 0; step < steps; step++) process.stdin.emit('keypress', undefined, { name: 'down' });
  };
  process.stdin.on('keypress', onKey);
  return () => process.stdin.off('keypress', onKey);
}

/** Aborted at the end of the input, of which the library takes no notice: without it nobody would ever answer. */
function leaveAtEnd(): AbortSignal {
  const leaving = new AbortController();
  process.stdin.once('end', () => leaving.abort());
  process.stdin.on('keypress', (_, key: { readonly ctrl?: boolean; readonly name?: string }) => {
    if (key?.ctrl && key.name === 'd') leaving.abort();
  });
  return leaving.signal;
}

const COLORS = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;]*m`, 'g');

/** A terminal that is written to without colors, whatever the library makes of the environment. */
function withoutColors(terminal: NodeJS.WriteStream): Writable {
  const plain = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      terminal.write(text.replace(COLORS, ''));
      done();
    },
  });
  return Object.assign(plain, { isTTY: true, columns: terminal.columns, rows: terminal.rows });
}

/** Where the editor says that it failed, or cannot be started. */
export const EDITOR_FAILED: FailureKind<{ readonly editor: string }> = {
  code: 'editor-failed',
  exit: EXIT.unwritable,
  message: ({ editor }) => `The editor ${quote(editor)} failed.`,
  hint: () => 'Set VISUAL or EDITOR to an editor that works. The file is unchanged.',
};

/** Where the copy that the user edits is gone, or cannot be read. */
export const DRAFT_LOST: FailureKind<{ readonly path: string; readonly reason: string }> = {
  code: 'draft-lost',
  exit: EXIT.unwritable,
  message: ({ path, reason }) =>
    reason === 'ENOENT'
      ? `The copy you were editing, ${path}, is gone.`
      : `The copy you were editing, ${path}, cannot be read: ${causeOf(reason)}.`,
  hint: () => 'The file is unchanged.',
};

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
    throw new Failure(FILE_NOT_WRITABLE, { path: folder ?? join(tmpdir(), 'wslnet-XXXXXX'), reason });
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
      ? startChild(`${editor} "${path}"`, [], {
          stdio: 'inherit',
          shell: true,
          cwd: folder,
          env: { ...env, NoDefaultCurrentDirectoryInExePath: '1' },
        })
      : startChild('/bin/sh', ['-c', `${editor} "$1"`, editor, path], {
          stdio: 'inherit',
          env: withoutCurrentFolder(env),
        });
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

/** As git sets it: end where all fits on a screen, let colors through, leave the text there. */
const LESS = 'FRX';

/** The command that shows long texts by the page; null for none. Windows has none that keeps colors. */
export function pagerCommand(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const named = env['PAGER'];
  if (named !== undefined) return named.trim() === '' || named.trim() === 'cat' ? null : named;
  return platform === 'win32' || env['TERM'] === 'dumb' ? null : 'less';
}

/**
 * Shows a text by the page, and waits until the user is done with it.
 * @param command for the shell, as in PAGER
 * @returns false where there is no such program
 */
export async function showInPager(text: string, command: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const stdio = ['pipe', 'inherit', 'inherit'] as const;
  const pager = startChild(command, [], { shell: true, stdio: [...stdio], env: { LESS, ...env } });
  return await new Promise((settle) => {
    pager.on('error', () => settle(false));
    // Shells exit with 127 where there is no such command, cmd.exe with 1.
    pager.on('close', (code) => settle(code !== 127));
    // Whoever leaves early has read enough.
    pager.stdin?.on('error', () => {}).end(text);
  });
}
