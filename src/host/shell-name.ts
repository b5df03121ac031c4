import { basename } from 'node:path';
import type { System } from './system.ts';

/** The name of the shell that this user works with; null where nothing says. */
export function shellName({ env, platform }: System): string | null {
  if (platform === 'win32') return 'powershell';
  const name = basename(env['SHELL'] ?? '');
  return name === 'pwsh' ? 'powershell' : name || null;
}
