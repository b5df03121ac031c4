import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

const SRC = join(import.meta.dirname, 'src');

/** Libraries are bundled, which halves the time to start; their licenses ask to go with them. */
const licenses: Plugin = {
  name: 'licenses',
  generateBundle() {
    const folders = new Set<string>();
    for (const id of this.getModuleIds()) {
      const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
      if (folder) folders.add(folder);
    }
    const texts = [...folders].sort().map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (!file) throw new Error(`${name} has no license file`);
      return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    });
    this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
  },
};

/** The library is an ES module to those who import it, of the same files that the program is made of. */
const library: Plugin = {
  name: 'library',
  generateBundle(_, bundle) {
    const entry = Object.values(bundle).find(
      (file) => file.type === 'chunk' && file.isEntry && file.name === 'library',
    );
    if (entry?.type !== 'chunk') throw new Error('the library is not among the entries');
    const source = `export { ${entry.exports.join(', ')} } from './${entry.fileName}';\n`;
    this.emitFile({ type: 'asset', fileName: 'index.js', source });
  },
};

/** Node loads CommonJS in less time than ES modules, and few files in less time than many: see docs/speed.md. */
export default defineConfig({
  input: { main: 'src/main.ts', library: 'src/index.ts' },
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  plugins: [library, licenses],
  output: {
    dir: 'dist',
    format: 'cjs',
    minify: true,
    dynamicImportInCjs: false,
    cleanDir: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: ({ facadeModuleId }) =>
      facadeModuleId?.startsWith(SRC) ? relative(SRC, facadeModuleId).replace(/\.ts$/, '.cjs') : '[name].cjs',
  },
});
