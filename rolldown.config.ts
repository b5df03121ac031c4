import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';
import manifest from './package.json' with { type: 'json' };
import { manPage } from './src/cli/man-page.ts';

/** Libraries are bundled, which halves the time to start; their licences ask to go with them. */
const licences: Plugin = {
  name: 'licences',
  generateBundle() {
    const folders = new Set<string>();
    for (const id of this.getModuleIds()) {
      const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
      if (folder) folders.add(folder);
    }
    const texts = [...folders].sort().map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (!file) throw new Error(`${name} has no licence file`);
      return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    });
    this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
  },
};

/** npm puts it where `man wslnet` looks. */
const manual: Plugin = {
  name: 'manual',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'wslnet.1', source: manPage(manifest.version) });
  },
};

export default defineConfig({
  input: { main: 'src/main.ts', index: 'src/index.ts' },
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  plugins: [licences, manual],
  output: { dir: 'dist', format: 'esm', minify: true, cleanDir: true, chunkFileNames: '[name].js' },
});
