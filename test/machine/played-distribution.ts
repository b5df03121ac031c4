import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LastRestart } from '../../src/machine/restart.ts';
import { openMachine } from '../../src/machine/this-machine.ts';
import { Sandbox } from '../bench/sandbox.ts';
import { PlayedWsl, type WslManner } from './played-wsl.ts';
import { PowerShellBench } from './powershell/powershell-bench.ts';

export const BEFORE = '[wsl2]\nnetworkingMode=nat # Zoë 日本\n';
export const WRITTEN = BEFORE.replace('nat', 'mirrored');
const HOME = '/mnt/c/Users/Zoë';

/** A distribution on a Windows with a real PowerShell and a played WSL, and a file that was changed to mirrored. */
export function distribution(manner: WslManner = {}) {
  const sandbox = new Sandbox('wsl2', {
    timeout: 10_000,
    restartTimeout: 10_000,
    env: { USERPROFILE: HOME, XDG_STATE_HOME: '' },
  });
  const { root } = sandbox;
  sandbox.system.env['XDG_STATE_HOME'] = join(root, 'state');
  const bench = new PowerShellBench();
  const drive = join(root, 'mnt/c');
  const file = join(root, HOME, '.wslconfig');
  sandbox.write(join(HOME, '.wslconfig'), WRITTEN);
  mkdirSync(join(root, HOME, 'AppData/Local'), { recursive: true });
  const wsl = new PlayedWsl(join(root, 'wsl'), join(root, 'bin/wsl.exe'), file, manner);
  bench.standIn(join(root, 'bin/powershell.exe'), {
    LOCALAPPDATA: join(root, HOME, 'AppData/Local'),
    WSLNET_DRIVE: drive,
  });
  const machine = openMachine(sandbox.system);
  const ended = async (): Promise<LastRestart> => {
    for (let tries = 0; tries < 300; tries++) {
      const last = await machine.lastRestart();
      if (last && !last.isUnderWay) return last;
      await sleep(100);
    }
    throw new Error(JSON.stringify(await machine.lastRestart()));
  };
  return { sandbox, machine, wsl, file, ended, own: join(root, HOME, 'AppData/Local/wslnet') };
}
