import { ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, posix } from 'node:path';
import { type Fact, known, type Place, unknown } from './facts.ts';
import {
  at,
  confValue,
  exists,
  findDrives,
  findWindowsDrive,
  isInside,
  once,
  readConf,
  type System,
} from './system.ts';
import { codeOf } from './system-error.ts';

/** Where a program is under System32, and how many times as long as others it may take. */
interface Peculiarity {
  readonly folder: string;
  readonly slowness: number;
}

const PECULIAR: Readonly<Record<string, Peculiarity>> = {
  // It takes seconds to load what it needs to know the firewall.
  'powershell.exe': { folder: 'WindowsPowerShell/v1.0', slowness: 3 },
};

/** Runs a program of Windows, or of Linux, and gives its answer or why there is none. */
export interface Programs {
  askWindows(name: string, ...args: readonly string[]): Promise<Fact<ProgramAnswer>>;
  askLinux(name: string, ...args: readonly string[]): Promise<Fact<ProgramAnswer>>;
  /** What it takes to start a program of Windows that is to go on for a while. */
  findWindows(name: string): Promise<Fact<StartableProgram>>;
}

/** All that is needed to start a program. */
export interface StartableProgram {
  /** Its whole path. */
  readonly path: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The programs of a system. @param place where this program runs, asked once it matters */
export function programsOf(system: System, place: () => Promise<Place>): Programs {
  const windowsFolder = once(async () => findWindowsFolder(system, await place()));
  const isInteropOn = once(() => findInterop(system));
  return { askWindows, askLinux, findWindows };

  async function askWindows(name: string, ...args: readonly string[]): Promise<Fact<ProgramAnswer>> {
    const program = await findWindows(name);
    if (!program.known) return program;
    const { path, cwd, env } = program.value;
    const timeout = system.timeout * (PECULIAR[name]?.slowness ?? 1);
    return named(name, await runChild(path, args, { cwd, env, timeout }));
  }

  async function findWindows(name: string): Promise<Fact<StartableProgram>> {
    const here = await place();
    if (here !== 'windows' && !isInside(here)) return unknown('not-here', name);
    if (isInside(here) && !(await isInteropOn())) return unknown('interop-off', name);
    const folder = await windowsFolder();
    const path = await findProgram(name, folder);
    if (!path) return unknown('no-program', name);
    return known({ path, cwd: folder ?? at(system, '/'), env: windowsEnv(system) });
  }

  async function askLinux(name: string, ...args: readonly string[]): Promise<Fact<ProgramAnswer>> {
    const folders = [...pathOf(system), ...LINUX_FOLDERS.map((folder) => at(system, folder))];
    const program = await findIn(folders, name);
    if (!program) return unknown('no-program', name);
    return named(name, await runChild(program, args, { ...system, cwd: at(system, '/') }));
  }

  /** On Windows its own folder comes first, so that nothing else can pass for it; the PATH of Linux may lead elsewhere. */
  async function findProgram(name: string, folder: string | null): Promise<string | null> {
    // To a program of 32 bits Windows shows the folder of such programs in place of System32, and there is no wsl.exe.
    const own =
      folder &&
      (await findIn(
        SYSTEM_FOLDERS.map((each) => join(folder, each, PECULIAR[name]?.folder ?? '')),
        name,
      ));
    if (system.platform === 'win32' && own) return own;
    return (await findIn(pathOf(system), name)) ?? own;
  }
}

const SYSTEM_FOLDERS = ['Sysnative', 'System32'];

/** Where the programs are that WSL adds to a distribution, also where its PATH does not lead there, as in NixOS. */
const LINUX_FOLDERS = ['/bin', '/usr/bin', '/sbin', '/usr/sbin'];

function pathOf({ env }: System): string[] {
  return (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(isAbsolute);
}

/** The whole path of a program in the first of these folders that has it; null where none does. */
async function findIn(folders: readonly string[], name: string): Promise<string | null> {
  for (const folder of folders) {
    if (await isProgram(join(folder, name))) return join(folder, name);
  }
  return null;
}

/** As a shell looks for programs: it passes over folders, and over what this user may not run. */
async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    // Windows' aliases of programs cannot be looked into everywhere.
    return process.platform === 'win32' || (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** An unknown names the program, as a person would, and not its path. */
function named(name: string, answer: Fact<ProgramAnswer>): Fact<ProgramAnswer> {
  return answer.known ? answer : { ...answer, asked: name };
}

/** The folder of Windows, as the system has it. A program that starts there does not complain of a Linux folder. */
async function findWindowsFolder(system: System, place: Place): Promise<string | null> {
  if (place === 'windows') return system.env['SystemRoot'] ?? 'C:\\Windows';
  const drive = await findWindowsDrive(system, await findDrives(system));
  return drive && at(system, posix.join(drive, 'Windows'));
}

/** Whether Windows programs can be started from a distribution: the kernel must know them, if it can be asked. */
async function findInterop(system: System): Promise<boolean> {
  if (confValue(await readConf(system), 'interop', 'enabled')?.toLowerCase() === 'false') return false;
  const has = (name: string) => exists(at(system, `/proc/sys/fs/binfmt_misc/${name}`));
  return !(await has('status')) || (await has('WSLInterop')) || (await has('WSLInterop-late'));
}

/** wsl.exe writes UTF-8 where it is asked to; WSLENV passes that variable on. */
function windowsEnv({ env, platform }: System): NodeJS.ProcessEnv {
  const shared = [env['WSLENV'], 'WSL_UTF8'].filter(Boolean).join(':');
  return platform === 'win32' ? { ...env, WSL_UTF8: '1' } : { ...env, WSL_UTF8: '1', WSLENV: shared };
}

/** What a program of Windows ends with where only an administrator may ask (`ERROR_ACCESS_DENIED`). */
const ACCESS_DENIED = 5;

/** The text of an answer without an error, read by `parse`, which gives null for what it does not understand. */
export function understood<T>(asked: string, answer: Fact<ProgramAnswer>, parse: (text: string) => T | null): Fact<T> {
  if (!answer.known) return unknown(answer.why, asked);
  if (answer.value.exit !== 0) return unknown(answer.value.exit === ACCESS_DENIED ? 'denied' : 'failed', asked);
  const value = parse(answer.value.text);
  return value === null ? unknown('not-understood', asked) : known(value);
}

/** How a program ended and what it wrote. */
export interface ProgramAnswer {
  readonly exit: number;
  /** To standard output. */
  readonly text: string;
  /** To standard error. */
  readonly errors: string;
}

/** Programs that this one started and that must not outlive it. */
const dependents = new Set<ChildProcess>();

function endDependents(): void {
  for (const child of dependents) child.kill('SIGKILL');
}

/** Has a program ended when this one ends, unless that is by a kill, which no program sees. */
export function endWithUs(child: ChildProcess): void {
  if (dependents.size === 0) process.on('exit', endDependents);
  dependents.add(child);
  const forget = () => {
    if (dependents.delete(child) && dependents.size === 0) process.off('exit', endDependents);
  };
  child.on('exit', forget);
  child.on('error', forget);
}

/**
 * Starts a program. Where it cannot be started there is an event `error` to come, and there may be no streams: Node
 * throws some of these errors at once, and makes no streams where the system has no more descriptors.
 */
export function startChild(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  try {
    return spawn(program, args, options);
  } catch (error) {
    const child = new ChildProcess();
    process.nextTick(() => child.emit('error', error));
    return child;
  }
}

/** Why a program was not started. One that is there may still be refused: the system has no room for it, for one. */
export function whyNotStarted(error: unknown): 'no-program' | 'failed' {
  return codeOf(error) === 'ENOENT' ? 'no-program' : 'failed';
}

/** How to run a program. */
export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  readonly timeout: number;
}

/** No answer that is looked for is near this long, in bytes. */
const LONGEST_OUTPUT = 4 * 1024 * 1024;

/** How long output may follow a program's end, in milliseconds: what it started may hold its output open for ever. */
const AFTERMATH = 500;

/**
 * Runs a program without a shell and waits for it, but no longer than its timeout: what hangs is ended and left
 * behind, with whatever it started. Never throws.
 * @param program its whole path
 */
export function runChild(
  program: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<Fact<ProgramAnswer>> {
  const { cwd, env, timeout } = options;
  return new Promise((settle) => {
    const child = startChild(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const chunks: { readonly [S in 'stdout' | 'stderr']: Buffer[] } = { stdout: [], stderr: [] };
    let length = 0;
    const textOf = (name: keyof typeof chunks) => decodeOutput(Buffer.concat(chunks[name]));
    const stopListening = () => {
      clearTimeout(timer);
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const giveUp = (why: 'timed-out' | 'not-understood') => {
      child.kill('SIGKILL');
      stopListening();
      child.unref();
      settle({ ...unknown(why, program), printed: textOf('stdout') });
    };
    const timer = setTimeout(giveUp, timeout, 'timed-out');
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.on('data', (chunk: Buffer) => {
        chunks[name].push(chunk);
        length += chunk.length;
        if (length > LONGEST_OUTPUT) giveUp('not-understood');
      });
    }
    child.on('error', (error) => {
      stopListening();
      settle(unknown(whyNotStarted(error), program));
    });
    const finish = (exit: number | null) => {
      stopListening();
      settle(known({ exit: exit ?? -1, text: textOf('stdout'), errors: textOf('stderr') }));
    };
    child.on('exit', (exit) => setTimeout(finish, AFTERMATH, exit).unref());
    child.on('close', finish);
  });
}

/**
 * What a Windows program wrote, as text. wsl.exe writes UTF-16LE, others UTF-8 or the code page of the display
 * language. Of a code page only ASCII is sure, and nothing else is looked for: digits mean themselves in all of them.
 */
export function decodeOutput(bytes: Uint8Array): string {
  const text = decodeBytes(bytes).replace(/^\ufeff/, '');
  return text.replace(/\r+\n/g, '\n');
}

function decodeBytes(bytes: Uint8Array): string {
  // Neither UTF-8 nor a code page has zero bytes in its text, and UTF-16 has one in every newline.
  if (bytes.includes(0)) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** A program that goes on until it is stopped. */
export interface RunningProgram {
  /** Hands it a line. After its end this does nothing. */
  send(line: string): void;
  /** Closes its standard input, waits until it is gone, and ends it where that takes too long. Never throws. */
  stop(): Promise<void>;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
}

/** How long a program may take to end by itself once its input has ended, in milliseconds. */
const GRACE = 2000;

/**
 * Starts a program that prints lines, and that must end when its standard input does. That is how it learns that this
 * process has died. Never throws: one that cannot be started has ended.
 * @param onLine called with each line that it prints, in UTF-8
 */
export function startProgram(
  program: StartableProgram,
  args: readonly string[],
  onLine: (line: string) => void,
): RunningProgram {
  const child = launch(program, args);
  const ended = new Promise<void>((settle) => {
    child.on('error', () => settle());
    child.on('close', () => settle());
  });
  const decoder = new TextDecoder();
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.trimEnd());
  });
  return {
    ended,
    send: (line) => {
      if (child.stdin?.writable) child.stdin.write(`${line}\n`);
    },
    async stop() {
      child.stdin?.end();
      let timer: NodeJS.Timeout | undefined;
      const abandoned = new Promise<void>((settle) => {
        timer = setTimeout(() => settle(abandon(child)), GRACE);
      });
      // Nothing is heard any more of one that was abandoned.
      await Promise.race([ended, abandoned]);
      clearTimeout(timer);
    },
  };
}

/** Starts a program with pipes to all its streams. What it says to standard error is lost. */
export function launch({ path, cwd, env }: StartableProgram, args: readonly string[]): ChildProcess {
  const child = startChild(path, args, { cwd, env, stdio: 'pipe', windowsHide: true });
  endWithUs(child);
  // Errors of the streams are those of a program that has ended, which is seen by its end.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.on('error', () => {});
  child.stderr?.resume();
  return child;
}

/** Ends a program, and waits for nothing more of it. */
export function abandon(child: ChildProcess): void {
  child.kill('SIGKILL');
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
  child.unref();
}
