import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Machine } from '../../src/machine/machine.ts';
import { openMachine, thisSystem } from '../../src/machine/this-machine.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory, runWith } from '../bench/run-in-memory.ts';

const FILE = '# My machine\r\n[wsl2]\r\nnetworkingMode = nat # home\r\n';
const MIRRORED = FILE.replace('nat', 'mirrored');

/** A file that wslnet changed once. */
async function changed(content: string | Uint8Array | undefined = FILE): Promise<Bench> {
  const bench = new Bench(content);
  expect(await bench.run('set', 'mirrored', '-q')).toMatchObject({ code: 0, stderr: '' });
  return bench;
}

function historyFolder(bench: Bench): string {
  const root = join(bench.state, 'wslnet/history');
  return join(root, readdirSync(root)[0] ?? '');
}

describe('undo', () => {
  test('restores the bytes, says what that changes, and redo brings them back', async () => {
    const bench = await changed();
    const { code, stdout, stderr } = await bench.run('undo');
    expect({ code, stdout, text: bench.text }).toEqual({ code: 0, stdout: '', text: FILE });
    expect(stderr).toMatch(/^Restored \.wslconfig\n {2}networkingMode {2}mirrored -> nat {2}line 3\n/);
    expect((await bench.run('undo')).stderr).toBe('Nothing to undo in .wslconfig.\n');
    const redone = await bench.run('redo');
    expect({ code: redone.code, text: bench.text }).toEqual({ code: 0, text: MIRRORED });
    expect(redone.stderr).toMatch(/^Restored \.wslconfig\n {2}networkingMode {2}nat -> mirrored {2}line 3\n/);
    expect((await bench.run('redo')).stderr).toBe('Nothing to redo in .wslconfig.\n');
  });

  test('walks back, redo forward, and a change in between ends what could be redone', async () => {
    const bench = await changed();
    await bench.run('set', 'ipv6=on', '-q');
    const both = bench.text;
    await bench.run('unset', 'networkingMode', '-q');
    const texts: string[] = [];
    for (const command of ['undo', 'undo', 'undo', 'undo', 'redo', 'redo']) {
      expect((await bench.run(command, '-q')).code).toBe(0);
      texts.push(bench.text);
    }
    expect(texts).toEqual([both, MIRRORED, FILE, FILE, MIRRORED, both]);
    await bench.run('undo', '-q');
    await bench.run('set', 'dhcp=off', '-q');
    expect((await bench.run('redo')).stderr).toMatch(/Nothing to redo/);
    await bench.run('undo', '-q');
    expect(bench.text).toBe(MIRRORED);
  });

  test('--to goes to any version by its name, which stays', async () => {
    const bench = await changed();
    const [{ id }] = JSON.parse((await bench.run('history', '--json')).stdout).changes;
    await bench.run('set', 'ipv6=on', '-q');
    await bench.run('set', 'dhcp=off', '-q');
    const latest = bench.text;
    expect((await bench.run('undo', '--to', id.slice(0, 4))).code).toBe(0);
    expect(bench.text).toBe(MIRRORED);
    expect((await bench.run('undo', '--to', 'start')).code).toBe(0);
    expect(bench.text).toBe(FILE);
    const { changes } = JSON.parse((await bench.run('history', '--json')).stdout);
    expect((await bench.run('redo', '--to', changes[2].id)).code).toBe(0);
    expect(bench.text).toBe(latest);
    expect(changes.map(({ state }: { state: string }) => state)).toEqual([
      'move',
      'move',
      'undone',
      'undone',
      'undone',
    ]);
  });

  test('goes back over what another program changed between two changes', async () => {
    const bench = await changed();
    const theirs = `${MIRRORED}# theirs\r\n`;
    writeFileSync(bench.file, theirs);
    await bench.run('set', 'ipv6=on', '-q');
    await bench.run('undo', '-q');
    expect(bench.text).toBe(theirs);
    await bench.run('undo', '-q');
    expect(bench.text).toBe(FILE);
    await bench.run('redo', '-q');
    expect(bench.text).toBe(MIRRORED);
  });

  test('of a change that was cut off after it was noted', async () => {
    const bench = await changed();
    await bench.run('set', 'ipv6=on', '-q');
    writeFileSync(bench.file, MIRRORED);
    expect((await bench.run('undo', '-q')).code).toBe(0);
    expect(bench.text).toBe(FILE);
  });

  test('takes away a file that wslnet made, and makes it again', async () => {
    const bench = new Bench();
    await bench.run('set', 'mirrored', '-q');
    expect((await bench.run('undo', '-n')).stderr).toMatch(/^Would remove \.wslconfig: there was no file before$/m);
    const { code, stderr } = await bench.run('undo');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Removed \.wslconfig: there was no file before$/m);
    expect(readdirSync(bench.folder)).toEqual([]);
    expect((await bench.run('redo')).code).toBe(0);
    expect(bench.text).toBe('[wsl2]\nnetworkingMode=mirrored\n');
  });

  test('keeps every byte of any file', async () => {
    const bytes = Buffer.from('\ufeff[wsl2]\r\nvmSwitch=Br\u00fccke\r\n\u001a\0', 'utf16le');
    const bench = await changed(bytes);
    expect((await bench.run('undo')).code).toBe(0);
    expect(bench.bytes.equals(bytes)).toBe(true);
  });

  test('refuses a file that something else has changed since, and changes nothing', async () => {
    const bench = await changed();
    const theirs = `${MIRRORED}# theirs\r\n`;
    writeFileSync(bench.file, theirs);
    const { code, stdout, stderr } = await bench.run('undo');
    expect({ code, stdout, text: bench.text }).toEqual({ code: 4, stdout: '', text: theirs });
    expect(stderr).toMatch(/since wslnet last wrote it\.\n.*--force/);
  });

  test.each([[[]], [['--force']]])(
    'what is changed at that moment, as by another undo, is not called foreign %j',
    async (force) => {
      const bench = await changed();
      const machine = openMachine({ ...thisSystem(), env: { XDG_STATE_HOME: bench.state } });
      const update: Machine['update'] = (path, remake) => {
        writeFileSync(bench.file, FILE);
        return machine.update(path, remake);
      };
      const words = ['undo', ...force, '--file', bench.file];
      const { code, stderr } = await runWith({ machine: { ...machine, update } }, words);
      expect({ code, text: bench.text }).toEqual({ code: 4, text: FILE });
      expect(stderr).toMatch(/at the same time\.\n.*Try again/);
    },
  );

  test('--force restores it, and keeps what was there', async () => {
    const bench = await changed();
    const theirs = `${MIRRORED}# theirs\r\n`;
    writeFileSync(bench.file, theirs);
    expect((await bench.run('undo', '--force', '--dry-run')).stdout).toMatch(/^-# theirs$/m);
    expect((await bench.run('undo', '--force')).code).toBe(0);
    expect(bench.text).toBe(FILE);
    expect((await bench.run('undo')).code).toBe(0);
    expect(bench.text).toBe(theirs);
  });

  test('redo refuses such a file as undo does, and --force does it, with what was there kept', async () => {
    const bench = new Bench(FILE);
    await bench.run('set', 'mirrored');
    const set = bench.text;
    await bench.run('undo');
    const other = `${FILE}# of somebody else\n`;
    writeFileSync(bench.file, other);
    const refused = await bench.run('redo');
    expect({ code: refused.code, text: bench.text }).toEqual({ code: 4, text: other });
    expect(refused.stderr).toContain('add --force');
    expect((await bench.run('redo', '--force')).code).toBe(0);
    expect(bench.text).toBe(set);
    await bench.run('undo');
    expect(bench.text).toBe(other);
  });

  test('--force restores a file that another program broke or removed', async () => {
    const bench = await changed();
    writeFileSync(bench.file, Buffer.from([0xfe, 0xff, 0]));
    expect((await bench.run('undo')).code).toBe(4);
    expect((await bench.run('undo', '--force')).code).toBe(0);
    expect(bench.text).toBe(FILE);
    rmSync(bench.file);
    expect((await bench.run('undo')).code).toBe(4);
    expect((await bench.run('undo', '--to', 'start', '--force')).code).toBe(0);
    expect(bench.text).toBe(FILE);
  });

  test('brings back what check --fix mended', async () => {
    const bench = new Bench('[wsl2]\n; x\n');
    await bench.run('check', '--fix');
    expect(bench.text).toBe('[wsl2]\n# x\n');
    expect((await bench.run('history')).stdout).toMatch(/^> .* check --fix {2}\S+ semicolon-comment$/m);
    expect((await bench.run('undo')).code).toBe(0);
    expect(bench.text).toBe('[wsl2]\n; x\n');
  });

  test('says so where no setting changes by it', async () => {
    const bench = await changed();
    writeFileSync(bench.file, `${MIRRORED}# theirs\r\n`);
    await bench.run('set', 'nat', '-q');
    writeFileSync(bench.file, FILE);
    expect((await bench.run('undo', '--to', 'start', '--force')).stderr).toMatch(
      /^Nothing to undo in \.wslconfig\.\n$/,
    );
    expect((await bench.run('undo', '--force', '-n')).stderr).toMatch(/networkingMode {2}nat -> mirrored/);
    writeFileSync(bench.file, `${MIRRORED}\r\n`);
    expect((await bench.run('undo', '--force')).stderr).toMatch(/No setting changes/);
  });

  test('has nothing to do where wslnet changed nothing', async () => {
    const bench = new Bench(FILE);
    const { code, stdout, stderr } = await bench.run('undo');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: 'Nothing to undo in .wslconfig.\n' });
    expect(JSON.parse((await bench.run('undo', '--json')).stdout)).toMatchObject({
      changed: false,
      changes: [],
      backup: null,
    });
    expect(readdirSync(bench.folder)).toEqual(['.wslconfig']);
  });

  test('--dry-run shows the diff and restores nothing', async () => {
    const bench = await changed();
    const { code, stdout, stderr } = await bench.run('undo', '-n');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-networkingMode = mirrored # home\n\+networkingMode = nat # home$/m);
    expect(stderr).toMatch(/^Would restore .*\n.*line 3\n$/);
    expect(bench.text).toBe(MIRRORED);
  });

  test('--json is as that of set', async () => {
    const bench = await changed('[wsl2]\nnetworkingMode=host\n');
    const answer = JSON.parse((await bench.run('undo', '--json')).stdout);
    expect(answer).toMatchObject({
      schema: 'wslnet.undo/1',
      changed: true,
      file: '.wslconfig',
      changes: [{ setting: 'networkingMode', section: 'wsl2', before: 'mirrored', after: 'host', line: 2 }],
      diagnostics: [{ code: 'invalid-value', line: 2 }],
    });
    expect(readFileSync(answer.backup, 'utf8')).toBe('[wsl2]\nnetworkingMode=mirrored\n');
  });

  test.each([
    ['a name that is none', ['undo', '--to', 'abcdef'], 2, 'no-such-change', /'abcdef'/],
    ['a name that is too short', ['undo', '--to', 'a'], 2, 'no-such-change', /'a'/],
    ['a number, which was the way once', ['undo', '2'], 2, 'bad-usage', /'2'/],
    ['standard input', ['undo', '-f', '-'], 2, 'file-needed', /undo/],
    ['a version that was deleted', ['undo'], 4, 'version-lost', /gone/],
    ['a version that was altered', ['undo'], 4, 'version-lost', /changed/],
  ] as const)('%s', async (name, words, code, error, named) => {
    const bench = await changed();
    const versions = readdirSync(historyFolder(bench)).filter((version) => version !== 'changes.json');
    for (const version of versions.map((each) => join(historyFolder(bench), each))) {
      if (name === 'a version that was deleted') rmSync(version);
      if (name === 'a version that was altered') writeFileSync(version, '[wsl2]\nnetworkingMode=none\n');
    }
    const result = await bench.runWith({ env: { WSLNET_CONFIG: '.wslconfig' } }, ...words, '--json');
    const failure = JSON.parse(result.stdout);
    expect({ code: result.code, error: failure.code, text: bench.text }).toEqual({ code, error, text: MIRRORED });
    expect(failure.message).toMatch(named);
  });
});

describe('history', () => {
  const list = async (bench: Bench, ...words: string[]) => {
    const { code, stdout, stderr } = await bench.run('history', ...words);
    expect(code).toBe(0);
    const lines = stdout
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'WHEN')
      .replace(/\b[0-9a-f]{6}\b/g, 'NAME')
      .split('\n');
    return { lines: lines.slice(0, -1), stderr };
  };

  test('lists the changes, the latest first, with what they did, and marks where the file stands', async () => {
    const bench = await changed();
    await bench.run('set', 'dhcp=off', 'ipv6=on', '-q');
    expect(await list(bench)).toEqual({
      lines: [
        '> NAME  WHEN  set  dhcp not set -> false, ipv6 not set -> true',
        '  NAME  WHEN  set  networkingMode nat -> mirrored',
        '  start                          the file before these changes',
      ],
      stderr: '',
    });
    await bench.run('undo', '-q');
    expect((await list(bench)).lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^ {2}NAME .*ipv6 not set -> true$/),
      expect.stringMatching(/^ +\(undone\)$/),
    ]);
    expect((await list(bench)).lines[2]).toMatch(/^> NAME .*nat -> mirrored$/);
    await bench.run('undo', '-q');
    expect((await list(bench)).lines.at(-1)).toMatch(/^> start /);
    await bench.run('set', 'dhcp=off', '-q');
    expect((await list(bench)).lines).toHaveLength(2);
    const all = (await list(bench, '--all')).lines;
    expect(all.flatMap((line) => /(?<=WHEN {2})\w+|(?<=^. )start/.exec(line)?.[0] ?? [])).toEqual([
      'set',
      'undo',
      'undo',
      'set',
      'set',
      'start',
    ]);
    expect(all.join('\n')).toMatch(/nat -> mirrored$|\(replaced\)$/m);
    writeFileSync(bench.file, '[wsl2]\n');
    const foreign = await list(bench);
    expect(foreign.stderr).toBe('Another program has changed .wslconfig since.\n');
    expect(foreign.lines.filter((line) => line.startsWith('>'))).toEqual([]);
  });

  test('breaks long lines at the width of a terminal', async () => {
    const bench = await changed();
    await bench.run('set', `ignoredPorts=${Array.from({ length: 30 }, (_, index) => 3000 + index)}`, '-q');
    const lines = (await bench.run('history')).stdout.split('\n');
    expect(lines.length).toBeGreaterThan(4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test.each([40, 60, 80])('is %i columns wide at most, without a break in a word', async (columns) => {
    const summary = 'bestEffortDnsParsing not set -> true, dnsTunnelingIpAddress not set -> 10.255.255.254';
    const line = ['aaaaaa', 'bbbbbb'].map((id) => {
      return { id, time: '2026-11-22T16:03:00Z', command: 'profile use', summary, before: null, after: null };
    });
    const machine = new (class extends MemoryMachine {
      override async history() {
        return { entries: [...line].reverse(), line, position: 1, last: 1 } as never;
      }
    })('');
    const { stdout } = await runInMemory(machine, ['history', '--color', 'never'], { isTTY: true, columns });
    const lines = stdout.split('\n');
    expect(Math.max(...lines.map((each) => each.length))).toBeLessThanOrEqual(columns);
    const words = stdout.split(/\s+/);
    expect(words.filter((word) => word === 'bestEffortDnsParsing' || word === '10.255.255.254')).toHaveLength(4);
  });

  test('--json', async () => {
    const bench = await changed();
    const { schema, file, changes } = JSON.parse((await bench.run('history', '--json')).stdout);
    expect({ schema, file }).toEqual({ schema: 'wslnet.history/1', file: '.wslconfig' });
    expect(changes).toMatchObject([{ state: 'current', command: 'set', summary: 'networkingMode nat -> mirrored' }]);
    expect(changes[0].id).toMatch(/^[0-9a-f]{6}$/);
    expect(Date.now() - Date.parse(changes[0].time)).toBeLessThan(60_000);
    expect(readFileSync(changes[0].before, 'utf8')).toBe(FILE);
    expect(readFileSync(changes[0].after, 'utf8')).toBe(MIRRORED);
  });

  test('of a file that wslnet did not change is empty', async () => {
    const bench = new Bench(FILE);
    const said = 'wslnet has not changed .wslconfig.\n';
    expect(await bench.run('history')).toMatchObject({ code: 0, stdout: '', stderr: said });
    expect(JSON.parse((await bench.run('history', '--json')).stdout)).toMatchObject({ changes: [] });
  });

  const idOf = async (bench: Bench, index = 0): Promise<string> =>
    JSON.parse((await bench.run('history', '--json')).stdout).changes[index].id;

  test('show tells what a change did, and with --file-content prints the bytes it led to', async () => {
    const bytes = Buffer.from('\ufeff[wsl2]\r\nnetworkingMode=nat\r\n', 'utf16le');
    const bench = await changed(bytes);
    const id = await idOf(bench);
    expect((await bench.run('history', 'show', id)).stdout).toMatch(
      /^-networkingMode=nat\n\+networkingMode=mirrored$/m,
    );
    const content = await bench.run('history', 'show', id, '--file-content');
    expect(content.stdoutBytes.equals(bench.bytes)).toBe(true);
    const start = await bench.run('history', 'show', 'start', '--file-content');
    expect(start.stdoutBytes.equals(bytes)).toBe(true);
    expect(JSON.parse((await bench.run('history', 'show', id, '--json')).stdout)).toMatchObject({
      schema: 'wslnet.history-show/1',
      id,
      before: expect.stringMatching(/\.wslconfig$/),
    });
  });

  test('show start --json is of start, not of the first change', async () => {
    const bench = new Bench(FILE);
    await bench.run('set', 'mirrored');
    const document = async () => JSON.parse((await bench.run('history', 'show', 'start', '--json')).stdout);
    expect(await document()).toMatchObject({ id: 'start', state: 'done', time: null, before: null });
    expect(readFileSync((await document()).after, 'utf8')).toBe(FILE);
    await bench.run('undo');
    expect(await document()).toMatchObject({ id: 'start', state: 'current' });
  });

  test('show of where there was no file prints nothing', async () => {
    const bench = new Bench();
    await bench.run('set', 'mirrored', '-q');
    expect(await bench.run('history', 'show', 'start')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '.wslconfig did not exist then.\n',
    });
    expect((await bench.run('history', 'show', 'ffffffff')).code).toBe(2);
  });

  test('reads a history of an earlier wslnet', async () => {
    const bench = await changed();
    const file = join(historyFolder(bench), 'changes.json');
    const { file: path, changes } = JSON.parse(readFileSync(file, 'utf8'));
    const [{ before, after }] = changes;
    const undone = { time: '2026-01-02T00:00:00.000Z', command: 'undo', summary: '', before: after, after: before };
    writeFileSync(file, JSON.stringify({ file: path, changes: [undone, ...changes] }));
    writeFileSync(bench.file, FILE);
    expect((await list(bench)).lines).toEqual([
      expect.stringMatching(/\(undone\)$/),
      expect.stringMatching(/^> start/),
    ]);
    expect((await bench.run('redo', '-q')).code).toBe(0);
    expect(bench.text).toBe(MIRRORED);
  });

  test('is one for a file, whatever link leads to it', async () => {
    const bench = await changed();
    mkdirSync(join(bench.folder, 'links'));
    symlinkSync('../.wslconfig', join(bench.folder, 'links/config'));
    expect((await bench.runWith({}, 'undo', '-q', '-f', 'links/config')).code).toBe(0);
    expect(bench.text).toBe(FILE);
  });
});

describe('a history that cannot be kept', () => {
  test.each([
    ['no folder for it', (bench: Bench) => ({ env: { XDG_STATE_HOME: '', HOME: '' }, bench }), /there is no folder/],
    [
      'a file in its place',
      (bench: Bench) => {
        writeFileSync(bench.state, '');
        return { env: {}, bench };
      },
      /was not saved in .*: part of the path is not a folder/,
    ],
    [
      'a damaged list',
      async (bench: Bench) => {
        await bench.run('set', 'ipv6=on', '-q');
        writeFileSync(join(historyFolder(bench), 'changes.json'), '{');
        return { env: {}, bench };
      },
      /its list of versions is damaged/,
    ],
  ])('is a warning: %s', async (_, prepare, said) => {
    const { env, bench } = await prepare(new Bench(FILE));
    const { code, stderr } = await bench.runWith({ env }, 'set', 'mirrored', '-f', '.wslconfig');
    expect(stderr).toMatch(/^Changed .wslconfig\n/);
    expect(stderr).toMatch(/^warning: /m);
    expect(stderr.replaceAll('\n', ' ')).toMatch(said);
    expect(code).toBe(0);
    expect(bench.text).toContain('networkingMode = mirrored');
    expect(readdirSync(bench.folder)).toEqual(['.wslconfig']);
    const json = await bench.runWith({ env }, 'set', 'nat', '-f', '.wslconfig', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ changed: true, backup: null });
    expect(await bench.runWith({ env }, 'set', 'mirrored', '-f', '.wslconfig', '-q')).toMatchObject({
      code: 0,
      stderr: '',
    });
  });

  test('a damaged list cannot be read either', async () => {
    const bench = await changed();
    writeFileSync(join(historyFolder(bench), 'changes.json'), '{"changes":[{"before":"../../x"}]}');
    const { code, stderr } = await bench.run('history');
    expect(code).toBe(3);
    expect(stderr).toMatch(/its list of versions is damaged/);
  });

  test('a write that fails is not in it', async () => {
    const bench = await changed();
    chmodSync(bench.file, 0o444);
    expect((await bench.run('set', 'nat')).code).toBe(4);
    expect(JSON.parse((await bench.run('history', '--json')).stdout).changes).toHaveLength(1);
  });
});
