import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { System } from '../../src/machine/system.ts';
import { openMachine } from '../../src/machine/this-machine.ts';
import type { World } from '../../src/main.ts';
import { removeAfterTest } from './removal.ts';
import { type MemoryResult, runWith } from './run-in-memory.ts';

/** What a stand-in for a program does when its arguments hold the words of its key. */
export interface Reply {
  readonly text?: string | Uint8Array;
  /** What it says on standard error. */
  readonly errors?: string | Uint8Array;
  readonly exit?: number;
  /** Whether it goes on after that for longer than anybody waits. */
  readonly hangs?: boolean;
}

export const HANGS: Reply = { hangs: true };

/** As wsl.exe writes: UTF-16LE, and newlines as old C libraries make them. */
export function utf16(text: string): Reply {
  return { text: Buffer.from(text.replaceAll('\n', '\r\r\n'), 'utf16le') };
}

const OSRELEASE = {
  wsl2: '5.15.167.4-microsoft-standard-WSL2',
  wsl1: '4.4.0-22621-Microsoft',
  linux: '6.1.0-18-amd64',
};

const MOUNTS = `none / ext4 rw 0 0
C:\\134 /mnt/c 9p rw,dirsync,aname=drvfs;path=C:\\;uid=1000 0 0
`;

/** A machine of its own under a root of its own, with small programs in place of Windows' and WSL's. */
export class Sandbox {
  readonly root: string;
  readonly system: System;
  private readonly env: NodeJS.ProcessEnv;

  constructor(place: 'wsl2' | 'wsl1' | 'linux' | 'windows', system: Partial<System> = {}) {
    this.root = mkdtempSync(join(tmpdir(), 'wslnet-sandbox-'));
    removeAfterTest(this.root);
    this.env = { PATH: join(this.root, 'bin'), ...system.env };
    mkdirSync(join(this.root, 'bin'));
    if (place === 'windows') {
      this.env['USERPROFILE'] = join(this.root, 'Users/Zoë');
      this.env['SystemRoot'] = join(this.root, 'Windows');
      mkdirSync(this.env['USERPROFILE'], { recursive: true });
    } else {
      this.write('/proc/sys/kernel/osrelease', `${OSRELEASE[place]}\n`);
    }
    if (place === 'wsl2' || place === 'wsl1') {
      this.env['WSL_DISTRO_NAME'] ??= 'Debian';
      this.write('/proc/mounts', MOUNTS);
      mkdirSync(join(this.root, 'mnt/c/Windows'), { recursive: true });
    }
    this.system = {
      root: this.root,
      platform: place === 'windows' ? 'win32' : 'linux',
      arch: 'x64',
      timeout: 5000,
      restartTimeout: 5000,
      networkInterfaces: () => ({}),
      ...system,
      env: this.env,
    };
  }

  write(path: string, content: string | Uint8Array): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Puts a program on the PATH, or where else it is told. Without a fitting reply it ends with an error. */
  standIn(name: string, replies: Readonly<Record<string, Reply>>, folder = '/bin'): this {
    const cases = Object.entries(replies).map(([words, { text = '', errors = '', exit = 0, hangs }], index) => {
      const [said, warned] = ['reply', 'errors'].map((kind) => join(folder, `${name}.${kind}-${index}`)) as [
        string,
        string,
      ];
      this.write(said, text);
      this.write(warned, errors);
      const end = hangs ? 'exec /bin/sleep 30' : `exit ${exit}`;
      const action = `/bin/cat '${join(this.root, said)}'; /bin/cat '${join(this.root, warned)}' >&2; ${end}`;
      return `*${JSON.stringify(words)}*) ${action} ;;`;
    });
    return this.program(name, `case "$*" in\n${cases.join('\n')}\nesac\nexit 1\n`, folder);
  }

  /** Puts a program of one's own on the PATH, or where else it is told. It runs with the root as `$ROOT`. */
  program(name: string, script: string, folder = '/bin'): this {
    const head = `#!/bin/sh\nROOT='${this.root}'\necho "${name} $*" >> "$ROOT/calls"\n`;
    this.write(join(folder, name), head + script);
    chmodSync(join(this.root, folder, name), 0o755);
    return this;
  }

  /** The command lines of the programs that ran, one a line. */
  get calls(): string {
    const log = join(this.root, 'calls');
    return existsSync(log) ? readFileSync(log, 'utf8') : '';
  }

  /** Runs wslnet on this machine. Paths in its output are shown as the machine has them. */
  async run(...words: string[]): Promise<MemoryResult> {
    return await this.runIn({}, ...words);
  }

  /** As {@link run}, with a world that differs. */
  async runIn(world: Partial<World>, ...words: string[]): Promise<MemoryResult> {
    const whole = { machine: openMachine(this.system), env: this.env, ...world };
    const { code, stdout, stderr } = await runWith(whole, words);
    return { code, stdout: stdout.replaceAll(this.root, ''), stderr: stderr.replaceAll(this.root, '') };
  }
}
