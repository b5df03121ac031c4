import { basename, isAbsolute, join, posix, win32 } from 'node:path';
import { BAD_USAGE, Failure } from '../failure.ts';
import type { Location } from './machine.ts';
import type { System } from './system.ts';

/** The file in the Windows home of the user. */
export const FILE_NAME = '.wslconfig';

/** The .wslconfig that a variable names outright, so that nothing has to be looked for; null where none does. */
export function locateByVariable({ env, platform }: System): Location | null {
  // A name, and no standard input: that is for each command to be told.
  if (env['WSLNET_CONFIG'] === '-') {
    const message = 'WSLNET_CONFIG needs a path; it cannot be -.';
    throw new Failure(BAD_USAGE, { message, hint: 'For standard input, use --file -' });
  }
  if (env['WSLNET_CONFIG']) return { path: env['WSLNET_CONFIG'], rule: 'WSLNET_CONFIG' };
  const profile = env['USERPROFILE'];
  return platform === 'win32' && profile ? { path: join(profile, FILE_NAME), rule: 'USERPROFILE' } : null;
}

/** Where the histories of all files are kept; null where the environment names no place for such things. */
export function historyFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') return onWindows(env['LOCALAPPDATA'], 'history');
  return byXdg(env['XDG_STATE_HOME'], env['HOME'], '.local/state', 'history');
}

/** On Windows the report of the last restart that was handed over, elsewhere where it is noted; null as above. */
export function lastRestartPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') return onWindows(env['LOCALAPPDATA'], 'restart.json');
  return byXdg(env['XDG_STATE_HOME'], env['HOME'], '.local/state', 'restart');
}

/** The list of the ports that this wslnet opened; null as above. */
export function openedPortsPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') return onWindows(env['LOCALAPPDATA'], 'opened-ports');
  return byXdg(env['XDG_STATE_HOME'], env['HOME'], '.local/state', 'opened-ports');
}

/** The file of a user's profiles; null where the environment names no place for such things. */
export function profilesPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') return onWindows(env['APPDATA'], 'profiles.ini');
  return byXdg(env['XDG_CONFIG_HOME'], env['HOME'], '.config', 'profiles.ini');
}

function onWindows(folder: string | undefined, name: string): string | null {
  return folder ? win32.join(folder, 'wslnet', name) : null;
}

/** By the XDG Base Directory Specification, where a relative path does not count; nor does a relative home. */
function byXdg(named: string | undefined, home: string | undefined, standIn: string, name: string): string | null {
  const folder = [named, home && posix.join(home, standIn)].find((path) => path && isAbsolute(path));
  return folder ? posix.join(folder, 'wslnet', name) : null;
}

/** The name of the shell that this user works with; null where nothing says. */
export function shellName({ env, platform }: System): string | null {
  if (platform === 'win32') return 'powershell';
  const name = basename(env['SHELL'] ?? '');
  return name === 'pwsh' ? 'powershell' : name || null;
}
