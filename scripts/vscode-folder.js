import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import manifest from '../package.json' with { type: 'json' };
import { licenses } from './licenses.js';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'editors/vscode');

/**
 * Writes all that the extension for Visual Studio Code consists of, with the language server in it, from the built program
 * in `dist/`.
 */
export async function writeExtension(folder) {
  for (const name of ['package.json', 'README.md', 'language-configuration.json', 'syntaxes', '.vscodeignore']) {
    cpSync(join(SOURCE, name), join(folder, name), { recursive: true });
  }
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  await build({
    input: join(SOURCE, 'extension.mts'),
    platform: 'node',
    external: ['vscode'],
    plugins: [licenses],
    output: { dir: join(folder, 'dist'), entryFileNames: '[name].cjs', format: 'cjs', minify: true },
    logLevel: 'warn',
  });
  addServer(join(folder, 'server'));
}

/** The npm package without its types and documents. */
function addServer(server) {
  for (const name of ['bin', 'dist']) {
    cpSync(join(ROOT, name), join(server, name), { recursive: true, filter: (path) => !/[\\/]types$|\.1$/.test(path) });
  }
  const { name, version, type } = manifest;
  writeFileSync(join(server, 'package.json'), `${JSON.stringify({ name, version, type })}\n`);
}
