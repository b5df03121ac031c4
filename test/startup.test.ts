import { mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ProcessBench } from './bench/bench.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HOOK = fileURLToPath(new URL('loaded-files.cjs', import.meta.url));
const FILE = '[wsl2]\nnetworkingMode=mirrored\ndnsTunneling=true\n';

/** What Node takes long to load, and a command that only reads a file can do without. */
const SLOW_BUILTINS = [
  ...['child_process', 'crypto', 'fs/promises', 'net', 'os', 'readline', 'stream', 'tty'],
  'internal/util/parse_args/parse_args',
];

interface Loaded {
  /** Of the package, by their paths in it. */
  readonly files: readonly string[];
  /** Node's own modules. */
  readonly builtins: readonly string[];
}

/** What a process of wslnet loads, in a folder with a `.wslconfig`. */
function loadedBy(...words: string[]): Loaded {
  const bench = new ProcessBench(FILE);
  mkdirSync(bench.state);
  const list = join(bench.state, 'loaded.json');
  // Modules that come out of the cache are none of Node's.
  const env = { NODE_DISABLE_COMPILE_CACHE: '1', NODE_OPTIONS: `--require "${HOOK}"`, LOADED_FILES: list };
  expect(bench.runWith({ env }, ...words).code).toBe(0);
  const { files, builtins } = JSON.parse(readFileSync(list, 'utf8')) as Loaded;
  return { files: files.map((file) => relative(ROOT, file).replaceAll('\\', '/')).sort(), builtins };
}

function hasZod(file: string): boolean {
  return readFileSync(join(ROOT, file), 'utf8').includes('$Zod');
}

const EVERY_START = ['bin/compiled.js', 'bin/wslnet.js', 'dist/main.cjs'];

describe('what is loaded', () => {
  test.each([
    ['get', ['get', 'dnsTunneling']],
    ['show', ['show']],
    ['check', ['check']],
    ['a set of what the file says already', ['set', 'mirrored', 'dnsTunneling=true']],
  ])('by %s is neither zod nor what Node takes long to load', async (_, words) => {
    const { files, builtins } = await loadedBy(...words, '--file', '.wslconfig');
    expect(files).toEqual(expect.arrayContaining(EVERY_START));
    expect(files.filter(hasZod)).toEqual([]);
    expect(builtins.filter((name) => SLOW_BUILTINS.includes(name))).toEqual([]);
  });

  test('by --version is next to nothing', async () => {
    expect((await loadedBy('--version')).files).toEqual(['bin/wslnet.js', 'package.json']);
  });

  test('by a set that writes is zod too: the rule above can tell', async () => {
    expect((await loadedBy('set', 'nat', '--file', '.wslconfig')).files.filter(hasZod)).toHaveLength(1);
  });
});
