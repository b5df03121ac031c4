import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What is run: the build, under a Windows Node, or an executable for Windows that stands in its place. */
const EXECUTABLE = process.env['WSLNET_PROGRAM']?.endsWith('.exe') ? process.env['WSLNET_PROGRAM'] : null;
const NODE = join(ROOT, 'node_modules/.cache/windows-node/package/bin/node.exe');
const PROGRAM = toWindows(EXECUTABLE ?? join(ROOT, 'bin/wslnet.js'));

export interface WindowsResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Gives the program another profile, which Wine does not let the environment do, and starts it. */
const LAUNCHER = `import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
process.env.USERPROFILE = process.argv[2];
process.argv.splice(1, 2);
const [, program, ...words] = process.argv;
if (program.endsWith('.exe')) process.exitCode = spawnSync(program, words, { stdio: 'inherit' }).status;
else await import(pathToFileURL(program));
`;

/** Hands a program its input over a pipe, and prints what it answers over others, as an editor of Windows does. */
const PIPER = `import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
const [, , input, ...command] = process.argv;
if (!command[0].endsWith('.exe')) command.unshift(process.execPath);
const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { input: readFileSync(input) });
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;
`;

/** Holds a file open until it is ended. 0x10000000 is libuv's flag for sharing it with nobody. */
const HOLDER = `const fs = require('node:fs');
const [, , file, kind, sign] = process.argv;
fs.openSync(file, kind === 'exclusive' ? fs.constants.O_RDWR | 0x10000000 : 'r+');
fs.writeFileSync(sign, '');
setTimeout(() => {}, 60_000);
`;

/** A Windows of its own, played by Wine, on which the built program runs under a Windows Node. */
export class WindowsBench {
  private readonly folder = mkdtempSync(join(tmpdir(), 'wslnet-windows-'));
  private readonly env: NodeJS.ProcessEnv;

  /** Takes some seconds. */
  constructor() {
    const { PATH, HOME } = process.env;
    const wine = { WINEPREFIX: join(this.folder, 'prefix'), WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree=;mshtml=' };
    this.env = { PATH, HOME, LANG: 'C.UTF-8', ...wine };
    writeFileSync(join(this.folder, 'launch.mjs'), LAUNCHER);
    writeFileSync(join(this.folder, 'pipe.mjs'), PIPER);
    writeFileSync(join(this.folder, 'hold.cjs'), HOLDER);
    this.wine('winecfg', '-v', 'win10');
  }

  end(): void {
    spawnSync('wineserver', ['--kill', '--wait'], { env: this.env });
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs `wslnet …` as a user of Windows. */
  run(user: string, ...words: string[]): WindowsResult {
    const launcher = toWindows(join(this.folder, 'launch.mjs'));
    return this.wine(NODE, launcher, `C:\\users\\${user}`, PROGRAM, ...words);
  }

  /** Runs `wslnet …` with something on its standard input. Its streams are pipes of Windows. */
  pipe(input: string, ...words: string[]): WindowsResult {
    const file = join(this.folder, 'input');
    writeFileSync(file, input);
    return this.wine(NODE, ...[join(this.folder, 'pipe.mjs'), file].map(toWindows), PROGRAM, ...words);
  }

  /** Runs a program of Windows. Its streams are files, since it cannot write to a pipe of Linux. */
  wine(...words: string[]): WindowsResult {
    const [out, err] = [join(this.folder, 'stdout'), join(this.folder, 'stderr')];
    const streams = [out, err].map((path) => openSync(path, 'w'));
    try {
      const { status, error } = spawnSync('wine', words, { env: this.env, stdio: ['ignore', ...streams] });
      if (error) throw error;
      return { code: status, stdout: readFileSync(out, 'utf8'), stderr: readFileSync(err, 'utf8') };
    } finally {
      for (const stream of streams) closeSync(stream);
    }
  }

  /** Sets a value in the registry. */
  setRegistry(key: string, name: string, type: 'REG_SZ' | 'REG_DWORD', value: string): void {
    const { code, stderr } = this.wine('reg', 'add', key, '/v', name, '/t', type, '/d', value, '/f');
    if (code !== 0) throw new Error(stderr);
  }

  /** The path of a user's file as Linux has it; the user's folder is made. */
  fileOf(user: string): string {
    const folder = join(this.folder, 'prefix/drive_c/users', user);
    mkdirSync(folder, { recursive: true });
    return join(folder, '.wslconfig');
  }

  /** Has another Windows process hold a file open. It must be ended by its `kill`. */
  async hold(file: string, kind: 'shared' | 'exclusive'): Promise<ChildProcess> {
    const sign = join(this.folder, `held-${kind}`);
    const words = [join(this.folder, 'hold.cjs'), file, kind, sign].map(toWindows);
    const holder = spawn('wine', [NODE, ...words], { env: this.env, stdio: 'ignore' });
    for (let tries = 0; !existsSync(sign); tries++) {
      if (tries === 300) throw new Error('the file could not be held open');
      await new Promise((wake) => setTimeout(wake, 100));
    }
    return holder;
  }
}

/** A path of Linux as Wine has it: the drive Z is the root. */
function toWindows(path: string): string {
  return path.startsWith('/') ? `Z:${path.replaceAll('/', '\\')}` : path;
}
