import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));

/** A file of a machine's own, with what the recipes change and what they must not. */
export const MACHINE = '# work laptop\n[wsl2]\nmemory=8GB\nnetworkingMode=nat # for now\n';

/** {@link MACHINE} with the settings of the fragment. */
export const CONVERGED = `# work laptop
[wsl2]
memory=8GB
networkingMode=mirrored # for now
dnsTunneling=true

[experimental]
hostAddressLoopback=true
`;

/** A home folder and the profile folder of a Windows user, where every program finds the built `wslnet` on its PATH. */
export class Home {
  readonly folder = mkdtempSync(join(tmpdir(), 'wslnet-home-'));
  readonly dotfiles = join(this.folder, 'dotfiles');
  readonly file = join(this.folder, 'windows/.wslconfig');
  private readonly env: NodeJS.ProcessEnv;

  constructor(content?: string) {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    const bin = join(this.folder, '.local/bin');
    for (const folder of [bin, this.dotfiles, dirname(this.file)]) mkdirSync(folder, { recursive: true });
    symlinkSync(PROGRAM, join(bin, 'wslnet'));
    const path = [bin, dirname(process.execPath), process.env['PATH']].join(delimiter);
    this.env = { PATH: path, HOME: this.folder, LANG: 'C.UTF-8', WSLNET_CONFIG: this.file };
    if (content !== undefined) writeFileSync(this.file, content);
  }

  /** Puts a file among the dotfiles. @returns its whole path */
  keep(path: string, text: string): string {
    const whole = join(this.dotfiles, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  }

  /** Runs a program among the dotfiles. */
  run(program: string, words: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
    const options = { cwd: this.dotfiles, env: { ...this.env, ...env }, input, encoding: 'utf8' } as const;
    const result = spawnSync(program, words, options);
    if (result.error) throw result.error;
    return result;
  }

  /** Runs commands as they are typed in a shell. */
  type(commands: string): SpawnSyncReturns<string> {
    return this.run('bash', ['-c', commands]);
  }

  get text(): string {
    return readFileSync(this.file, 'utf8');
  }

  /** Runs what must not write the file: its bytes and its time stay. */
  expectUntouched<T>(run: () => T): T {
    const before = this.text;
    utimesSync(this.file, 1_000_000_000, 1_000_000_000);
    const result = run();
    expect(this.text).toBe(before);
    expect(statSync(this.file).mtimeMs).toBe(1_000_000_000_000);
    return result;
  }
}
