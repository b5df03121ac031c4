import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Failure } from '../../src/failure.ts';
import { updateConfigFile, type WriterTools } from '../../src/machine/files.ts';
import { thisProcess } from '../../src/machine/lock-holder.ts';
import type { Remake } from '../../src/machine/machine.ts';
import { systemError } from '../../src/machine/system-error.ts';

const NOTE = { command: 'test', summary: 'a test' };

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with a file in it, and what the writer needs; functions of the file system can be replaced. */
function bench(content: string | null = 'old', faults: Partial<WriterTools['fs']> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'wslnet-test-'));
  folders.push(folder);
  const path = join(folder, '.wslconfig');
  if (content !== null) writeFileSync(path, content);
  const interruption = new AbortController();
  const tools: WriterTools = {
    fs: { ...promises, ...faults },
    platform: process.platform,
    historyFolder: null,
    signal: interruption.signal,
  };
  const update = (remake: Remake) => updateConfigFile(path, remake, tools);
  return {
    ...{ folder, path, interruption, update },
    lock: `${path}.wslnet-lock`,
    text: () => readFileSync(path, 'utf8'),
    names: () => readdirSync(folder),
  };
}

const to =
  (text: string): Remake =>
  () => ({ bytes: Buffer.from(text), note: NOTE });

/** Appends to what is there. */
const append =
  (text: string): Remake =>
  ({ bytes }) => ({ bytes: Buffer.concat([bytes ?? new Uint8Array(), Buffer.from(text)]), note: NOTE });

describe('a program that knows nothing of the lock', () => {
  test('changes the file in between: the change is made anew on what it wrote', async () => {
    const { path, text, names, update } = bench();
    let times = 0;
    await update((now) => {
      if (++times === 1) writeFileSync(path, 'theirs');
      return append(' and ours')(now);
    });
    expect({ times, text: text(), names: names() }).toEqual({
      times: 2,
      text: 'theirs and ours',
      names: ['.wslconfig'],
    });
  });

  test('makes the file in between', async () => {
    const { path, text, update } = bench(null);
    await update((now) => {
      if (!now.bytes) writeFileSync(path, 'theirs');
      return append(' and ours')(now);
    });
    expect(text()).toBe('theirs and ours');
  });

  test('never stops: wslnet gives up, and the file is as that program left it', async () => {
    const { path, text, names, update } = bench();
    let times = 0;
    const busy: Remake = () => {
      writeFileSync(path, `theirs ${++times}`);
      return to('ours')({ path, bytes: null });
    };
    await expect(update(busy)).rejects.toMatchObject({ code: 'file-changed-meanwhile', exitCode: 4 });
    expect({ text: text(), names: names() }).toEqual({ text: 'theirs 5', names: ['.wslconfig'] });
  });
});

// Most of these wait.
describe.concurrent('the lock', () => {
  const holder = { ...thisProcess('abc123'), pid: 4_000_000 };

  test.each([
    ['a process that is gone', JSON.stringify(holder)],
    ['an earlier process with the number of this one', JSON.stringify({ ...thisProcess('abc123'), started: '1' })],
    ['a process on another system, silent', JSON.stringify({ ...thisProcess('abc123'), system: 'elsewhere' })],
    ['nobody knows whom', ''],
  ])('of %s is taken over, with what it left', async (_, text) => {
    const { lock, path, names, update, text: content } = bench();
    writeFileSync(lock, text);
    if (text) writeFileSync(`${path}.abc123.wslnet-tmp`, 'half');
    await update(to('new'));
    expect({ text: content(), names: names() }).toEqual({ text: 'new', names: ['.wslconfig'] });
  });

  test('of a dead one is taken over past a guard whose maker died too', async () => {
    const { lock, names, update, text } = bench();
    writeFileSync(lock, JSON.stringify(holder));
    writeFileSync(`${lock}-guard`, '');
    await update(to('new'));
    expect({ text: text(), names: names() }).toEqual({ text: 'new', names: ['.wslconfig'] });
  });

  test('of a living process is waited for, then it is named', async () => {
    let looks = 0;
    const { lock, names, update, text } = bench('old', {
      lstat: (async (path: string) => {
        looks++;
        return await promises.lstat(path);
      }) as typeof promises.lstat,
    });
    writeFileSync(lock, JSON.stringify({ ...thisProcess('abc123') }));
    const refusal = { code: 'file-locked', exitCode: 4, args: { holder: { pid: process.pid } } };
    await expect(update(to('new'))).rejects.toMatchObject(refusal);
    // No step from look to look counts for more than a twentieth of the wait.
    expect(looks).toBeGreaterThan(20);
    expect({ text: text(), names: names() }).toEqual({ text: 'old', names: ['.wslconfig', '.wslconfig.wslnet-lock'] });
  });

  test('of a process on another system whose heart beats is never taken over', async ({ onTestFinished }) => {
    const { lock, update, text } = bench();
    writeFileSync(lock, JSON.stringify({ ...thisProcess('abc123'), system: 'elsewhere', place: 'Windows\u001b' }));
    let beats = 0;
    const beat = setInterval(() => utimesSync(lock, new Date(), new Date(1_000_000_000_000 + beats++ * 1000)), 100);
    onTestFinished(() => clearInterval(beat));
    await expect(update(to('new'))).rejects.toMatchObject({
      code: 'file-locked',
      args: { holder: { place: 'Windows?' } },
    });
    expect(text()).toBe('old');
  });

  test('is given up by its holder in time', async () => {
    const { lock, update, text } = bench();
    writeFileSync(lock, JSON.stringify(thisProcess('abc123')));
    setTimeout(() => rmSync(lock), 300);
    await update(to('new'));
    expect(text()).toBe('new');
  });

  test('beats while it is held', async () => {
    const slow: typeof promises.rename = async (from, target) => {
      const beat = () => statSync(`${target}.wslnet-lock`).mtimeMs;
      const first = beat();
      await vi.waitFor(() => expect(beat()).toBeGreaterThan(first), { timeout: 30_000 });
      await promises.rename(from, target);
    };
    const { text, update } = bench('old', { rename: slow });
    await update(to('new'));
    expect(text()).toBe('new');
  });

  test('that was taken over meanwhile lets nothing be written, and stays the other one’s', async () => {
    const { lock, names, update, text } = bench();
    const robbed: Remake = (now) => {
      writeFileSync(lock, JSON.stringify(holder));
      return to('new')(now);
    };
    await expect(update(robbed)).rejects.toMatchObject({ code: 'file-changed-meanwhile' });
    expect({ text: text(), names: names() }).toEqual({ text: 'old', names: ['.wslconfig', '.wslconfig.wslnet-lock'] });
  });

  test('lets as many as come change the file, one after the other', async () => {
    const { path, names, update, text } = bench('');
    await Promise.all(Array.from({ length: 20 }, (_, index) => update(append(`${index};`))));
    const numbers = text().split(';').filter(Boolean).map(Number);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect({ path: dirname(path), names: names() }).toMatchObject({ names: ['.wslconfig'] });
  });
});

/** Fails as many times as said, then does what it should. */
function failing<A extends unknown[], R>(action: (...args: A) => Promise<R>, code: string, times = Infinity) {
  let left = times;
  return async (...args: A): Promise<R> => {
    if (left-- > 0) throw systemError(code);
    return await action(...args);
  };
}

describe('a fault', () => {
  test.each(['EPERM', 'EBUSY', 'EACCES'])('a rename that says %s for a moment is tried again', async (code) => {
    const { names, update, text } = bench('old', { rename: failing(promises.rename, code, 3) });
    await update(to('new'));
    expect({ text: text(), names: names() }).toEqual({ text: 'new', names: ['.wslconfig'] });
  });

  test.each([
    ['a rename that never works', { rename: failing(promises.rename, 'EBUSY') }, /another program has it open/],
    ['no permission to rename', { rename: failing(promises.rename, 'EPERM') }, /does not allow it/],
    ['a folder that takes no file', { open: failing(promises.open, 'EACCES') }, /no permission/],
    ['a read-only file system', { open: failing(promises.open, 'EROFS') }, /read-only file system/],
    ['a full disk, at the lock', { open: fullDisk(/-lock$/) }, /disk is full/],
    ['a full disk, at the bytes', { open: fullDisk(/-tmp$/) }, /disk is full/],
    ['a disk that fails to sync', { open: fullDisk(/-tmp$/, 'sync') }, /disk is full/],
  ])('%s: exit 4, the file is as it was and alone', async (_, faults, said) => {
    const { names, update, text } = bench('old', faults as Partial<WriterTools['fs']>);
    await expect(update(to('new'))).rejects.toMatchObject({
      code: 'file-not-writable',
      exitCode: 4,
      message: expect.stringMatching(said),
      hint: expect.stringMatching(/^The file is unchanged\. \w/),
    });
    expect({ text: text(), names: names() }).toEqual({ text: 'old', names: ['.wslconfig'] });
  });

  test('permission bits that cannot be set need not be where they are right', async () => {
    const open: typeof promises.open = async (path, ...rest) => {
      const file = await promises.open(path, ...rest);
      file.chmod = () => Promise.reject(systemError('EPERM'));
      return file;
    };
    const { names, path, update, text } = bench('old', { open });
    chmodSync(path, 0o600);
    await update(to('new'));
    expect(text()).toBe('new');
    chmodSync(path, 0o644);
    await update(to('newer'));
    expect({ text: text(), mode: statSync(path).mode & 0o777 }).toEqual({ text: 'newer', mode: 0o644 });
    chmodSync(path, 0o666);
    await expect(update(to('newest'))).rejects.toMatchObject({
      code: 'file-not-writable',
      message: expect.stringMatching(/its permissions could not be kept/),
    });
    expect({ text: text(), names: names() }).toEqual({ text: 'newer', names: ['.wslconfig'] });
  });

  test('a folder that came in place of the file', async () => {
    const { path, names, update } = bench();
    const replaced: Remake = (now) => {
      rmSync(path);
      mkdirSync(path);
      return to('new')(now);
    };
    await expect(update(replaced)).rejects.toMatchObject({
      code: 'file-not-writable',
      message: expect.stringMatching(/it is a folder/),
    });
    expect({ names: names(), inside: readdirSync(path) }).toEqual({ names: ['.wslconfig'], inside: [] });
  });

  test('a bug stays one', async () => {
    const { names, update, text } = bench();
    const bug = () => {
      throw new TypeError('x is not a function');
    };
    await expect(update(bug)).rejects.toThrow(TypeError);
    expect({ text: text(), names: names() }).toEqual({ text: 'old', names: ['.wslconfig'] });
  });
});

/** An `open` that gives files in which a step fails, where their name matches. */
function fullDisk(name: RegExp, step: 'writeFile' | 'sync' = 'writeFile'): typeof promises.open {
  return async (path, ...rest) => {
    const file = await promises.open(path, ...rest);
    if (!name.test(String(path))) return file;
    file[step] = () => Promise.reject(systemError('ENOSPC'));
    return file;
  };
}

describe('an interruption', () => {
  test('before the file is replaced leaves the old one', async () => {
    const { interruption, names, update, text } = bench();
    const interrupted: Remake = (now) => {
      interruption.abort();
      return to('new')(now);
    };
    await expect(update(interrupted)).rejects.toMatchObject({ code: 'interrupted', exitCode: 130 });
    expect({ text: text(), names: names() }).toEqual({ text: 'old', names: ['.wslconfig'] });
  });

  test('after that leaves the new one, and says so', async () => {
    const rename: typeof promises.rename = async (from, target) => {
      await promises.rename(from, target);
      late.interruption.abort();
    };
    const late = bench('old', { rename });
    await expect(late.update(to('new'))).rejects.toMatchObject({
      exitCode: 130,
      message: expect.stringMatching(/ was changed\.$/),
    });
    expect({ text: late.text(), names: late.names() }).toEqual({ text: 'new', names: ['.wslconfig'] });
  });

  test('ends the wait for a lock', async () => {
    const { interruption, lock, update } = bench();
    writeFileSync(lock, JSON.stringify(thisProcess('abc123')));
    setTimeout(() => interruption.abort(), 100);
    await expect(update(to('new'))).rejects.toMatchObject({ code: 'interrupted' });
    expect(readdirSync(dirname(lock))).toContain('.wslconfig.wslnet-lock');
  });
});

test('a file that is to go, goes', async () => {
  const { names, update } = bench();
  await update(() => ({ bytes: null, note: NOTE }));
  expect(names()).toEqual([]);
});

/** A change that the history is not to keep. */
const quietly =
  (text: string): Remake =>
  () => ({ bytes: Buffer.from(text), note: null });

describe('the end of the lock never changes what became of the file', () => {
  const faulty = ['EACCES', 'EBUSY', 'EIO', 'ESTALE'];

  test.each(faulty)('reading it fails with %s behind the rename: done, with a warning', async (code) => {
    let isDone = false;
    const { lock, text, update } = bench('old', {
      rename: async (from, target) => {
        await promises.rename(from, target);
        isDone = true;
      },
      readFile: (async (path: string, ...rest: []) => {
        if (isDone && path.endsWith('-lock')) throw systemError(code);
        return await promises.readFile(path, ...rest);
      }) as typeof promises.readFile,
    });
    const { problems } = await update(quietly('new'));
    expect({ text: text(), warnings: problems.map((each) => each.code) }).toEqual({
      text: 'new',
      warnings: ['lock-left'],
    });
    expect(problems[0]?.message).toContain(lock);
  });

  test.each(faulty)('removing it fails with %s: done, with a warning, and the next one works', async (code) => {
    const faults: Partial<WriterTools['fs']> = {
      unlink: async (path) => {
        if (String(path).endsWith('-lock')) throw systemError(code);
        await promises.unlink(path);
      },
    };
    const { path, text, update } = bench('old', faults);
    expect((await update(quietly('new'))).problems).toMatchObject([{ code: 'lock-left' }]);
    expect(text()).toBe('new');
    faults.unlink = promises.unlink;
    // The holder is gone by then.
    writeFileSync(`${path}.wslnet-lock`, JSON.stringify({ ...thisProcess('abc123'), started: '1' }));
    const fresh = {
      fs: promises,
      platform: process.platform,
      historyFolder: null,
      signal: new AbortController().signal,
    };
    expect((await updateConfigFile(path, quietly('newer'), fresh)).problems).toEqual([]);
    expect(text()).toBe('newer');
  });

  test('a history that cannot be kept and a lock that stays are both told', async () => {
    const { text, update } = bench('old', {
      unlink: async (path) => {
        if (String(path).endsWith('-lock')) throw systemError('EIO');
        await promises.unlink(path);
      },
    });
    expect((await update(to('new'))).problems).toMatchObject([{ code: 'no-history-folder' }, { code: 'lock-left' }]);
    expect(text()).toBe('new');
  });

  test('a failure before that is the one that is told', async () => {
    const { update } = bench('old', {
      open: fullDisk(/-tmp$/),
      unlink: () => Promise.reject(systemError('EIO')),
    });
    await expect(update(quietly('new'))).rejects.toMatchObject({ message: expect.stringMatching(/disk is full/) });
  });

  test('a rename whose answer was lost on the way is seen in the file', async () => {
    const lost: typeof promises.rename = async (from, target) => {
      await promises.rename(from, target);
      throw systemError('EIO');
    };
    const { names, text, update } = bench('old', { rename: lost });
    await update(quietly('new'));
    expect({ text: text(), names: names() }).toEqual({ text: 'new', names: ['.wslconfig'] });
  });

  test('where the file cannot be looked at either, it is not said to be as it was', async () => {
    let isLost = false;
    const { update } = bench('old', {
      rename: async () => {
        isLost = true;
        throw systemError('ESTALE');
      },
      readFile: (async (path: string, ...rest: []) => {
        if (isLost && path.endsWith('.wslconfig')) throw systemError('ESTALE');
        return await promises.readFile(path, ...rest);
      }) as typeof promises.readFile,
    });
    const failure = update(quietly('new'));
    await expect(failure).rejects.toMatchObject({ code: 'write-uncertain', exitCode: 4 });
    await expect(failure).rejects.toMatchObject({ hint: expect.not.stringMatching(/unchanged/) });
  });
});

describe('the system refuses, and one word of it stands for several reasons', () => {
  const owned = (stats: Stats, uid: number, mode: number) => Object.assign(stats, { uid, mode });
  const refusing = (folderMode: number) =>
    bench('old', {
      unlink: async (path) => {
        if (String(path).endsWith('.wslconfig')) throw systemError('EPERM');
        await promises.unlink(path);
      },
      stat: (async (path: string) => {
        const stats = await promises.stat(path);
        return stats.isDirectory() ? owned(stats, 1001, stats.mode | folderMode) : owned(stats, 1002, stats.mode);
      }) as typeof promises.stat,
    });
  const remove: Remake = () => ({ bytes: null, note: null });

  test.each([
    ['a shared folder in which only owners remove files', 0o1000, 4321, /only the owner of a file/],
    ['that folder, for the owner of the file', 0o1000, 1002, /lsattr/],
    ['that folder, for its own owner', 0o1000, 1001, /lsattr/],
    ['that folder, for root', 0o1000, 0, /lsattr/],
    ['any other folder', 0, 4321, /lsattr/],
  ])('%s', async (_, folderMode, user, said) => {
    const getuid = vi.spyOn(process, 'getuid').mockReturnValue(user);
    onTestFinished(() => getuid.mockRestore());
    const { text, update } = refusing(folderMode);
    const error = await update(remove).catch((each: Failure) => each);
    expect(error).toMatchObject({ code: 'file-not-writable' });
    expect(`${(error as Failure).message} ${(error as Failure).hint}`).toMatch(said);
    expect(text()).toBe('old');
  });
});

// Most of these wait.
describe.concurrent('what lies where the lock would be', () => {
  test.each([
    ['a folder', (lock: string) => mkdirSync(lock), 'folder'],
    ['a link to nowhere', (lock: string) => symlinkSync('/nowhere', lock), 'link'],
    ['a pipe', (lock: string) => spawnSync('mkfifo', [lock]), 'special'],
    ['a note of the user', (lock: string) => writeFileSync(lock, 'remember the milk'), 'foreign'],
    ['a large file', (lock: string) => writeFileSync(lock, Buffer.alloc(10_000, '{')), 'foreign'],
  ] as const)('%s: waited for as long as for any holder, then named, and left alone', async (_, make, obstacle) => {
    const { lock, names, text, update } = bench();
    make(lock);
    await expect(update(to('new'))).rejects.toMatchObject({ code: 'lock-unusable', exitCode: 4, args: { obstacle } });
    expect({ text: text(), names: names() }).toEqual({ text: 'old', names: ['.wslconfig', '.wslconfig.wslnet-lock'] });
  });

  test('a lock that this user may not read, as one of a killed sudo: named with its owner', async () => {
    const { lock, update } = bench('old', {
      readFile: (async (path: string, ...rest: []) => {
        if (path.endsWith('-lock')) throw systemError('EACCES');
        return await promises.readFile(path, ...rest);
      }) as typeof promises.readFile,
    });
    writeFileSync(lock, JSON.stringify({ ...thisProcess('abc123'), started: '1' }), { mode: 0o600 });
    const owner = process.getuid?.() === 0 ? 'root' : `user ${process.getuid?.()}`;
    await expect(update(to('new'))).rejects.toMatchObject({
      code: 'lock-unusable',
      message: expect.stringMatching(new RegExp(`cannot be read \\(owner: ${owner}\\)`)),
    });
  });

  test('a dead one’s lock that cannot be removed', async () => {
    const { lock, update } = bench('old', {
      unlink: async (path) => {
        if (String(path).endsWith('-lock')) throw systemError('EPERM');
        await promises.unlink(path);
      },
    });
    writeFileSync(lock, JSON.stringify({ ...thisProcess('abc123'), started: '1' }));
    await expect(update(to('new'))).rejects.toMatchObject({
      message: expect.stringMatching(/cannot be removed/),
      hint: expect.stringMatching(/lsattr -d/),
    });
  });

  const taken = (name: RegExp) => ({
    open: (async (path, ...rest) => {
      if (name.test(String(path))) throw systemError('EEXIST');
      return await promises.open(path, ...rest);
    }) as typeof promises.open,
  });

  test('a name that is taken with nothing there, as of a removed file that another program has open', async () => {
    const { lock, text, update } = bench('old', taken(/-lock$/));
    await expect(update(to('new'))).rejects.toMatchObject({
      code: 'lock-unusable',
      exitCode: 4,
      args: { lock, obstacle: 'unseen' },
    });
    expect(text()).toBe('old');
  });

  test('a guard of such a name', async () => {
    const { lock, update } = bench('old', taken(/-guard$/));
    writeFileSync(lock, JSON.stringify({ ...thisProcess('abc123'), started: '1' }));
    await expect(update(to('new'))).rejects.toMatchObject({
      code: 'lock-unusable',
      args: { lock: `${lock}-guard`, obstacle: 'unseen' },
    });
  });

  test('a guard that is a link to nowhere', async () => {
    const { lock, update } = bench();
    writeFileSync(lock, JSON.stringify({ ...thisProcess('abc123'), started: '1' }));
    symlinkSync('/nowhere', `${lock}-guard`);
    await expect(update(to('new'))).rejects.toMatchObject({
      code: 'lock-unusable',
      message: expect.stringMatching(/-guard: it is a symbolic link/),
    });
  });
});

const replaceBy = (make: (path: string) => void) => (path: string) => {
  rmSync(path);
  make(path);
};

describe('a file that cannot be replaced as it is', () => {
  test.each([
    ['a pipe', replaceBy((path) => spawnSync('mkfifo', [path])), /not a regular file/],
    ['a folder', replaceBy(mkdirSync), /it is a folder/],
    ['one with a second name', (path: string) => linkSync(path, `${path}.other`), /hard links/],
    ['one of 17 MB', (path: string) => truncateSync(path, 17 * 1024 * 1024), /larger than 16 MB/],
  ] as const)('%s is refused before anything is read', async (_, make, said) => {
    const { path, update } = bench();
    make(path);
    let times = 0;
    const remake: Remake = (now) => {
      times++;
      return to('new')(now);
    };
    await expect(update(remake)).rejects.toMatchObject({ exitCode: 4, message: expect.stringMatching(said) });
    expect({ times, others: readdirSync(dirname(path)).filter((name) => /wslnet/.test(name)) }).toEqual({
      times: 0,
      others: [],
    });
  });

  test.each([
    ['its owner', { uid: 4_000_000 }, /belongs to another user/],
    ['its group', { gid: 4_000_000 }, /group could not be kept/],
  ])('one whose %s would change', async (_, foreign, said) => {
    const { names, text, update } = bench('old', {
      stat: (async (path: string) => {
        const stats = await promises.stat(path);
        return path.endsWith('.wslconfig') ? Object.assign(stats, foreign) : stats;
      }) as typeof promises.stat,
      open: async (path, ...rest) => {
        const file = await promises.open(path, ...rest);
        file.chown = () => Promise.reject(systemError('EPERM'));
        return file;
      },
    });
    await expect(update(to('new'))).rejects.toMatchObject({ exitCode: 4, message: expect.stringMatching(said) });
    expect({ text: text(), names: names() }).toEqual({ text: 'old', names: ['.wslconfig'] });
  });

  test('a link whose target has a name that is not UTF-8', async () => {
    const { path, names, update } = bench(null);
    const target = Buffer.concat([Buffer.from(`${dirname(path)}/`), Buffer.from([0xff, 0xfe])]);
    writeFileSync(target, 'old');
    symlinkSync(target, path);
    await expect(update(to('new'))).rejects.toMatchObject({ message: expect.stringMatching(/name is not UTF-8/) });
    expect(readFileSync(target, 'utf8')).toBe('old');
    expect(names()).toHaveLength(2);
  });

  test('a name that arrived with its bytes lost', async () => {
    const { folder } = bench();
    const tools = {
      fs: promises,
      platform: process.platform,
      historyFolder: null,
      signal: new AbortController().signal,
    };
    const failure = updateConfigFile(join(folder, '\ufffd.conf'), to('new'), tools);
    await expect(failure).rejects.toMatchObject({ exitCode: 4, message: expect.stringMatching(/name is not UTF-8/) });
    expect(readdirSync(folder)).toEqual(['.wslconfig']);
  });
});

// Most of these wait.
describe.concurrent('the true reason of a refusal is told', () => {
  test('a file that is mounted from elsewhere, blanks in its path included', async () => {
    const { path, text, update } = bench('old', {
      rename: failing(promises.rename, 'EBUSY'),
      readFile: (async (name: string, ...rest: []) => {
        if (name !== '/proc/self/mountinfo') return await promises.readFile(name, ...rest);
        return Buffer.from(`91 1 0:5 / ${path.replaceAll(' ', '\\040')} rw - ext4 /dev/sda1 rw\n`);
      }) as typeof promises.readFile,
    });
    await expect(update(to('new'))).rejects.toMatchObject({
      message: expect.stringMatching(/it is a mount point/),
      hint: expect.stringMatching(/Change the file that is mounted there/),
    });
    expect(text()).toBe('old');
  });

  test('a file that may not be replaced, as an immutable one', async () => {
    const { update } = bench('old', { rename: failing(promises.rename, 'EPERM') });
    await expect(update(to('new'))).rejects.toMatchObject({ hint: expect.stringMatching(/lsattr/) });
  });

  test.each(['old', null])(
    'a folder that lets nothing be removed, as an append-only one (before: %s)',
    async (before) => {
      const refuse = () => Promise.reject(systemError('EPERM'));
      const { lock, names, update } = bench(before, { rename: refuse, unlink: refuse });
      const failure: Failure = await update(to('new')).catch((error) => error);
      expect(failure).toMatchObject({ code: 'file-not-writable', hint: expect.stringMatching(/lsattr/) });
      // What had to stay is named.
      const left = names().filter((name) => name !== '.wslconfig');
      expect(left).toHaveLength(2);
      for (const name of left) expect(failure.hint).toContain(join(dirname(lock), name));
    },
  );
});

describe('a file system that cannot do everything', () => {
  test.each(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])('no sync (%s): written all the same', async (code) => {
    const open: typeof promises.open = async (path, ...rest) => {
      const file = await promises.open(path, ...rest);
      file.sync = () => Promise.reject(systemError(code));
      return file;
    };
    const { text, update } = bench('old', { open });
    await update(to('new'));
    expect(text()).toBe('new');
  });

  test.each([
    ['Unknown system error -122', /quota is used up/],
    ['Unknown system error -116', /no longer has it/],
    ['Unknown system error -117', /file system is damaged/],
    ['Unknown system error -9999', /system error 9999/],
    ['UNKNOWN', /Windows did not say why/],
  ])('an error by number, %s, is one of the system', async (code, said) => {
    const { text, update } = bench('old', { open: failing(promises.open, code) });
    await expect(update(to('new'))).rejects.toMatchObject({
      code: 'file-not-writable',
      exitCode: 4,
      message: expect.stringMatching(said),
    });
    expect(text()).toBe('old');
  });
});
