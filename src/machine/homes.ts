import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { EXIT, Failure, type FailureKind } from '../failure.ts';
import { type Fact, known, type Place, unknown } from './facts.ts';
import { FILE_NAME } from './locate.ts';
import type { Location } from './machine.ts';
import type { Programs } from './programs.ts';
import { at, type Drives, exists, findDrives, findWindowsDrive, isInside, type System, toLinuxPath } from './system.ts';

/** Folders beside those of the users. */
const NOBODYS = ['all users', 'default', 'default user', 'defaultuser0', 'public'];

/** Why there is no file to look for, as the end of a sentence. */
const WHY_NONE: { readonly [P in Place]: string } = {
  windows: 'USERPROFILE is not set',
  wsl1: 'Windows did not say who you are',
  wsl2: 'Windows did not say who you are',
  container: 'a container has none of its own',
  macos: 'macOS has no WSL',
  linux: 'this is neither Windows nor WSL',
};

const NO_FILE_HERE: FailureKind<{ readonly reason: string }> = {
  code: 'no-file-here',
  exit: EXIT.noAnswer,
  message: ({ reason }) => `Cannot find your .wslconfig: ${reason}.`,
  hint: () => 'Name a file with --file, or set WSLNET_CONFIG.',
};

const AMBIGUOUS_FILE: FailureKind<{ readonly candidates: readonly string[] }> = {
  code: 'ambiguous-file',
  exit: EXIT.unreadable,
  message: ({ candidates }) => `Cannot tell which Windows user you are. Found: ${candidates.join(', ')}.`,
  hint: () => 'Name a file with --file, or set WSLNET_CONFIG.',
};

const USER_NOT_TOLD: FailureKind<{ readonly isTimeout: boolean; readonly candidates: readonly string[] }> = {
  code: 'user-not-told',
  exit: EXIT.noAnswer,
  message: ({ isTimeout }) =>
    isTimeout
      ? 'Cannot find your .wslconfig: Windows did not say in time who you are.'
      : 'Cannot find your .wslconfig: Windows did not say who you are.',
  hint: ({ candidates }) =>
    candidates.length === 0
      ? 'Try again, or name a file with --file or WSLNET_CONFIG.'
      : `Try again, or name a file with --file or WSLNET_CONFIG. It may be: ${candidates.join(', ')}`,
};

/**
 * The .wslconfig that WSL reads for this user where no variable says it outright: from inside a distribution. The Linux
 * user's name is never taken for the Windows user's.
 * @throws Failure `no-file-here`, `ambiguous-file`, `user-not-told`
 */
export async function searchHomes(system: System, place: Place, programs: Programs): Promise<Location> {
  if (!isInside(place)) throw new Failure(NO_FILE_HERE, { reason: WHY_NONE[place] });
  const profile = system.env['USERPROFILE'];
  const drives = await findDrives(system);
  const shared = profile && (await toFolder(profile, drives, programs));
  if (shared) return { path: join(at(system, shared), FILE_NAME), rule: 'USERPROFILE' };
  const named = await askWindows(drives, programs);
  if (named.known) return { path: join(at(system, named.value), FILE_NAME), rule: 'interop' };
  const candidates = await findCandidates(system, drives);
  // Nobody but Windows knows who the user is. Only where it cannot be asked at all is a guess better than nothing.
  if (named.why !== 'not-here' && named.why !== 'interop-off')
    throw new Failure(USER_NOT_TOLD, { isTimeout: named.why === 'timed-out', candidates });
  const [only, ...others] = candidates;
  if (only === undefined) throw new Failure(NO_FILE_HERE, { reason: WHY_NONE[place] });
  if (others.length > 0) throw new Failure(AMBIGUOUS_FILE, { candidates });
  return { path: only, rule: 'only-user' };
}

/** A profile folder as the distribution has it. `WSLENV=USERPROFILE/p` shares a Linux path, without `/p` Windows' own. */
async function toFolder(profile: string, drives: Drives, programs: Programs): Promise<string | null> {
  if (profile.startsWith('/')) return profile;
  const path = toLinuxPath(drives, profile);
  if (path) return path;
  const answer = await programs.askLinux('wslpath', '-u', profile);
  return answer.known && answer.value.exit === 0 ? answer.value.text.trim() || null : null;
}

/** The folder of the profile that Windows names. Code page 65001 is UTF-8; `set` prints what `echo` would run. */
async function askWindows(drives: Drives, programs: Programs): Promise<Fact<string>> {
  const answer = await programs.askWindows('cmd.exe', '/d', '/c', 'chcp 65001 >nul & set USERPROFILE');
  const said = answer.known ? answer.value.text : (answer.printed ?? '');
  // A line that has come whole counts, whatever the program did then.
  const [, profile] = /^(?:USERPROFILE=)?([a-z]:\\.*|\\\\.*)\n/im.exec(said) ?? [];
  if (profile === undefined) return answer.known ? unknown('not-understood', 'cmd.exe') : answer;
  const folder = await toFolder(profile.trimEnd(), drives, programs);
  return folder === null ? unknown('not-understood', 'wslpath') : known(folder);
}

/** The files of the users that have one, or where every user would have one. */
async function findCandidates(system: System, drives: Drives): Promise<readonly string[]> {
  const drive = await findWindowsDrive(system, drives);
  const files = drive ? await profileFiles(at(system, posix.join(drive, 'Users'))) : [];
  const existing = files.filter(({ isThere }) => isThere);
  return (existing.length > 0 ? existing : files).map(({ path }) => path);
}

/** The configuration files that the users of a Windows have or would have. @param users the folder of their profiles */
export async function profileFiles(
  users: string,
): Promise<readonly { readonly path: string; readonly isThere: boolean }[]> {
  const folders = await readdir(users, { withFileTypes: true }).catch(() => []);
  const paths = folders
    .filter((folder) => folder.isDirectory() && !NOBODYS.includes(folder.name.toLowerCase()))
    .map(({ name }) => join(users, name, FILE_NAME))
    .sort();
  return await Promise.all(paths.map(async (path) => ({ path, isThere: await exists(path) })));
}
