import { delimiter, isAbsolute, join, posix } from 'node:path';
import { type Fact, known, type Place, unknown } from '../facts.ts';
import { type ProgramAnswer, runChild } from './child-process.ts';
import { findDrives, findWindowsDrive } from './drives.ts';
import { once } from './once.ts';
import { isInside } from './place.ts';
import { at, exists, readText, type System } from './system.ts';
import { confValue, readWslConf } from './wsl-conf.ts';

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
}

export function programsOf(system: System, place: () => Promise<Place>): Programs {
  const windowsFolder = once(async () => findWindowsFolder(system, await place()));
  const isInteropOn = once(() => findInterop(system));
  return { askWindows, askLinux };

  async function askWindows(name: string, ...args: readonly string[]): Promise<Fact<ProgramAnswer>> {
    const here = await place();
    if (here !== 'windows' && !isInside(here)) return unknown('not-here', name);
    if (isInside(here) && !(await isInteropOn())) return unknown('not-here', name);
    const folder = await windowsFolder();
    const program = await findProgram(name, folder);
    if (!program) return unknown('no-program', name);
    const patience = system.patience * (PECULIAR[name]?.slowness ?? 1);
    const options = { cwd: folder ?? at(system, '/'), env: windowsEnv(system), patience };
    return named(name, await runChild(program, args, options));
  }

  async function askLinux(name: string, ...args: readonly string[]): Promise<Fact<ProgramAnswer>> {
    const program = await findOnPath(name);
    if (!program) return unknown('no-program', name);
    return named(name, await runChild(program, args, { ...system, cwd: at(system, '/') }));
  }

  /** On Windows its own folder comes first, so that nothing else can pass for it; the PATH of Linux may lead elsewhere. */
  async function findProgram(name: string, folder: string | null): Promise<string | null> {
    const own = folder && join(folder, 'System32', PECULIAR[name]?.folder ?? '', name);
    const isOwn = own !== null && (await exists(own));
    if (system.platform === 'win32' && isOwn) return own;
    return (await findOnPath(name)) ?? (isOwn ? own : null);
  }

  async function findOnPath(name: string): Promise<string | null> {
    const path = system.env['PATH'] ?? system.env['Path'] ?? '';
    for (const folder of path.split(delimiter).filter(isAbsolute)) {
      if (await exists(join(folder, name))) return join(folder, name);
    }
    return null;
  }
}

/** An unknown names the program, as a person would, and not its path. */
function named(name: string, answer: Fact<ProgramAnswer>): Fact<ProgramAnswer> {
  return answer.known ? answer : unknown(answer.why, name);
}

/** The folder of Windows, as the system has it. A program that starts there does not complain of a Linux folder. */
async function findWindowsFolder(system: System, place: Place): Promise<string | null> {
  if (place === 'windows') return system.env['SystemRoot'] ?? 'C:\\Windows';
  const drive = await findWindowsDrive(system, await findDrives(system));
  return drive && at(system, posix.join(drive, 'Windows'));
}

/** Whether Windows programs can be started from a distribution: the kernel must know them, if it can be asked. */
async function findInterop(system: System): Promise<boolean> {
  const conf = readWslConf((await readText(system, '/etc/wsl.conf')) ?? '');
  if (confValue(conf, 'interop', 'enabled')?.toLowerCase() === 'false') return false;
  const has = (name: string) => exists(at(system, `/proc/sys/fs/binfmt_misc/${name}`));
  return !(await has('status')) || (await has('WSLInterop')) || (await has('WSLInterop-late'));
}

/** wsl.exe writes UTF-8 where it is asked to; WSLENV takes the wish across. */
function windowsEnv({ env, platform }: System): NodeJS.ProcessEnv {
  const shared = [env['WSLENV'], 'WSL_UTF8'].filter(Boolean).join(':');
  return platform === 'win32' ? { ...env, WSL_UTF8: '1' } : { ...env, WSL_UTF8: '1', WSLENV: shared };
}

/** The text of an answer without an error, read by `parse`, which gives null for what it does not understand. */
export function understood<T>(asked: string, answer: Fact<ProgramAnswer>, parse: (text: string) => T | null): Fact<T> {
  if (!answer.known) return answer;
  if (answer.value.exit !== 0) return unknown('failed', asked);
  const value = parse(answer.value.text);
  return value === null ? unknown('not-understood', asked) : known(value);
}
