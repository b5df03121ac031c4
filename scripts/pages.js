/**
 * Writes the pages that are made of what the program knows: docs/diagnostics.md, docs/checks.md, docs/ports.md,
 * dist/wslnet.1 and dist/schemas/.
 *
 *     node scripts/pages.js [--check] [page...]
 *
 * With --check nothing is written: the exit code is 1 where a page is not current.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Each page, and how its text is made. */
const PAGES = {
  'docs/diagnostics.md': async () => (await load('scripts/diagnostics-page.ts')).diagnosticsPage(),
  'docs/checks.md': async () => (await load('scripts/checks-page.ts')).checksPage(),
  'docs/ports.md': async () => (await load('scripts/ports-page.ts')).portsPage(),
  'dist/wslnet.1': async () => (await load('src/cli/man-page.ts')).manPage(version),
  // A folder: the texts of its files by their names.
  'dist/schemas/': async () => (await load('scripts/schema-files.ts')).schemaFiles(),
};

/** Imports a TypeScript module, which Node 20 cannot do by itself. */
async function load(path) {
  const file = join(ROOT, 'node_modules/.cache/pages', `${basename(path, '.ts')}.mjs`);
  const bundle = await rolldown({ input: join(ROOT, path), platform: 'node', logLevel: 'silent' });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  return await import(pathToFileURL(file).href);
}

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
for (const page of positionals.length > 0 ? positionals : Object.keys(PAGES)) {
  const made = await PAGES[page]();
  for (const [name, text] of page.endsWith('/') ? made : [['', made]]) put(page + name, text);
}

function put(name, text) {
  const file = join(ROOT, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (values.check) {
    console.error(`${name} is not current: node scripts/pages.js writes it.`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
