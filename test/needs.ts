import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { cachedProgram } from '../scripts/bun.js';
import { hostTarget } from '../scripts/targets.js';

/** What a suite needs that neither Node, npm nor this package brings. */
interface Requirement {
  /** How it is called in the line that tells of a skipped suite. */
  readonly name: string;
  /** Where it is; null where it is missing. */
  readonly find: () => string | null;
}

/** Debian's file, or another: `.ci/run` points elsewhere to play a machine that does not have it. */
const BASH_COMPLETION = process.env['WSLNET_TEST_BASH_COMPLETION'] ?? '/usr/share/bash-completion/bash_completion';
const WINDOWS_NODE = fileURLToPath(
  new URL('../node_modules/.cache/windows-node/package/bin/node.exe', import.meta.url),
);

/** Everything that any suite needs from outside. `.ci/run` installs it all. */
const REQUIREMENTS = {
  bash: program('bash'),
  zsh: program('zsh'),
  fish: program('fish'),
  pwsh: { name: 'pwsh (PowerShell 7)', find: () => onPath('pwsh') ?? file(join(homedir(), '.dotnet/tools/pwsh')) },
  'bash-completion': { name: 'the package bash-completion', find: () => file(BASH_COMPLETION) },
  script: { name: 'script, which plays a terminal', find: () => onPath('script') },
  perl: program('perl'),
  python3: program('python3'),
  gcc: program('gcc'),
  setfattr: program('setfattr'),
  setfacl: program('setfacl'),
  groff: program('groff'),
  'ansible-playbook': program('ansible-playbook'),
  'nix-instantiate': program('nix-instantiate'),
  stow: program('stow'),
  curl: program('curl'),
  dash: program('dash'),
  busybox: program('busybox'),
  ruby: program('ruby'),
  nvim: program('nvim'),
  eglot: { name: 'Emacs with Eglot', find: findEglot },
  git: program('git'),
  'pre-commit': program('pre-commit'),
  bun: { name: 'bun, which npm run executables fetches', find: findBun },
  wine: program('wine'),
  'windows-node': { name: "Windows' Node in node_modules/.cache/windows-node", find: () => file(WINDOWS_NODE) },
  zbarimg: program('zbarimg'),
  namespaces: { name: 'the right to make network namespaces (ip netns, nft)', find: findNamespaces },
  mounts: { name: 'the right to mount (unshare --mount)', find: findMounts },
} satisfies Record<string, Requirement>;

export type Need = keyof typeof REQUIREMENTS;

/** `all`: a suite whose needs are not met fails. So it is in CI. */
const ARE_ALL_REQUIRED = process.env['WSLNET_REQUIRE'] === 'all';

/**
 * Whether a suite must be skipped, which is said in one line.
 * @throws Error where every suite is required and this one cannot run
 */
export function lacks(suite: string, needs: readonly Need[]): boolean {
  const missing = needs.filter((need) => REQUIREMENTS[need].find() === null);
  if (missing.length === 0) return false;
  const said = `${suite}: it needs ${missing.map((need) => REQUIREMENTS[need].name).join(' and ')}`;
  if (ARE_ALL_REQUIRED) throw new Error(`WSLNET_REQUIRE=all requires ${said}.`);
  process.stderr.write(`Skipped ${said}.\n`);
  return true;
}

/** As `describe`, but skipped, in one line, where something is missing that it needs. */
export function describeWith(needs: readonly Need[], title: string, body: () => void): void {
  describe.skipIf(lacks(title, needs))(title, body);
}

/** Where a thing is that a suite named as its need. Where it is missing, which only a skipped suite meets, its name. */
export function placeOf(need: Need): string {
  return REQUIREMENTS[need].find() ?? need;
}

function program(name: string): Requirement {
  return { name, find: () => onPath(name) };
}

function onPath(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => file(join(folder, name), constants.X_OK)).find((path) => path !== null) ?? null;
}

function file(path: string, mode = constants.R_OK): string | null {
  try {
    accessSync(path, mode);
    return path;
  } catch {
    return null;
  }
}

function findBun(): string | null {
  const host = hostTarget();
  return host ? file(cachedProgram(host)) : null;
}

function findEglot(): string | null {
  const emacs = onPath('emacs');
  const words = ['-q', '--batch', '-l', 'package', '-f', 'package-initialize', '-l', 'eglot'];
  return emacs !== null && spawnSync(emacs, words).status === 0 ? emacs : null;
}

function findMounts(): string | null {
  const words = ['--mount', '--map-root-user', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];
  return spawnSync('unshare', words).status === 0 ? '/mnt' : null;
}

function findNamespaces(): string | null {
  const name = `wslnet-needs-${process.pid}`;
  const run = (...words: string[]) => spawnSync('ip', ['netns', ...words]).status === 0;
  if (!run('add', name)) return null;
  const isWhole = run('exec', name, 'nft', 'list', 'ruleset');
  run('delete', name);
  return isWhole ? '/run/netns' : null;
}
