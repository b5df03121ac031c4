import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../failure.ts';
import type { Location } from './host.ts';

const FILE_NAME = '.wslconfig';

/** How long a Windows program may take to answer, in milliseconds. */
const PATIENCE = 5000;

/** Finds the .wslconfig that WSL reads for this user: on Windows, or from inside a distribution. */
export async function locate(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Promise<Location> {
  if (env['WSLNET_CONFIG']) return { path: env['WSLNET_CONFIG'], rule: 'WSLNET_CONFIG' };
  const profile = env['USERPROFILE'];
  if (platform === 'win32') {
    if (profile) return { path: win32.join(profile, FILE_NAME), rule: 'USERPROFILE' };
    throw new Failure('no-file-here', { where: 'a Windows without USERPROFILE' });
  }
  if (!isDistribution(env))
    throw new Failure('no-file-here', { where: platform === 'darwin' ? 'macOS' : 'this system' });
  // WSLENV=USERPROFILE/p shares it as a Linux path.
  if (profile?.startsWith('/')) return { path: posix.join(profile, FILE_NAME), rule: 'USERPROFILE' };
  return { path: join(await askWindows(profile), FILE_NAME), rule: 'interop' };
}

function isDistribution(env: NodeJS.ProcessEnv): boolean {
  if (env['WSL_DISTRO_NAME'] || env['WSL_INTEROP']) return true;
  try {
    return /microsoft/i.test(readFileSync('/proc/sys/kernel/osrelease', 'utf8'));
  } catch {
    return false;
  }
}

/** The user's Windows profile as a Linux path. */
async function askWindows(known: string | undefined): Promise<string> {
  const run = promisify(execFile);
  // A Windows program started from a Linux folder warns and moves to its own; a drive spares it that.
  const options = { timeout: PATIENCE, cwd: existsSync('/mnt/c') ? '/mnt/c' : '/' };
  try {
    const script = 'chcp 65001 >nul & echo %USERPROFILE%';
    const profile = known ?? (await run('cmd.exe', ['/d', '/c', script], options)).stdout.trim();
    return (await run('wslpath', ['-u', profile], options)).stdout.trim();
  } catch {
    throw new Failure('no-file-here', { where: 'this distribution, because Windows did not say who you are' });
  }
}
