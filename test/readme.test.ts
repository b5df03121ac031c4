import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../src/cli/help.ts';
import { historyFolder, openedPortsPath, profilesPath } from '../src/machine/locate.ts';
import { Bench } from './bench/bench.ts';
import { Home, MACHINE } from './bench/home.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const page = (name: string) => readFileSync(join(ROOT, 'docs', name), 'utf8');

test('the first screen of README is what the program does', async () => {
  const [, transcript = ''] = /```console\n(.*?)```/s.exec(README) ?? [];
  const steps = transcript.split(/^\$ /m).slice(1);
  expect(steps.length).toBeGreaterThan(2);
  const bench = new Bench(readFileSync(join(ROOT, 'test/sample.wslconfig')));
  for (const step of steps) {
    const [command = '', ...output] = step.split('\n');
    const { stdout, stderr } = await bench.runWith(
      { env: { WSLNET_CONFIG: '.wslconfig' } },
      ...command.split(' ').slice(1),
    );
    // A longer answer is shown by its beginning.
    expect((stdout + stderr).slice(0, output.join('\n').length), command).toBe(output.join('\n'));
  }
});

test('README says what it is for on the first screen, and is no book', () => {
  expect(README.split('\n').length).toBeLessThanOrEqual(150);
  expect(README.split('\n').slice(0, 30).join('\n')).toMatch(
    /VPN[\s\S]*localhost[\s\S]*phone[\s\S]*wslnet doctor[\s\S]*<picture>/,
  );
});

test('what README leads to is there', () => {
  const paths = [...README.matchAll(/(?:\]\(|srcset="|src=")((?:docs|\.\/)[^)"#]+)/g)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('the exit codes of docs/commands.md are those of wslnet help exit-codes', () => {
  const rows = [...page('commands.md').matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)];
  expect(rows.map(([, code, when = '']) => [Number(code), when.replaceAll('`', '')])).toEqual(EXIT_CODES);
});

test('docs/commands.md names the folders that are left when wslnet is uninstalled', () => {
  const rows = [...page('commands.md').matchAll(/^\| .* \| `(%\w+%\S+)` +\| `(~\S+)` +\|$/gm)];
  const windows = { LOCALAPPDATA: '%LOCALAPPDATA%', APPDATA: '%APPDATA%' };
  const places = [historyFolder, openedPortsPath, profilesPath].map((place) => [
    win32.dirname(place(windows, 'win32') ?? ''),
    posix.dirname(place({ HOME: '/~' }, 'linux') ?? '').slice(1),
  ]);
  const cached = ['%LOCALAPPDATA%\\wslnet', '~/.cache/wslnet'];
  expect(new Set(rows.map(([, ...row]) => row.join()))).toEqual(new Set([...places, cached].map((row) => row.join())));
});

test('the paste for dotfiles brings its settings into the file', () => {
  const [, paste = ''] = /^## In your dotfiles$.*?```sh\n(.*?)```/ms.exec(README) ?? [];
  const [setup, ...commands] = paste.trimEnd().split('\n');
  expect(setup, 'what test/package.test.ts does').toMatch(/npm pack && npm install --global \.\/wslnet-\*\.tgz$/);
  expect(commands.length).toBeGreaterThan(1);
  const home = new Home(MACHINE);
  expect(home.type(commands.join('\n'))).toMatchObject({ status: 0, stdout: '' });
  expect(home.text).toBe(`${MACHINE.replace('=nat', '=mirrored')}dnsTunneling=true\n`);
  expect(home.expectUntouched(() => home.type(commands.join('\n')))).toMatchObject({ status: 0 });
});

test('the library example runs', () => {
  const [, code = ''] = /```js\n(.*?)```/s.exec(page('library.md')) ?? [];
  const bench = new Bench();
  writeFileSync(
    join(bench.folder, 'example.mjs'),
    code.replace("'wslnet'", JSON.stringify(join(ROOT, 'dist/index.js'))),
  );
  const output = execFileSync(process.execPath, ['example.mjs'], { cwd: bench.folder, encoding: 'utf8' });
  expect(output).toBe('true [wsl2]\nnetworkingMode=mirrored # home\n\ntrue\n');
});
