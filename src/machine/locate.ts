import { join } from 'node:path';
import type { Location } from './machine.ts';
import type { System } from './system.ts';

export const FILE_NAME = '.wslconfig';

/** The .wslconfig that a variable names outright, so that nothing has to be looked for; null where none does. */
export function locateByVariable({ env, platform }: System): Location | null {
  if (env['WSLNET_CONFIG']) return { path: env['WSLNET_CONFIG'], rule: 'WSLNET_CONFIG' };
  const profile = env['USERPROFILE'];
  return platform === 'win32' && profile ? { path: join(profile, FILE_NAME), rule: 'USERPROFILE' } : null;
}
