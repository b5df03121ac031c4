import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readHistory, readVersion, recordChange } from '../../src/machine/history.ts';
import { systemError } from '../../src/machine/system-error.ts';

const NOTE = { command: 'test', summary: 'a test' };

/** The history of a file, and a way to record a change of it from one text to another. */
function bench() {
  const root = mkdtempSync(join(tmpdir(), 'wslnet-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const file = join(root, '.wslconfig');
  const record = (before: string, after: string) =>
    recordChange(fs, join(root, 'histories'), file, {
      before: Buffer.from(before),
      after: Buffer.from(after),
      note: NOTE,
    });
  const folder = () => join(root, 'histories', readdirSync(join(root, 'histories'))[0] ?? '');
  const read = () => readHistory(fs, join(root, 'histories'), file);
  return { root, file, record, folder, read, list: async () => (await read()).entries };
}

function linkToNowhere(path: string): void {
  rmSync(path);
  symlinkSync('/nowhere', path);
}

function alter(path: string, part: RegExp, by: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(part, by));
}

describe('the history of a file', () => {
  test('holds the last 50 changes and equal bytes once, for the user alone', async () => {
    const { folder, list, record } = bench();
    for (let count = 0; count < 30; count++) {
      await record('a', 'b');
      await record('b', 'a');
    }
    expect(await list()).toHaveLength(50);
    const names = readdirSync(folder());
    expect(names).toHaveLength(3);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    for (const name of names) expect(statSync(join(folder(), name)).mode & 0o777, name).toBe(0o600);
  });

  test('forgets the bytes that no change of the list leads to', async () => {
    const { folder, record } = bench();
    for (let count = 0; count <= 50; count++) await record(`version ${count}`, `version ${count + 1}`);
    const versions = readdirSync(folder())
      .filter((name) => name.endsWith('.wslconfig'))
      .map((name) => readFileSync(join(folder(), name), 'utf8'));
    const expected = Array.from({ length: 51 }, (_, index) => `version ${index + 1}`);
    expect(versions.sort()).toEqual(expected.sort());
  });

  test('takes a change back that was not made after all', async () => {
    const { list, record } = bench();
    await record('a', 'b');
    const before = await list();
    await (await record('b', 'c')).takeBack();
    expect(await list()).toEqual(before);
  });

  test('removes nothing that it did not make', async () => {
    const { folder, record } = bench();
    await record('a', 'b');
    writeFileSync(join(folder(), 'note.txt'), 'mine');
    mkdirSync(join(folder(), '@eaDir/inside'), { recursive: true });
    mkdirSync(join(folder(), '.git'));
    expect((await record('b', 'c')).problem).toBeNull();
    expect(readdirSync(folder())).toEqual(expect.arrayContaining(['note.txt', '@eaDir', '.git']));
  });

  test('is not kept in a folder that is a link to another', async () => {
    const { folder, record, root } = bench();
    await record('a', 'b');
    const elsewhere = join(root, 'elsewhere');
    const name = basename(folder());
    renameSync(folder(), elsewhere);
    writeFileSync(join(elsewhere, `${'0'.repeat(64)}.wslconfig`), 'mine');
    symlinkSync(elsewhere, join(root, 'histories', name));
    const before = readdirSync(elsewhere).sort();
    const { problem, backup } = await record('b', 'c');
    expect({ code: problem?.code, backup }).toEqual({ code: 'history-not-writable', backup: null });
    expect(problem?.message).toMatch(/it is a symbolic link\.$/);
    expect(readdirSync(elsewhere).sort()).toEqual(before);
  });

  test('a version that was cut or altered is known as such, and kept anew when it comes again', async () => {
    const { file, record, list } = bench();
    const { backup } = await record('the first', 'the second');
    const version = backup ?? '';
    expect(Buffer.from(await readVersion(fs, file, version)).toString()).toBe('the first');
    for (const alter of [() => truncateSync(version, 3), () => writeFileSync(version, 'the worst')]) {
      alter();
      await expect(readVersion(fs, file, version)).rejects.toMatchObject({
        code: 'version-lost',
        exitCode: 4,
        message: expect.stringMatching(/the saved version was changed/),
      });
    }
    rmSync(version);
    await expect(readVersion(fs, file, version)).rejects.toMatchObject({ message: expect.stringMatching(/is gone/) });
    writeFileSync(version, 'the worst');
    await record('the first', 'the third');
    expect(readFileSync(version, 'utf8')).toBe('the first');
    expect(await list()).toHaveLength(2);
  });

  const IN_PLACE: readonly [string, (path: string) => void, RegExp][] = [
    ['a pipe', (path) => void spawnSync('mkfifo', [path]), /it is not a regular file/],
    ['a device without end', (path) => symlinkSync('/dev/zero', path), /it is not a regular file/],
    ['a folder', (path) => mkdirSync(path), /it is a folder/],
  ];

  test.each(IN_PLACE)('%s in place of a version is neither waited for nor restored', async (_, make) => {
    const { file, record } = bench();
    const version = (await record('the first', 'the second')).backup ?? '';
    rmSync(version);
    make(version);
    await expect(readVersion(fs, file, version)).rejects.toMatchObject({
      code: 'version-lost',
      message: expect.stringMatching(/the saved version was changed/),
    });
    await record('the first', 'the third');
  });

  test.each(IN_PLACE)('%s in place of its list, or of what is being written, is told', async (_, make, said) => {
    const { folder, read, record } = bench();
    await record('a', 'b');
    for (const name of ['unfinished', 'changes.json']) {
      rmSync(join(folder(), name), { force: true });
      make(join(folder(), name));
      const { problem } = await record('b', `c ${name}`);
      // A pipe and a link that lie where it writes are removed, which a folder with files is not.
      const isInTheWay = name === 'changes.json' || /folder/.test(said.source);
      expect(problem && { code: problem.code, message: problem.message }).toEqual(
        isInTheWay ? { code: 'history-not-writable', message: expect.stringMatching(said) } : null,
      );
      if (name === 'unfinished') rmSync(join(folder(), name), { force: true, recursive: true });
    }
    await expect(read()).rejects.toMatchObject({
      code: 'history-not-readable',
      message: expect.stringMatching(said),
      hint: expect.stringContaining(folder()),
    });
  });

  test.each<[string, (list: string) => void]>([
    ['empty', (list) => truncateSync(list)],
    ['no list', (list) => writeFileSync(list, 'null')],
    ['deeper than any list', (list) => writeFileSync(list, '['.repeat(200_000))],
    ['a link to nowhere', linkToNowhere],
    ['of no known time', (list) => alter(list, /"time": "[^"]*"/, '"time": "yesterday"')],
    ['a way out of its folder', (list) => alter(list, /"before": "/, '"before": "../')],
  ])('a list that is %s is damaged, and is not written over', async (_, damage) => {
    const { folder, read, record } = bench();
    await record('a', 'b');
    const list = join(folder(), 'changes.json');
    damage(list);
    const before = lstatSync(list);
    const said = expect.stringMatching(/its list of versions is damaged/);
    await expect(read()).rejects.toMatchObject({ code: 'history-not-readable', message: said });
    expect((await record('b', 'c')).problem).toMatchObject({ code: 'history-not-writable', message: said });
    expect(lstatSync(list)).toMatchObject({ ino: before.ino, size: before.size });
  });

  test.each(['EDQUOT', 'ENOSPC', 'EACCES'])(
    'that cannot be kept (%s) is told, and leaves nothing unfinished',
    async (code) => {
      const { root } = bench();
      const open = async (path: Parameters<typeof fs.open>[0], ...rest: [string, number]) => {
        const handle = await fs.open(path, ...rest);
        handle.writeFile = () => Promise.reject(systemError(code));
        return handle;
      };
      const change = { before: null, after: Buffer.from('a'), note: NOTE };
      const faulty = { ...fs, open: open as typeof fs.open };
      const { problem } = await recordChange(faulty, join(root, 'histories'), join(root, 'file'), change);
      expect(problem).toMatchObject({ code: 'history-not-writable', args: { reason: code } });
      const [folder = ''] = readdirSync(join(root, 'histories'));
      expect(readdirSync(join(root, 'histories', folder))).toEqual([]);
    },
  );

  test('makes its folders, and gives up where none can be made', async () => {
    const { root } = bench();
    const change = { before: null, after: Buffer.from('a'), note: NOTE };
    expect((await recordChange(fs, join(root, 'a/b/c'), join(root, 'file'), change)).problem).toBeNull();
    const { problem } = await recordChange(fs, '/proc/x/wslnet/history', join(root, 'file'), change);
    expect(problem).toMatchObject({ code: 'history-not-writable', args: { reason: 'ENOENT' } });
    writeFileSync(join(root, 'plain'), '');
    const inFile = await recordChange(fs, join(root, 'plain/history'), join(root, 'file'), change);
    expect(inFile.problem).toMatchObject({ args: { reason: 'ENOTDIR' } });
    expect(existsSync('/proc/x')).toBe(false);
    symlinkSync(join(root, 'nowhere/at/all'), join(root, 'dangling'));
    const behindLink = await recordChange(fs, join(root, 'dangling/history'), join(root, 'file'), change);
    expect(behindLink.problem).toMatchObject({ args: { reason: 'ENOTDIR' } });
  });
});

describe('the line of changes', () => {
  const move = (command: string, to: string | null) => ({ command, summary: '', to });

  /** Makes changes of the file itself, and tells where it stands by the texts of the line. */
  function walker() {
    const { root, file, read } = bench();
    const change = async (text: string, note: { command: string; summary: string; to?: string | null } = NOTE) => {
      const before = existsSync(file) ? readFileSync(file) : null;
      await recordChange(fs, join(root, 'histories'), file, { before, after: Buffer.from(text), note });
      writeFileSync(file, text);
    };
    const stand = async () => {
      const { line, position } = await read();
      return { line: line.map(({ after }) => after && readFileSync(after, 'utf8')), position };
    };
    return { root, file, change, read, stand };
  }

  test('goes back, forward, and on from where it stands', async () => {
    const { change, read, stand } = walker();
    expect(await stand()).toEqual({ line: [], position: -1 });
    for (const text of ['one', 'two', 'three']) await change(text);
    const [one, two] = (await read()).line;
    await change('two', move('undo', two?.id ?? ''));
    expect(await stand()).toEqual({ line: ['one', 'two', 'three'], position: 1 });
    await change('one', move('undo', one?.id ?? ''));
    expect(await stand()).toEqual({ line: ['one', 'two', 'three'], position: 0 });
    await change('two', move('redo', two?.id ?? ''));
    expect(await stand()).toEqual({ line: ['one', 'two', 'three'], position: 1 });
    await change('four');
    expect(await stand()).toEqual({ line: ['one', 'two', 'four'], position: 2 });
    expect((await read()).entries).toHaveLength(7);
  });

  test('knows where another program has left it', async () => {
    const { file, change, read } = walker();
    await change('one');
    writeFileSync(file, 'theirs');
    expect(await read()).toMatchObject({ position: null, last: 0 });
  });

  test('does not count a change that was cut off', async () => {
    const { file, change, read, stand } = walker();
    await change('one');
    await change('two');
    writeFileSync(file, 'one');
    expect(await stand()).toEqual({ line: ['one'], position: 0 });
    expect(await read()).toMatchObject({ last: 0 });
  });

  test('is read together with the file, though another process changes both meanwhile', async () => {
    const { file, change, root } = walker();
    await change('one');
    let isChanged = false;
    const readFile = async (path: string, ...rest: []) => {
      const bytes = await fs.readFile(path, ...rest);
      if (!isChanged && path.endsWith('changes.json')) {
        isChanged = true;
        await change('two');
      }
      return bytes;
    };
    const watched = { ...fs, readFile: readFile as typeof fs.readFile };
    expect(await readHistory(watched, join(root, 'histories'), file)).toMatchObject({ position: 1, last: 1 });
  });

  test('takes an undo of old, which did not say where it led, for one step back', async () => {
    const { change, stand } = walker();
    await change('one');
    await change('two');
    await change('one', { command: 'undo', summary: '' });
    expect(await stand()).toEqual({ line: ['one', 'two'], position: 0 });
    await change('two', { command: 'undo', summary: '' });
    expect(await stand()).toEqual({ line: ['one', 'two'], position: 1 });
  });

  test('names every change in a way that stays, old ones too', async () => {
    const { change, read } = walker();
    await change('one');
    const [first] = (await read()).entries;
    for (let count = 0; count < 10; count++) await change(`more ${count}`);
    const { entries } = await read();
    expect(entries.at(-1)?.id).toBe(first?.id);
    expect(first?.id).toMatch(/^[0-9a-f]{6}$/);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(11);
  });
});
