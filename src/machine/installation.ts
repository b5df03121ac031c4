import { realpathSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/** The ways in which wslnet gets onto a machine. `executable` is one that no package manager keeps. */
export const INSTALL_WAYS = [
  'npm',
  'npx',
  'pnpm',
  'yarn',
  'bun',
  'vscode',
  'winget',
  'scoop',
  'homebrew',
  'executable',
  'source',
] as const;

/** One of {@link INSTALL_WAYS}. */
export type InstallWay = (typeof INSTALL_WAYS)[number];

/** How a program was installed. */
export interface Installation {
  readonly way: InstallWay;
  /** The command that brings the newest version. */
  readonly update: string;
}

/** The program that runs. */
export interface RunningProgram {
  /** The whole path of the executable, or of the script that Node runs, with links followed. */
  readonly path: string;
  /** Whether it is an executable that needs no Node. */
  readonly isExecutable: boolean;
}

const RELEASES = 'https://github.com/wslnet/wslnet/releases/latest/download';

/** How package managers lay out what they install; the first that fits counts. */
const EXECUTABLES: readonly (readonly [RegExp, Installation])[] = [
  [/[\\/]WinGet[\\/](?:Packages|Links)[\\/]/i, { way: 'winget', update: 'winget upgrade wslnet.wslnet' }],
  [/[\\/]apps[\\/]wslnet[\\/]/i, { way: 'scoop', update: 'scoop update wslnet' }],
  [/\/Cellar\/wslnet\//, { way: 'homebrew', update: 'brew upgrade wslnet' }],
];

const SCRIPTS: readonly (readonly [RegExp, Installation])[] = [
  [/[\\/]_npx[\\/]/, { way: 'npx', update: 'npx wslnet@latest' }],
  [/[\\/]\.pnpm[\\/]/, { way: 'pnpm', update: 'pnpm add --global wslnet@latest' }],
  [/[\\/]yarn[\\/](?:data[\\/])?global[\\/]/i, { way: 'yarn', update: 'yarn global upgrade wslnet@latest' }],
  [/[\\/]\.bun[\\/]install[\\/]global[\\/]/, { way: 'bun', update: 'bun add --global wslnet@latest' }],
  [/[\\/]wslnet\.wslnet-[^\\/]+[\\/]server[\\/]/, { way: 'vscode', update: 'code --update-extensions' }],
  [/[\\/]node_modules[\\/]wslnet[\\/]/, { way: 'npm', update: 'npm install --global wslnet@latest' }],
];

/** How a program was installed, by where it lies. */
export function installationOf({ path, isExecutable }: RunningProgram, platform: NodeJS.Platform): Installation {
  const [, found] = (isExecutable ? EXECUTABLES : SCRIPTS).find(([layout]) => layout.test(path)) ?? [];
  if (found) return found;
  if (!isExecutable) return { way: 'source', update: 'git pull && npm ci && npm run build' };
  return { way: 'executable', update: platform === 'win32' ? installOnWindows(path) : installElsewhere(path) };
}

/** The command that puts the newest executable in the place of one, which may be another than the usual. */
function installOnWindows(path: string): string {
  const folder = win32.dirname(path);
  const command = `irm ${RELEASES}/install.ps1 | iex`;
  if (/\\Programs\\wslnet$/i.test(folder)) return command;
  return `$env:WSLNET_INSTALL_DIR = '${folder.replaceAll("'", "''")}'; ${command}`;
}

function installElsewhere(path: string): string {
  const folder = posix.dirname(path);
  const where = folder.endsWith('/.local/bin') ? '' : `WSLNET_INSTALL_DIR='${folder.replaceAll("'", "'\\''")}' `;
  return `curl -fsSL ${RELEASES}/install.sh | ${where}sh`;
}

/** The program that this process runs. */
export function runningProgram(): RunningProgram {
  // In an executable the script is inside of it, and Bun says so.
  const isExecutable = process.versions['bun'] !== undefined;
  return { path: followed(isExecutable ? process.execPath : (process.argv[1] ?? '')), isExecutable };
}

/** What runs the program: `node 24.1.0` or `bun 1.4.5`. */
export function runtime(): string {
  const { bun, node } = process.versions;
  return bun === undefined ? `node ${node}` : `bun ${bun}`;
}

function followed(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
