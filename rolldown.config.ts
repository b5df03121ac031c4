import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

const SRC = join(import.meta.dirname, 'src');

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

/** What libraries load when they start and this program never needs, which is told by {@link file://./test/startup.test.ts}. */
const unneeded: Plugin = {
  name: 'unneeded',
  async resolveId(id, importer = '') {
    // commander starts commands that are programs of their own; we have none.
    if (id === 'node:child_process' && importer.includes('node_modules/commander')) return '\0no-programs';
    // chalk looks at the terminal; we look at it ourselves.
    if (id === '#supports-color') return join(dirname(importer), 'vendor/supports-color/browser.js');
    return null;
  },
  load: (id) => (id === '\0no-programs' ? 'export {}' : null),
};

/** Modules that are needed together, with all that they import, in one file: each file takes a while to open. */
function chunk(name: string, ...modules: readonly string[]) {
  const files = modules.map((module) => join(SRC, `${module}.ts`));
  return { name, test: (id: string) => files.includes(id) };
}

/** What `bin` starts. Node loads CommonJS in less time than ES modules: see docs/speed.md. */
const program = defineConfig({
  input: { main: 'src/main.ts' },
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  plugins: [unneeded, licences],
  output: {
    dir: 'dist',
    format: 'cjs',
    minify: true,
    cleanDir: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: ({ facadeModuleId }) =>
      facadeModuleId?.startsWith(SRC) ? relative(SRC, facadeModuleId).replace(/\.ts$/, '.cjs') : '[name].cjs',
    codeSplitting: {
      groups: [
        { name: (id) => /node_modules[\\/](chalk|zod|diff)[\\/]/.exec(id)?.[1] ?? null },
        chunk(
          'reading',
          'commands/open-file',
          'settings/resolve',
          'settings/setting-name',
          'report/json',
          'report/error-text',
          'ini/span',
        ),
        chunk(
          'changing',
          'settings/change-words',
          'settings/held-changes',
          'settings/unmet-changes',
          'report/nothing-done',
          'commands/confirm',
        ),
        chunk(
          'findings',
          'settings/diagnostics/findings',
          'settings/diagnostics/examination',
          'report/diagnostic-count',
        ),
        chunk('diagnostics-report', 'report/diagnostics-report', 'report/diagnostic-json'),
      ],
    },
  },
});

/** What `import ... from 'wslnet'` loads: a file of its own. Its libraries are the program's too. */
const library = defineConfig({
  input: { index: 'src/index.ts' },
  platform: 'node',
  output: { dir: 'dist', format: 'esm', minify: true },
});

export default [program, library];
