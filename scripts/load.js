import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');

/** Imports a TypeScript module of this repository, which Node 20 cannot do by itself. */
export async function load(path) {
  const file = join(ROOT, 'node_modules/.cache/pages', `${basename(path, '.ts')}.mjs`);
  const bundle = await rolldown({ input: join(ROOT, path), platform: 'node', logLevel: 'silent' });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  return await import(pathToFileURL(file).href);
}
