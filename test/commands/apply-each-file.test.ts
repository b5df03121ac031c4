import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';

const NAT = '[wsl2]\nnetworkingMode=nat\n';
const MIRRORED = NAT.replace('nat', 'mirrored');

/** A folder with a fragment and the files of three machines: one to change, one that is as wanted, and none yet. */
function machines() {
  const bench = new Bench();
  writeFileSync(join(bench.folder, 'fragment'), MIRRORED);
  for (const [name, text] of [
    ['a', NAT],
    ['b', MIRRORED],
  ] as const) {
    writeFileSync(join(bench.folder, name), text);
  }
  return {
    run: async (...words: string[]) => await bench.runWith({ input: MIRRORED }, ...words),
    text: (name: string) => readFileSync(join(bench.folder, name), 'utf8'),
    has: (name: string) => existsSync(join(bench.folder, name)),
    addFolder: (name: string) => mkdirSync(join(bench.folder, name)),
  };
}

describe('apply with several files', () => {
  test('changes each, and says what for each', async () => {
    const { run, text } = machines();
    const { code, stderr } = await run('apply', 'fragment', '-f', 'a', '--file=b', '--file', 'c');
    expect({ code, texts: ['a', 'b', 'c'].map(text) }).toEqual({ code: 0, texts: [MIRRORED, MIRRORED, MIRRORED] });
    expect(stderr).toMatch(/a:?[\s\S]*Already set in b; nothing to change\.[\s\S]*c/);
  });

  test('reads standard input once for all', async () => {
    const { run, text } = machines();
    expect((await run('apply', '-', '-f', 'a', '-f', 'c')).code).toBe(0);
    expect([text('a'), text('c')]).toEqual([MIRRORED, MIRRORED]);
  });

  test('with --json prints one document, with what is as for one file', async () => {
    const { run, addFolder } = machines();
    addFolder('d');
    const { code, stdout } = await run('apply', 'fragment', '-f', 'a', '-f', 'd', '-f', 'b', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.apply/1',
      files: [
        { file: 'a', changed: true, changes: [{ before: 'nat', after: 'mirrored' }] },
        { file: 'd', error: { code: 'file-not-readable' } },
        { file: 'b', changed: false },
      ],
    });
  });

  test('one that cannot be changed keeps none of the others, and its exit code counts', async () => {
    const { run, text, addFolder } = machines();
    addFolder('d');
    const { code, stderr } = await run('apply', 'fragment', '-f', 'd', '-f', 'a');
    expect({ code, text: text('a') }).toEqual({ code: 3, text: MIRRORED });
    expect(stderr).toMatch(/error: d cannot be read/);
  });

  test('--check exits with 1 where one would change, and changes none', async () => {
    const { run, text } = machines();
    expect((await run('apply', 'fragment', '-f', 'b', '-f', 'a', '--check')).code).toBe(1);
    expect(text('a')).toBe(NAT);
    expect((await run('apply', 'fragment', '-f', 'b', '-f', 'b', '--check')).code).toBe(0);
  });

  test.each([
    ['standard input among them', ['-f', 'a', '-f', '-']],
    ['a restart', ['-f', 'a', '-f', 'c', '--restart', '--yes']],
    ['the end of a restart', ['-f', 'a', '-f', 'c', '--no-start']],
  ])('%s is a usage error', async (_, words) => {
    const { run, text, has } = machines();
    const { code, stderr } = await run('apply', 'fragment', ...words);
    expect({ code, text: text('a'), has: has('c') }).toEqual({ code: 2, text: NAT, has: false });
    expect(stderr).toMatch(/works with one file only, but --file is given more than once\.\nNothing was changed/);
  });
});

test('check takes several files by --file too', async () => {
  const { run } = machines();
  const { code, stdout } = await run('check', 'fragment', '-f', 'a', '-f', 'b', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ files: [{ file: 'a' }, { file: 'b' }, { file: 'fragment' }] });
});

test.each([['set', 'mirrored'], ['show']])('%s refuses a second file', async (...words) => {
  const { run, text } = machines();
  const { code, stderr } = await run(...words, '-f', 'a', '--file', 'b');
  expect({ code, text: text('a') }).toEqual({ code: 2, text: NAT });
  expect(stderr).toMatch(/'--file' is given more than once\.\n.*wslnet check and wslnet apply take several/);
});
