/**
 * Makes the extension for Visual Studio Code as `release/wslnet.vsix`. The packaging tool, `@vscode/vsce`, comes from npm
 * when it is needed.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeExtension } from './vscode-folder.js';

const VSCE = '@vscode/vsce@3.9.2';
const RELEASE = join(import.meta.dirname, '../release');

const folder = mkdtempSync(join(tmpdir(), 'wslnet-vscode-'));
try {
  await writeExtension(folder);
  mkdirSync(RELEASE, { recursive: true });
  execFileSync('npx', ['--yes', VSCE, 'package', '--no-dependencies', '--out', join(RELEASE, 'wslnet.vsix')], {
    cwd: folder,
    stdio: 'inherit',
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
