import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { Failure } from '../failure.ts';
import { type Drives, findDrives, findWindowsDrive, toLinuxPath } from './drives.ts';
import type { Place } from './facts.ts';
import { FILE_NAME } from './locate.ts';
import type { Location } from './machine.ts';
import { isInside } from './place.ts';
import type { Programs } from './programs.ts';
import { at, exists, type System } from './system.ts';

/** Folders beside those of the users. */
const NOBODYS = ['all users', 'default', 'default user', 'defaultuser0', 'public'];

const ELSEWHERE: { readonly [P in Place]: string } = {
  windows: 'a Windows without USERPROFILE',
  wsl1: 'this distribution, because Windows did not say who you are',
  wsl2: 'this distribution, because Windows did not say who you are',
  container: 'a container',
  macos: 'macOS',
  linux: 'this system',
};

/**
 * The .wslconfig that WSL reads for this user where no variable says it outright: from inside a distribution. The Linux
 * user's name is never taken for the Windows user's.
 * @throws Failure `no-file-here`, `ambiguous-file`
 */
export async function searchHomes(system: System, place: Place, programs: Programs): Promise<Location> {
  if (!isInside(place)) throw new Failure('no-file-here', { where: ELSEWHERE[place] });
  const profile = system.env['USERPROFILE'];
  const drives = await findDrives(system);
  const shared = profile && (await toFolder(profile, drives, programs));
  if (shared) return { path: join(at(system, shared), FILE_NAME), rule: 'USERPROFILE' };
  const named = await askWindows(drives, programs);
  if (named) return { path: join(at(system, named), FILE_NAME), rule: 'interop' };
  return { path: await findOnlyUser(system, place, drives), rule: 'only-user' };
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
async function askWindows(drives: Drives, programs: Programs): Promise<string | null> {
  const answer = await programs.askWindows('cmd.exe', '/d', '/c', 'chcp 65001 >nul & set USERPROFILE');
  const [, profile] = (answer.known && /^(?:USERPROFILE=)?([a-z]:\\.*|\\\\.*)$/im.exec(answer.value.text)) || [];
  return profile === undefined ? null : await toFolder(profile.trimEnd(), drives, programs);
}

/** The one user that has a file, or the only user there is. */
async function findOnlyUser(system: System, place: Place, drives: Drives): Promise<string> {
  const drive = await findWindowsDrive(system, drives);
  const files = drive ? await profileFiles(at(system, posix.join(drive, 'Users'))) : [];
  const existing = files.filter(({ isThere }) => isThere);
  const [only, ...others] = existing.length > 0 ? existing : files;
  if (!only) throw new Failure('no-file-here', { where: ELSEWHERE[place] });
  if (others.length > 0) throw new Failure('ambiguous-file', { candidates: [only, ...others].map(({ path }) => path) });
  return only.path;
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
