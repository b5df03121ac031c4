import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FactName, type Facts, known } from '../src/machine/facts.ts';
import type { Machine } from '../src/machine/machine.ts';
import { openMachine, thisSystem } from '../src/machine/this-machine.ts';
import { run } from '../src/main.ts';
import { WELL } from '../test/bench/well.ts';

const START = Date.UTC(2026, 10, 2, 8);

/** A laptop with two problems: WSL started without a network, and a program waits for visitors in vain. */
const FACTS: Facts = {
  ...WELL,
  wsl: known({ wsl: '2.9.12', kernel: '6.6.87.2' }),
  distributions: known([{ name: 'Ubuntu', isDefault: true, isRunning: true, version: 2 }]),
  activeMode: known('none'),
  vmStartedAt: known(START),
  fileChangedAt: known(START - 60_000),
  linuxListeners: known([{ protocol: 'tcp', address: '0.0.0.0', port: 3000, program: 'node' }]),
  linuxAdapters: known([]),
  wslWarnings: known([{ time: START, text: 'wsl: Failed to configure network', code: '0x803b0007' }]),
};

/** A file that was written by two people. */
const FILE = '[wsl2]\nmemory=16GB\nnetworkingMode=mirrored   # for the VPN\nlocalhostForwarding=true\n';

/** What a command printed. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

/** Runs commands on the sample machine, with its file in a scratch folder. */
export async function showOnSample(
  commands: readonly string[],
  columns: number,
  color: 'always' | 'never',
): Promise<Shown[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wslnet-sample-'));
  const before = process.cwd();
  try {
    process.chdir(folder);
    writeFileSync('.wslconfig', FILE);
    const env = { HOME: folder, XDG_STATE_HOME: join(folder, 'state'), WSLNET_CONFIG: '.wslconfig', LANG: 'C.UTF-8' };
    const machine = sampleMachine(env);
    const shown: Shown[] = [];
    for (const command of commands) {
      let output = '';
      const stream = {
        columns,
        write: (text: string | Uint8Array) => {
          output += Buffer.from(text).toString();
        },
      };
      const words = [...command.split(' ').slice(1), '--color', color];
      const world = {
        machine,
        env,
        stdout: stream,
        stderr: stream,
        readInput: async () => Buffer.from(''),
        ask: null,
        pick: null,
        showInPager: null,
      };
      await run(words, world);
      shown.push({ command, output });
    }
    return shown;
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** This machine's files, and the sample's facts. */
function sampleMachine(env: NodeJS.ProcessEnv): Machine {
  const real = openMachine({ ...thisSystem(), env });
  return {
    ...real,
    place: async () => 'windows',
    lastRestart: async () => null,
    findFacts: async <N extends FactName>(names: readonly N[]) =>
      Object.fromEntries(names.map((name) => [name, FACTS[name]])) as Pick<Facts, N>,
  };
}
