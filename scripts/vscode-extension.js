/**
 * Makes the extension for Visual Studio Code, with the language server in it, as `release/wslnet.vsix`, from the built
 * program in `dist/`. The packaging tool, `@vscode/vsce`, comes from npm when it is needed.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';
import manifest from '../package.json' with { type: 'json' };

const VSCE = '@vscode/vsce@3.9.2';
const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'editors/vscode');
const OUTPUT = join(ROOT, 'release/wslnet.vsix');

const folder = mkdtempSync(join(tmpdir(), 'wslnet-vscode-'));
try {
  for (const name of ['package.json', 'README.md', 'language-configuration.json', 'syntaxes', '.vscodeignore']) {
    cpSync(join(SOURCE, name), join(folder, name), { recursive: true });
  }
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  await build({
    input: join(SOURCE, 'extension.mts'),
    platform: 'node',
    external: ['vscode'],
    output: { file: join(folder, 'dist/extension.cjs'), format: 'cjs', minify: true },
    logLevel: 'warn',
  });
  addServer(join(folder, 'server'));
  mkdirSync(join(ROOT, 'release'), { recursive: true });
  execFileSync('npx', ['--yes', VSCE, 'package', '--no-dependencies', '--out', OUTPUT], {
    cwd: folder,
    stdio: 'inherit',
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The npm package without its types and documents. */
function addServer(server) {
  for (const name of ['bin', 'dist']) {
    cpSync(join(ROOT, name), join(server, name), { recursive: true, filter: (path) => !/[\\/]types$|\.1$/.test(path) });
  }
  const { name, version, type } = manifest;
  writeFileSync(join(server, 'package.json'), `${JSON.stringify({ name, version, type })}\n`);
}
