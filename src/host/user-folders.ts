import { isAbsolute, posix, win32 } from 'node:path';

/** Where the histories of all files are kept; null where the environment names no place for such things. */
export function historyFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  return ownPath(
    env,
    platform,
    { windows: 'LOCALAPPDATA', xdg: 'XDG_STATE_HOME', home: ['.local', 'state'] },
    'history',
  );
}

/** The file of a user's profiles; null where the environment names no place for such things. */
export function profilesPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  return ownPath(env, platform, { windows: 'APPDATA', xdg: 'XDG_CONFIG_HOME', home: ['.config'] }, 'profiles.ini');
}

interface Base {
  /** The variable that names it on Windows. */
  readonly windows: string;
  /** By the XDG Base Directory Specification: the variable, and the place in the home folder that stands in for it. */
  readonly xdg: string;
  readonly home: readonly string[];
}

function ownPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, base: Base, name: string): string | null {
  if (platform === 'win32') {
    const folder = env[base.windows];
    return folder ? win32.join(folder, 'wslnet', name) : null;
  }
  const named = env[base.xdg];
  const home = env['HOME'];
  // A relative path does not count there.
  const folder = named && isAbsolute(named) ? named : home && posix.join(home, ...base.home);
  return folder ? posix.join(folder, 'wslnet', name) : null;
}
