import { isAbsolute, posix, win32 } from 'node:path';

/** Where the histories of all files are kept; null where the environment names no place for such things. */
export function historyFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'];
    return local ? win32.join(local, 'wslnet', 'history') : null;
  }
  // By the XDG Base Directory Specification, where a relative path does not count.
  const named = env['XDG_STATE_HOME'];
  const home = env['HOME'];
  const state = named && isAbsolute(named) ? named : home && posix.join(home, '.local', 'state');
  return state ? posix.join(state, 'wslnet', 'history') : null;
}
