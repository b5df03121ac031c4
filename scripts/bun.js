import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BUN_VERSION, isWindows } from './targets.js';

const CACHE = join(import.meta.dirname, '../node_modules/.cache/bun');

const folderOf = (target) => join(CACHE, `${target.bun}-${BUN_VERSION}`);

/** Where {@link bunProgram} keeps the program for a target, whether it is there yet or not. */
export const cachedProgram = (target) => join(folderOf(target), 'package/bin', isWindows(target) ? 'bun.exe' : 'bun');

/**
 * The path of the bun program for a target, out of its npm package, which is kept in `node_modules/.cache`.
 * @throws Error where the package cannot be had, or is not the one that `targets.js` means
 */
export function bunProgram(target) {
  const program = cachedProgram(target);
  if (existsSync(program)) return program;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'draft-'));
  try {
    const words = ['pack', '--silent', '--pack-destination', draft, `@oven/bun-${target.bun}@${BUN_VERSION}`];
    execFileSync('npm', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    const [tarball] = readdirSync(draft);
    const found = `sha512-${createHash('sha512')
      .update(readFileSync(join(draft, tarball)))
      .digest('base64')}`;
    if (found !== target.integrity)
      throw new Error(`${tarball} has another checksum than scripts/targets.js: ${found}`);
    execFileSync('tar', ['-xzf', tarball], { cwd: draft });
    rmSync(join(draft, tarball));
    rmSync(folderOf(target), { recursive: true, force: true });
    renameSync(draft, folderOf(target));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return program;
}

/**
 * Makes an executable of a script and all that it requires. The last two options keep a `.env` and a `bunfig.toml` of the
 * folder that the program is started in from being read: the latter can name code to run.
 * @param bun the bun program that runs on this machine
 * @param runtime the bun program of the target, which becomes part of the executable
 */
export function compile({ bun, runtime, target, script, output }) {
  const words = ['build', '--compile', '--minify', '--bytecode', `--target=${target.goal}`];
  words.push(`--compile-executable-path=${runtime}`, '--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig');
  execFileSync(bun, [...words, script, '--outfile', output], { stdio: ['ignore', 'ignore', 'pipe'] });
}
