import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { FILE_CHANGED_MEANWHILE } from '../../src/machine/machine.ts';
import { ProcessBench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory, runWith } from '../bench/run-in-memory.ts';

const FILE = '[wsl2]\nnetworkingMode=nat # home\n';
const MIRRORED = FILE.replace('nat', 'mirrored');
const WRONG = FILE.replace('nat', 'host');

describe('edit with a real editor', () => {
  /** Runs `wslnet edit` with this command as the editor; the copies go into the bench's folder. */
  const edit = (bench: ProcessBench, env: NodeJS.ProcessEnv, ...words: string[]) =>
    bench.runWith({ env: { TMPDIR: bench.folder, ...env } }, 'edit', '-f', '.wslconfig', ...words);

  test('takes what the editor leaves, and can be undone', () => {
    const bench = new ProcessBench(FILE);
    const { code, stdout, stderr } = edit(bench, { VISUAL: 'sed -i s/nat/mirrored/', EDITOR: 'false' });
    expect({ code, stdout, text: bench.text }).toEqual({ code: 0, stdout: '', text: MIRRORED });
    expect(stderr).toMatch(/^Changed \.wslconfig\n {2}networkingMode {2}nat -> mirrored {2}line 2\n/);
    expect(readdirSync(bench.folder)).toEqual(['.wslconfig']);
    expect(bench.run('undo').code).toBe(0);
    expect(bench.text).toBe(FILE);
  });

  test.each(['', '.'])('runs no program of the current folder, where PATH leads there by %j', (part) => {
    const bench = new ProcessBench(FILE);
    const own = join(bench.folder, 'sed');
    writeFileSync(own, '#!/bin/sh\necho "[wsl2]" > "$3"\n');
    chmodSync(own, 0o755);
    const PATH = `${part}:${process.env['PATH']}`;
    expect(edit(bench, { PATH, EDITOR: 'sed -i s/nat/mirrored/' }).code).toBe(0);
    expect(bench.text).toBe(MIRRORED);
  });

  test('makes a file, and none of an empty copy', () => {
    const bench = new ProcessBench();
    expect(edit(bench, { EDITOR: 'true' }).code).toBe(0);
    expect(readdirSync(bench.folder)).toEqual([]);
    writeFileSync(join(bench.folder, 'new'), MIRRORED);
    expect(edit(bench, { EDITOR: 'cp new' }).code).toBe(0);
    expect(bench.text).toBe(MIRRORED);
  });

  test('--dry-run shows what would change', () => {
    const bench = new ProcessBench(FILE);
    const { code, stdout } = edit(bench, { EDITOR: 'sed -i s/nat/mirrored/' }, '-n');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\+networkingMode=mirrored # home$/m);
    expect(bench.text).toBe(FILE);
  });

  test('with errors and nobody to ask keeps the version apart', () => {
    const bench = new ProcessBench(FILE);
    const { code, stdout, stderr } = edit(bench, { EDITOR: 'sed -i s/nat/host/' });
    expect({ code, stdout, text: bench.text }).toEqual({ code: 1, stdout: '', text: FILE });
    expect(stderr).toMatch(/\.wslconfig:2:16: error\[invalid-value\]/);
    expect(stderr).toMatch(/Your version is in .*wslnet-.*\.wslconfig\./);
    expect(stderr).toMatch(/your version has errors\.\nTo save it anyway: wslnet edit --yes/);
    expect(readdirSync(bench.folder)).toHaveLength(2);
    expect(edit(bench, { EDITOR: 'sed -i s/nat/host/' }, '--yes').code).toBe(0);
    expect(bench.text).toBe(WRONG);
  });

  test('an editor that fails leaves a version behind only where it has one', () => {
    const bench = new ProcessBench(FILE);
    expect(edit(bench, { EDITOR: 'false' }).stderr).not.toContain('Your version is in');
    const changed = edit(bench, { EDITOR: 'f() { echo "# more" >> "$1"; false; }; f' });
    expect({ code: changed.code, text: bench.text }).toEqual({ code: 4, text: FILE });
    expect(changed.stderr).toContain('Your version is in');
  });

  test.each([
    ['is too large', 'truncate -s 17M', /it is larger than 16 MB/],
    ['was made a pipe, which is not waited for', 'f() { rm "$1"; mkfifo "$1"; }; f', /it is not a regular file/],
    ['was made a link to a device', 'f() { ln -sf /dev/zero "$1"; }; f', /it is not a regular file/],
  ])('a copy that %s is left where it is', (_, editor, said) => {
    const bench = new ProcessBench(FILE);
    const { code, stderr } = edit(bench, { EDITOR: editor });
    expect({ code, text: bench.text }).toEqual({ code: 4, text: FILE });
    expect(stderr).toMatch(said);
    expect(stderr).toContain('Your version is in');
  });

  test('blanks name no editor', () => {
    const bench = new ProcessBench(FILE);
    expect(edit(bench, { VISUAL: ' ', EDITOR: 'sed -i s/nat/mirrored/' }).code).toBe(0);
    expect(bench.text).toBe(MIRRORED);
  });

  test('holds nothing back for errors that were there before', () => {
    const bench = new ProcessBench(WRONG);
    expect(edit(bench, { EDITOR: 'true' })).toMatchObject({ code: 0, stdout: '', stderr: 'No changes.\n' });
    expect(edit(bench, { EDITOR: 'sed -i s/home/office/' }).code).toBe(0);
    expect(bench.text).toBe(WRONG.replace('home', 'office'));
    expect(edit(bench, { EDITOR: 'f() { echo dhcp=perhaps >> "$1"; }; f' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\.wslconfig:3:6: error\[invalid-value\]/),
    });
  });

  test('ends with the program that is told to end, and changes nothing', async () => {
    const bench = new ProcessBench(FILE);
    writeFileSync(
      join(bench.folder, 'slow'),
      '#!/bin/sh\nsed -i s/nat/mirrored/ "$1"\nkill -TERM $PPID\nexec sleep 30\n',
      { mode: 0o755 },
    );
    const { code, stderr } = edit(bench, { EDITOR: 'exec ./slow' });
    expect({ code, text: bench.text }).toEqual({ code: 130, text: FILE });
    expect(stderr).toBe('error: Interrupted. .wslconfig is unchanged.\n');
    expect(readdirSync(bench.folder).sort()).toEqual(['.wslconfig', 'slow']);
  });

  test('standard input is no file to edit', () => {
    const result = new ProcessBench(FILE).runWith({ env: { EDITOR: 'true' } }, 'edit', '-f', '-', '--json');
    expect({ code: result.code, error: JSON.parse(result.stdout).code }).toEqual({ code: 2, error: 'file-needed' });
  });

  test.each([
    ['an editor that fails', { EDITOR: 'false' }, 4, 'editor-failed', /'false'/],
    ['an editor that removes the copy', { EDITOR: 'rm' }, 4, 'draft-lost', /gone/],
    ['an editor that makes a folder of it', { EDITOR: 'f() { rm "$1"; mkdir "$1"; }; f' }, 4, 'draft-lost', /folder/],
    ['an editor of nobody, without a terminal', {}, 2, 'editor-needed', /EDITOR/],
    ['a window that does not wait', { EDITOR: './code' }, 4, 'editor-did-not-wait', /'\.\/code --wait'/],
  ] as const)('%s', (_, env, code, error, named) => {
    const bench = new ProcessBench(FILE);
    writeFileSync(join(bench.folder, 'code'), '#!/bin/sh\n', { mode: 0o755 });
    const result = edit(bench, env, '--json');
    const failure = JSON.parse(result.stdout);
    expect({ code: result.code, error: failure.code, text: bench.text }).toEqual({ code, error, text: FILE });
    expect(failure.message + failure.hint).toMatch(named);
  });
});

describe('edit with errors asks', () => {
  const ask = async (versions: string[], answers: string[]) => {
    const machine = new MemoryMachine(FILE);
    machine.versions.push(...versions);
    const { code, stderr } = await runWith({ machine, ask: async () => answers.shift() ?? '' }, ['edit']);
    return { code, stderr, text: machine.text, hasDraft: machine.hasDraft };
  };

  test('and opens the editor again', async () => {
    expect(await ask([WRONG, MIRRORED], ['e'])).toMatchObject({ code: 0, text: MIRRORED, hasDraft: false });
  });

  test('and keeps it anyway', async () => {
    expect(await ask([WRONG], ['k'])).toMatchObject({ code: 0, text: WRONG, hasDraft: false });
  });

  test('and discards it', async () => {
    expect(await ask([WRONG], ['Discard'])).toMatchObject({ code: 1, text: FILE, hasDraft: false });
  });

  test('and without an answer keeps the version apart', async () => {
    expect(await ask([WRONG], [])).toMatchObject({ code: 1, text: FILE, hasDraft: true });
  });

  test('also of what is no text WSL can read', async () => {
    const { stderr, text } = await ask(['[wsl2]\n'.replace(/(.)/gs, '\u0000$1'), MIRRORED], ['e']);
    expect(stderr).toMatch(/cannot read .* as text/);
    expect(text).toBe(MIRRORED);
  });
});

test('a version that cannot be put in place is not lost', async () => {
  const machine = new MemoryMachine(FILE);
  machine.versions.push(MIRRORED);
  machine.refusal = new Failure(FILE_CHANGED_MEANWHILE, { path: machine.path });
  const { code, stderr } = await runInMemory(machine, ['edit']);
  expect(code).toBe(4);
  expect(stderr).toMatch(/^Your version is in \/tmp\/copy\.\n/);
  expect({ text: machine.text, hasDraft: machine.hasDraft }).toEqual({ text: FILE, hasDraft: true });
});
