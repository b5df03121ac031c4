import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ProcessBench } from '../bench/bench.ts';

const isWindows = process.platform === 'win32';

/** A bench whose cache holds the modules of `get`, changed so that running them shows. */
function poisoned(): { readonly bench: ProcessBench; readonly file: string; readonly run: () => string } {
  const bench = new ProcessBench('[wsl2]\nnetworkingMode=nat\n');
  const cache = join(bench.state, 'cache');
  mkdirSync(cache, { recursive: true });
  const run = () => bench.run('get', 'networkingMode').stdout;
  expect(run()).toBe('nat\n');
  const file = join(cache, 'wslnet/compiled/get');
  const bytes = readFileSync(file);
  const start = bytes.readUInt32LE(0) + 4;
  const list = JSON.parse(bytes.toString('utf8', 4, start));
  const source = Buffer.from('(function (exports) { exports.start = () => console.log("kept"); })');
  list.modules = [['main.cjs', 'latin1', source.length, 0]];
  list.size = source.length;
  const text = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  writeFileSync(file, Buffer.concat([length, text, source]));
  return { bench, file, run };
}

describe('compiled code', () => {
  test.each<[string[], number]>([
    [[], 0],
    [[''], 2],
    [['--'], 2],
    [['-q'], 2],
  ])('is not kept where no verb was given: %j', (words, code) => {
    const bench = new ProcessBench('');
    mkdirSync(join(bench.state, 'cache'), { recursive: true });
    const result = bench.runWith({}, ...words);
    expect(result.code).toBe(code);
    expect(result.stdout + result.stderr).toMatch(/^Usage: wslnet <command> /m);
    expect(readdirSync(join(bench.state, 'cache'))).toEqual([]);
  });

  test('is kept for each verb, in a folder of the user alone, and not beside the file', () => {
    const bench = new ProcessBench('[wsl2]\nnetworkingMode=nat\n');
    mkdirSync(join(bench.state, 'cache'), { recursive: true });
    for (let round = 0; round < 3; round++) expect(bench.run('get', 'networkingMode').stdout).toBe('nat\n');
    bench.run('show');
    const folder = join(bench.state, 'cache/wslnet/compiled');
    expect(readdirSync(folder).sort()).toEqual(['get', 'show']);
    if (!isWindows) {
      expect(lstatSync(folder).mode & 0o777).toBe(0o700);
      expect(lstatSync(join(folder, 'get')).mode & 0o777).toBe(0o600);
    }
    expect(readdirSync(bench.folder)).toEqual(['.wslconfig']);
  });

  test('is used the next time', () => {
    expect(poisoned().run()).toBe('kept\n');
  });

  test.each<[string, (file: string) => void]>([
    ['in a folder that others can write to', (file) => chmodSync(dirname(file), 0o777)],
    ['that others can write to', (file) => chmodSync(file, 0o666)],
    [
      'behind a link',
      (file) => {
        renameSync(file, `${file}-elsewhere`);
        symlinkSync(`${file}-elsewhere`, file);
      },
    ],
    ['cut off', (file) => truncateSync(file, lstatSync(file).size - 1)],
    [
      'in a pipe that nobody writes to',
      (file) => {
        rmSync(file);
        spawnSync('mkfifo', ['-m', '600', file]);
      },
    ],
    ['that is empty', (file) => truncateSync(file, 0)],
    ['of something else', (file) => writeFileSync(file, 'something else altogether')],
    [
      'of another build',
      (file) =>
        writeFileSync(
          file,
          readFileSync(file, 'latin1').replace(process.version, 'v'.repeat(process.version.length)),
          'latin1',
        ),
    ],
  ])('%s is not run', (_, change) => {
    if (isWindows) return;
    const { file, run } = poisoned();
    change(file);
    expect(run()).toBe('nat\n');
    expect(run()).toBe('nat\n');
  });

  test.skipIf(process.getuid?.() !== 0)('of another user is not run, nor is anything written among his files', () => {
    const { bench, file, run } = poisoned();
    chownSync(file, 65_534, 65_534);
    expect(run()).toBe('nat\n');
    const cache = join(bench.state, 'his');
    mkdirSync(cache);
    chownSync(cache, 65_534, 65_534);
    const result = bench.runWith({ env: { XDG_CACHE_HOME: cache } }, 'path', '--file', '.wslconfig');
    expect(result).toMatchObject({ code: 0, stdout: '.wslconfig\n', stderr: '' });
    expect(readdirSync(cache)).toEqual([]);
  });

  test.each([
    ['there is no home', { HOME: '', XDG_CACHE_HOME: '' }],
    ['the folder is a file', { XDG_CACHE_HOME: '/dev/null' }],
    ['the folder is not absolute', { XDG_CACHE_HOME: 'cache' }],
    ['it is switched off', { NODE_DISABLE_COMPILE_CACHE: '1' }],
  ])('is not kept where %s, and all is well', (_, env) => {
    const bench = new ProcessBench('');
    const result = bench.runWith({ env }, 'path', '--file', '.wslconfig');
    expect(result).toMatchObject({ code: 0, stdout: '.wslconfig\n', stderr: '' });
    expect(readdirSync(bench.folder)).toEqual(['.wslconfig']);
    expect(existsSync(join(bench.state, 'cache'))).toBe(false);
  });

  test.each([['nosuch'], ['../escape'], ['']])('is not kept of %j, which is no verb', (word) => {
    const bench = new ProcessBench('');
    mkdirSync(join(bench.state, 'cache'), { recursive: true });
    expect(bench.runWith({}, word).code).toBe(2);
    expect(readdirSync(join(bench.state, 'cache'))).toEqual([]);
  });
});

test('a clone that was never built says so in one sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wslnet-clone-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(fileURLToPath(new URL('../../bin', import.meta.url)), join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "version": "1.2.3" }\n');
  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/wslnet.js'), ...words], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder },
    });
    return { status, stdout, stderr };
  };
  const unbuilt = { status: 70, stdout: '', stderr: 'error: wslnet is not built here: run npm run build first.\n' };
  for (const words of [['get', 'networkingMode'], ['--help'], []]) expect(run(...words)).toEqual(unbuilt);
});
