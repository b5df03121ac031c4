import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keepAttributes, updateConfigFile } from '../../src/machine/files.ts';
import { describeWith } from '../needs.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/wslnet.js', import.meta.url));

const [UID, GID] = [12_345, 23_456];

/** Whether this is root, and another user can see the program. */
function canRunAs(): boolean {
  const options = { uid: UID, gid: GID };
  return process.getuid?.() === 0 && spawnSync(process.execPath, [PROGRAM, '--version'], options).status === 0;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'wslnet-attributes-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function change(path: string): Promise<void> {
  const tools = { fs, platform: process.platform, historyFolder: null, signal: new AbortController().signal };
  await updateConfigFile(path, () => ({ bytes: Buffer.from('new'), note: null }), tools);
  expect(readFileSync(path, 'utf8')).toBe('new');
}

const told = (program: string, ...words: string[]) => spawnSync(program, words).stdout.toString();

describe('a change keeps', () => {
  test.each([0o600, 0o640, 0o664, 0o755])('the permissions %o', async (mode) => {
    const path = join(folder(), 'file');
    writeFileSync(path, 'old');
    chmodSync(path, mode);
    await change(path);
    expect(statSync(path).mode & 0o7777).toBe(mode);
  });

  test.skipIf(process.getuid?.() !== 0)('the owner and the group, where it may', async () => {
    const path = join(folder(), 'file');
    writeFileSync(path, 'old');
    await fs.chown(path, UID, GID);
    await change(path);
    expect(statSync(path)).toMatchObject({ uid: UID, gid: GID });
  });
});

describeWith(['setfattr', 'setfacl'], 'a change keeps what Node does not know of', () => {
  test('extended attributes', async () => {
    const path = join(folder(), 'file');
    writeFileSync(path, 'old');
    expect(spawnSync('setfattr', ['-n', 'user.note', '-v', 'mine', path]).status).toBe(0);
    await change(path);
    expect(told('getfattr', '--only-values', '-n', 'user.note', path)).toBe('mine');
  });

  test('the access list, and its mask does not become the bits of the group', async () => {
    const path = join(folder(), 'file');
    writeFileSync(path, 'old', { mode: 0o600 });
    expect(spawnSync('setfacl', ['-m', 'u:12345:rw', path]).status).toBe(0);
    const before = told('getfacl', '-cn', path);
    expect(before).toMatch(/^user:12345:rw-$/m);
    await change(path);
    expect(told('getfacl', '-cn', path)).toBe(before);
  });
});

describe.skipIf(!canRunAs())('root with the home of a user', () => {
  /** Runs the built program in a home of that user. */
  function inHome(home: string, as: 'root' | 'user', ...words: string[]) {
    const env = { PATH: process.env['PATH'], HOME: home, WSLNET_CONFIG: join(home, '.wslconfig') };
    const user = as === 'root' ? {} : { uid: UID, gid: GID };
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
      ...{ env, cwd: '/', encoding: 'utf8' },
      ...user,
    });
    return { status, stdout, stderr };
  }

  test('leaves nothing there that is not that user’s, who goes on from it', async () => {
    const home = folder();
    await fs.chown(home, UID, GID);
    for (const words of [
      ['set', 'nat'],
      ['set', 'mirrored'],
      ['profile', 'save', 'own'],
      ['completion', 'install', 'fish', '--yes'],
    ])
      expect(inHome(home, 'root', ...words)).toMatchObject({ status: 0 });
    const made = readdirSync(home, { recursive: true, encoding: 'utf8' });
    expect(made).toEqual(
      expect.arrayContaining(['.wslconfig', '.config/wslnet/profiles.ini', '.local/state/wslnet/history']),
    );
    expect(made.filter((name) => statSync(join(home, name)).uid !== UID)).toEqual([]);
    expect(made.filter((name) => statSync(join(home, name)).gid !== GID)).toEqual([]);
    expect(inHome(home, 'user', 'undo')).toMatchObject({ status: 0, stderr: expect.stringMatching(/mirrored -> nat/) });
    expect(inHome(home, 'user', 'profile', 'use', 'own')).toMatchObject({ status: 0 });
    expect(readFileSync(join(home, '.wslconfig'), 'utf8')).toMatch(/mirrored/);
  });

  test('follows no link to give away what is not its own', async () => {
    const [home, foreign] = [folder(), folder()];
    await fs.chown(home, UID, GID);
    await fs.symlink(foreign, join(home, '.local'));
    expect(inHome(home, 'root', 'set', 'nat')).toMatchObject({ status: 0 });
    expect(statSync(foreign).uid).toBe(0);
    expect(statSync(join(foreign, 'state')).uid).toBe(0);
  });
});

/** Programs that answer as Windows' own do, where they are looked for: backslashes are letters of a name here. */
function playedWindows(attrib: string, icacls: string): { readonly calls: () => string } {
  const root = join(folder(), 'Windows');
  const log = `${root}-calls`;
  const script = (said: string) => `#!/bin/sh\necho "$@" >> '${log}'\ncat <<'X'\n${said}\nX\n`;
  for (const [name, said] of [
    ['attrib', attrib],
    ['icacls', icacls],
  ] as const) {
    writeFileSync(`${root}\\System32\\${name}.exe`, script(said), { mode: 0o755 });
  }
  const { SystemRoot } = process.env;
  process.env['SystemRoot'] = root;
  onTestFinished(() => {
    process.env['SystemRoot'] = SystemRoot;
    if (SystemRoot === undefined) delete process.env['SystemRoot'];
  });
  return { calls: () => readFileSync(log, 'utf8') };
}

const FILE = 'C:\\Users\\Zoë\\.wslconfig';
const INHERITED = `${FILE} NT AUTHORITY\\SYSTEM:(I)(F)\n    PC\\zoe:(I)(F)\n\nErfolgreich: 1 Dateien`;

describe('on Windows a change keeps', () => {
  test.each([
    [`A  SH        ${FILE}`, '+H +S copy'],
    [`A   H        ${FILE}`, '+H copy'],
    [`   S         ${FILE}`, '+S copy'],
  ])('the attributes of %s', async (attributes, words) => {
    const windows = playedWindows(attributes, INHERITED);
    await keepAttributes(FILE, 'copy', 'win32');
    expect(windows.calls()).toContain(words);
  });

  test('nothing where there is nothing to keep, letters of the path included', async () => {
    const windows = playedWindows(`A            C:\\SH\\HS.wslconfig`, INHERITED);
    await keepAttributes(FILE, 'copy', 'win32');
    expect(windows.calls()).not.toContain('+');
  });

  test("refuses a file with an access list of its own, which is the folder's for the new one", async () => {
    playedWindows(`A            ${FILE}`, INHERITED.replace('PC\\zoe:(I)(F)', 'PC\\zoe:(R,W)'));
    await expect(keepAttributes(FILE, 'copy', 'win32')).rejects.toMatchObject({ code: 'EACL' });
  });
});
