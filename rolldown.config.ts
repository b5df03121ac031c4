import { join, relative } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';
import { licenses } from './scripts/licenses.js';

const SRC = join(import.meta.dirname, 'src');

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

/**
 * Libraries are bundled, which halves the time to start. Node loads CommonJS in less time than ES modules, and few files
 * in less time than many: see docs/speed.md.
 */
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
