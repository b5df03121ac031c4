import { readConfigFile, replaceConfigFile } from './config-file.ts';
import type { Host } from './host.ts';
import { locate } from './locate.ts';

/** The real machine. */
export function machine(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Host {
  return {
    isWindows: platform === 'win32',
    locate: () => locate(env, platform),
    read: readConfigFile,
    replace: replaceConfigFile,
  };
}
