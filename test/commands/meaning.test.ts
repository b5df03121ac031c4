import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { known } from '../../src/machine/facts.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { WELL } from '../bench/well.ts';

/** Commands that do what their user means, or say why not. */

const NAT = '[wsl2]\nnetworkingMode=nat\n';
const MIRRORED = '[wsl2]\nnetworkingMode=mirrored\n';

describe('one setting with two values is refused', () => {
  test.each([
    [['mirrored', 'nat'], /networkingMode cannot be both 'mirrored' and 'nat'/],
    [['nat', 'networkingMode=mirrored'], /networkingMode cannot be both/],
    [['ipv6=yes', 'ipv6', 'no'], /ipv6 cannot be both 'true' and 'false'/],
    [['ignoredPorts=80', 'ignoredPorts=443'], /cannot be both '80' and '443'/],
  ])('%j', async (words, reason) => {
    const bench = new Bench(NAT);
    const { code, stderr } = await bench.run('set', ...words);
    expect({ code, text: bench.text }).toEqual({ code: 2, text: NAT });
    expect(stderr).toMatch(reason);
  });

  test.each([
    ['nat', 'networkingMode=NAT'],
    ['ipv6=1', 'ipv6=true'],
    ['ignoredPorts=80', 'ignoredPorts+=443'],
  ])('one value twice, and additions, are not: %s %s', async (...words) => {
    expect((await new Bench(NAT).run('set', ...words)).code).toBe(0);
  });
});

test('all that is wrong with a command line is told at once', async () => {
  const { code, stderr } = await new Bench(NAT).run('set', 'mirored', 'ipv6=perhaps', 'memory=8', 'dhcpTimeout=010');
  expect(code).toBe(2);
  expect(stderr).toContain("'mirored'");
  const { code: again, stderr: said } = await new Bench(NAT).run('set', 'ipv6=perhaps', 'memory=8', 'dhcpTimeout=010');
  expect(again).toBe(2);
  for (const part of ["'perhaps'", 'WSL reads it as 8 bytes', 'octal']) expect(said).toContain(part);
  const names = await new Bench(NAT).run('set', 'nothing=1', 'firewal=1');
  for (const part of ["'nothing'", "'firewal'"]) expect(names.stderr).toContain(part);
});

describe('a change that brings an error about is refused without --force', () => {
  test.each([
    [NAT, ['set', 'bridged'], /needs vmSwitch/],
    [MIRRORED, ['set', 'firewall=no'], /firewall is always on/],
    ['[wsl2]\nfirewall=false\n', ['set', 'mirrored'], /firewall is always on/],
    ['[wsl2]\nvirtio=false\n', ['set', 'virtioproxy'], /needs virtio/],
    [NAT, ['set', 'swapFile=%USERPROFILE%\\swap.vhdx'], /does not expand variables/],
  ])('%j %j', async (before, words, reason) => {
    const bench = new Bench(before);
    const { code, stderr } = await bench.run(...words);
    expect({ code, text: bench.text }).toEqual({ code: 2, text: before });
    expect(stderr).toMatch(reason);
    expect((await bench.run(...words, '--dry-run')).code).toBe(2);
    expect((await bench.run(...words, '--force')).code).toBe(0);
    expect(bench.text).not.toBe(before);
  });

  test('so are apply and profile use', async () => {
    const bench = new Bench(NAT);
    const applied = await bench.runWith(
      { input: '[wsl2]\nnetworkingMode=bridged\n' },
      'apply',
      '-',
      '-f',
      '.wslconfig',
    );
    expect({ code: applied.code, text: bench.text }).toEqual({ code: 2, text: NAT });
    const other = new Bench('[wsl2]\nfirewall=false\nnetworkingMode=bridged\nvmSwitch=LAN\n');
    expect((await other.run('profile', 'save', 'b', 'firewall')).code).toBe(0);
    writeFileSync(other.file, MIRRORED);
    expect((await other.run('profile', 'use', 'b')).code).toBe(2);
    expect(other.text).toBe(MIRRORED);
    expect((await other.run('profile', 'use', 'b', '--force')).code).toBe(0);
  });

  test('an error that is there already is none of it', async () => {
    const bench = new Bench('[wsl2]\nnetworkingMode=bridged\n');
    expect((await bench.run('set', 'memory=8GB')).code).toBe(0);
    expect((await bench.run('set', 'vmSwitch=LAN')).code).toBe(0);
    expect((await bench.run('unset', 'vmSwitch')).code).toBe(0);
  });
});

describe('what is no .wslconfig yet is not written', () => {
  const TEMPLATE = '[wsl2]\n{{ if .x }}\nnetworkingMode=nat\n{{ end }}\n';
  const CONFLICT = '[wsl2]\n<<<<<<< HEAD\nnetworkingMode=nat\n=======\nnetworkingMode=none\n>>>>>>> x\n';
  for (const text of [TEMPLATE, CONFLICT]) {
    test.each([
      ['set', 'mirrored'],
      ['set', 'nat'],
      ['unset', 'networkingMode'],
      ['profile', 'use', 'mirrored'],
      ['apply', 'fragment'],
    ])(`${text.slice(7, 15)}: %s %s`, async (...words) => {
      const bench = new Bench(text);
      writeFileSync(join(bench.folder, 'fragment'), MIRRORED);
      const { code, stderr } = await bench.run(...words);
      expect({ code, text: bench.text }).toEqual({ code: 2, text });
      expect(stderr).toMatch(/is a template|has conflict markers/);
    });

    test(`${text.slice(7, 15)}: check --fix`, async () => {
      const bench = new Bench(text);
      const { code, stdout } = await bench.run('check', '--fix');
      expect({ code, text: bench.text }).toEqual({ code: 1, text });
      expect(stdout).toContain('1 error');
    });
  }
});

describe('where WSL finds no file', () => {
  const machine = () => new MemoryMachine(null);
  test.each([
    [['show'], 0, /networkingMode +nat +default/, /does not exist, so WSL uses its defaults/],
    [['check'], 0, /does not exist, so WSL uses its defaults/, /^$/],
    [['check', '--fix'], 0, /does not exist/, /^$/],
    [['get', 'networkingMode', '--effective'], 0, /^nat\n$/, /^$/],
    [['get', 'networkingMode'], 1, /^$/, /^$/],
    [['check', '--json'], 0, /"diagnostics": \[\]/, /^$/],
  ])('%j', async (words, code, answer, beside) => {
    const result = await runInMemory(machine(), words);
    expect(result.code).toBe(code);
    expect(result.stdout).toMatch(answer);
    expect(result.stderr).toMatch(beside);
  });

  test.each([
    ['show'],
    ['check'],
    ['check', '--fix'],
    ['get', 'networkingMode', '--effective'],
    ['status'],
    ['status', '--json'],
    ['profile', 'diff', 'vpn'],
  ])('a named one must be there: %s', async (...words) => {
    expect((await new Bench().run(...words)).code).toBe(3);
    const env = { WSLNET_CONFIG: '/no/such/.wslconfig' };
    expect((await new Bench().runWith({ env }, ...words)).code).toBe(3);
  });
});

describe('--if-supported', () => {
  const on = (windows: number, wsl: string | null = '2.7.3') => {
    const machine = new MemoryMachine(NAT);
    machine.facts = {
      ...WELL,
      windows: known({ build: windows, revision: 1, edition: 'Professional' }),
      wsl: known({ wsl, kernel: '6.6.87.2' }),
    };
    return machine;
  };

  test.each([
    [26100, '2.7.3', 'mirrored'],
    [19045, '2.7.3', 'nat'],
    [22000, '2.7.3', 'nat'],
    [26100, '1.2.5', 'nat'],
  ])('mirrored on Windows %i with WSL %s leads to %s', async (build, wsl, mode) => {
    const machine = on(build, wsl);
    const { code, stderr } = await runInMemory(machine, ['set', 'mirrored', '--if-supported']);
    expect({ code, text: machine.text }).toEqual({ code: 0, text: `[wsl2]\nnetworkingMode=${mode}\n` });
    if (mode === 'nat') expect(stderr).toMatch(/Left out networkingMode: .*mirrored/is);
  });

  test.each([
    [19045, ['mirrored', 'memory=8GB'], true],
    [19045, ['mirrored'], false],
    [26100, ['mirrored'], true],
  ])('--json says on Windows %i what was left out of %j', async (build, changes, changed) => {
    const words = ['set', ...changes, '--if-supported', '--json'];
    const { stdout, stderr } = await runInMemory(on(build), words);
    const skipped = [{ setting: 'networkingMode', section: 'wsl2', reason: expect.stringMatching(/mirrored/i) }];
    expect(JSON.parse(stdout)).toMatchObject({ changed, leftOut: build === 26100 ? [] : skipped });
    expect(stderr).toBe('');
    const { leftOut } = JSON.parse((await runInMemory(on(build), ['set', 'mirrored', '--json'])).stdout);
    expect(leftOut).toBeUndefined();
  });

  test('what else is asked for is set', async () => {
    const machine = on(19045);
    expect((await runInMemory(machine, ['set', 'mirrored', 'memory=8GB', '--if-supported'])).code).toBe(0);
    expect(machine.text).toBe('[wsl2]\nnetworkingMode=nat\nmemory=8GB\n');
  });

  test('of a Windows that does not answer nothing is known to be there', async () => {
    const machine = new MemoryMachine(NAT);
    const { code, stderr } = await runInMemory(machine, ['set', 'mirrored', '--if-supported']);
    expect({ code, text: machine.text }).toEqual({ code: 0, text: NAT });
    expect(stderr).toContain('Windows did not say which version it is');
  });
});

describe('apply', () => {
  const apply = async (before: string, fragment: string, ...words: string[]) => {
    const bench = new Bench(before);
    writeFileSync(join(bench.folder, 'fragment'), fragment);
    const { code, stderr } = await bench.run('apply', 'fragment', ...words);
    return { code, stderr, text: bench.text };
  };

  test.each([
    [
      'ignoredPorts',
      `${MIRRORED}[experimental]\nignoredPorts=80\n`,
      '[experimental]\nignoredPorts=\n',
      `${MIRRORED}[experimental]\n`,
    ],
    ['a mode', NAT, '[wsl2]\nnetworkingMode=\n', '[wsl2]\n'],
    ['text', '[wsl2]\nkernelCommandLine=quiet\nmemory=8GB\n', '[wsl2]\nkernelCommandLine=\n', '[wsl2]\nmemory=8GB\n'],
    ['in quotes', NAT, '[wsl2]\nnetworkingMode=""\n', '[wsl2]\n'],
  ])('an empty value takes the key out: %s', async (_, before, fragment, after) => {
    expect(await apply(before, fragment)).toMatchObject({ code: 0, text: after });
  });

  test.each([
    [[], '[wsl2]\nmemory=8GB\nnetworkingMode=mirrored\nipv6=true\n'],
    [['--prune'], '[wsl2]\nmemory=8GB\nnetworkingMode=mirrored\n'],
    [['--prune=all'], '[wsl2]\nnetworkingMode=mirrored\n'],
  ])('%j', async (words, after) => {
    const before = '[wsl2]\nmemory=8GB\nnetworkingMode=nat\nipv6=true\n';
    expect(await apply(before, MIRRORED, ...words)).toMatchObject({ code: 0, text: after });
  });

  test('--prune=all leaves the fragment and the comments: nothing that WSL does not know, or reads twice', async () => {
    const before =
      '# mine\n[wsl2]\nfoo=bar # what?\nnetworkingMode=nat # keep\nnetworkingMode=none\nnot a setting\n\n# boot\n[boot]\nsystemd=true\n';
    const { code, text, stderr } = await apply(before, MIRRORED, '--prune=all');
    expect({ code, text }).toEqual({ code: 0, text: '# mine\n[wsl2]\nnetworkingMode=mirrored # keep\n\n# boot\n' });
    expect(stderr).toMatch(/^Also removed .*: lines 3, 5, 6, 9 and 10\.$/m);
    expect(await apply(text, MIRRORED, '--prune=all', '--check')).toMatchObject({ code: 0, text });
  });

  test('--prune=all with nothing but such lines to remove changes the file all the same', async () => {
    const before = `${MIRRORED}foo=bar\n`;
    expect(await apply(before, MIRRORED, '--prune=all', '--check')).toMatchObject({ code: 1, text: before });
    expect(await apply(before, MIRRORED, '--prune=all')).toMatchObject({ code: 0, text: MIRRORED });
    expect(await apply(before, MIRRORED, '--prune')).toMatchObject({ code: 0, text: before });
  });

  test('--prune takes no other value', async () => {
    expect(await apply(NAT, MIRRORED, '--prune=some')).toMatchObject({ code: 2, text: NAT });
  });
});

describe('check of several files', () => {
  const bench = (...files: [string, string | Uint8Array][]) => {
    const own = new Bench(NAT);
    mkdirSync(join(own.folder, 'dot files'), { recursive: true });
    for (const [name, content] of files) writeFileSync(join(own.folder, name), content);
    return own;
  };
  const WRONG = '[wsl2]\nnetworkingMode=mirored\n';
  const FIXABLE = '; x\n[wsl2]\nmemory=8GB\n';

  test('one count, and the exit code of the worst', async () => {
    const own = bench(['a', WRONG], ['b', FIXABLE], ['c', NAT]);
    const { code, stdout } = await own.runWith({}, 'check', 'a', 'b', 'c');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^a:2:16: error/);
    expect(stdout).toContain('b:1:1: warning');
    expect(stdout).toMatch(
      /\n3 files have 1 error and 1 warning\. For details, try:\s+wslnet explain invalid-value\n$/,
    );
    expect((await own.runWith({}, 'check', 'b', 'c')).code).toBe(0);
    expect((await own.runWith({}, 'check', 'b', 'c', '--strict')).code).toBe(1);
  });

  test('- among them is standard input, once', async () => {
    const own = bench(['a', NAT]);
    const { code, stdout } = await own.runWith({ input: WRONG }, 'check', 'a', '-');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^standard input:2:16/);
    expect((await own.runWith({ input: WRONG }, 'check', '-', '-')).code).toBe(2);
  });

  test('one that cannot be read keeps nobody from the others', async () => {
    const own = bench(['a', WRONG], ['b', NAT]);
    const { code, stdout, stderr } = await own.runWith({}, 'check', 'missing', 'a', 'b');
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: expect.stringMatching(/^a:2:16: .*^2 files have 1 error\./ms),
    });
    expect(stderr).toMatch(/^error: missing does not exist\.$/m);
    const json = await own.runWith({}, 'check', 'missing', 'a', '--json');
    expect(json).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(json.stdout).files).toMatchObject([
      { file: 'missing', error: { code: 'file-not-found' } },
      { file: 'a', diagnostics: [{ line: 2 }] },
    ]);
    expect(await own.runWith({}, 'check', 'missing', 'gone')).toMatchObject({ code: 3, stdout: '' });
  });

  test('one that cannot be fixed is said, and what was fixed of the others', async () => {
    const own = bench(['a', FIXABLE], ['c', FIXABLE]);
    mkdirSync(join(own.folder, 'b'));
    const { code, stdout, stderr } = await own.runWith({}, 'check', '--fix', 'a', 'b', 'c');
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(/^error: b .*folder/) });
    expect(stdout.match(/^Fixed [ac]:/gm)).toHaveLength(2);
  });

  test('no other file is fixed by what is said of one that was named', async () => {
    const own = bench(['a', FIXABLE]);
    expect((await own.runWith({}, 'check', 'a')).stdout).toContain('(--fix does this.)');
    const env = { WSLNET_CONFIG: join(own.folder, 'a') };
    expect((await own.runWith({ env }, 'check')).stdout).toContain('(wslnet check --fix does this.)');
  });

  test('--json and --fix', async () => {
    const own = bench(['a', FIXABLE], ['b', NAT]);
    const { stdout } = await own.runWith({}, 'check', 'a', 'b', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      files: [
        { file: 'a', diagnostics: [{ code: 'semicolon-comment', fixable: true }] },
        { file: 'b', diagnostics: [] },
      ],
    });
    const fixed = JSON.parse((await own.runWith({}, 'check', 'a', 'b', '--fix', '--json')).stdout);
    expect(fixed.files.map(({ changed }: { changed: boolean }) => changed)).toEqual([true, false]);
    expect(readFileSync(join(own.folder, 'a'), 'utf8')).toBe('# x\n[wsl2]\nmemory=8GB\n');
  });

  test('SARIF: rules, places, and the edits of fixes', async () => {
    const own = bench(['dot files/a', FIXABLE], ['b', WRONG]);
    const { code, stdout } = await own.runWith({}, 'check', 'dot files/a', 'b', '--format', 'sarif');
    expect(code).toBe(1);
    const { $schema, version, runs } = JSON.parse(stdout);
    expect({ $schema, version }).toEqual({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
    });
    const [{ tool, results, columnKind }] = runs;
    expect(columnKind).toBe('utf16CodeUnits');
    expect(results).toHaveLength(2);
    const region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
    expect(results[0]).toMatchObject({
      ruleId: 'semicolon-comment',
      level: 'warning',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'dot%20files/a' }, region } }],
      fixes: [{ artifactChanges: [{ replacements: [{ deletedRegion: region, insertedContent: { text: '#' } }] }] }],
    });
    expect(tool.driver).toMatchObject({ name: 'wslnet', semanticVersion: manifest.version });
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    for (const { helpUri } of tool.driver.rules) expect(helpUri).toMatch(/^https:\/\/.*#[a-z0-9-]+$/);
  });

  test('what is equal and stands in a row is said once', async () => {
    const own = bench(['a', `[wsl2]\n${'; x\n'.repeat(30)}`]);
    const { stdout } = await own.runWith({}, 'check', 'a');
    expect(stdout.match(/\[semicolon-comment\]/g)).toHaveLength(1);
    expect(stdout).toContain('The same in lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 19 more.');
  });
});

test('what changed fits the terminal, the value below the name where both are too long for a line', async () => {
  const file = '[wsl2]\nlocalhostForwarding=false\nnetworkingMode=NAT\n';
  const run = (columns: number) =>
    runInMemory(new MemoryMachine(file), ['set', 'localhostForwarding=true', 'ipv6=on'], { columns });
  expect((await run(80)).stdout + (await run(80)).stderr).toContain('  localhostForwarding  false -> true');
  const { stdout, stderr } = await run(40);
  const lines = (stdout + stderr).split('\n');
  expect(lines).toContain('    false -> true  line 2');
  expect(lines.filter((line) => line.length > 40)).toEqual([]);
});

describe('check --fix says aloud what it changes', () => {
  test('a mode that comes into effect', async () => {
    const bench = new Bench('networkingMode=mirrored\n[wsl2]\nmemory=8GB\n');
    const { code, stdout } = await bench.run('check', '--fix');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Fixed \.wslconfig:1:1: error\[no-section\]/);
    expect(stdout).toContain('  networkingMode  nat -> mirrored  line 3\n');
    expect(stdout).toContain('wslnet restart');
  });

  test('nothing where no setting changes', async () => {
    const { stdout } = await new Bench('; x\n[wsl2]\nmemory=8GB\n').run('check', '--fix');
    expect(stdout).not.toMatch(/->|wslnet restart/);
  });

  test('places of what would be left are those of the file that is there', async () => {
    const before = 'memory=8GB\n[wsl2]\nautoProxy=yes\n';
    const { stdout, stderr } = await new Bench(before).run('check', '--fix', '--dry-run');
    expect(stdout).toContain('+memory=8GB');
    expect(stderr).toContain('Would fix .wslconfig:1:1');
    expect(stderr).toContain('.wslconfig:3:11: error[invalid-value]');
    const { diagnostics } = JSON.parse((await new Bench(before).run('check', '--fix', '--dry-run', '--json')).stdout);
    expect(diagnostics).toMatchObject([{ code: 'invalid-value', line: 3, column: 11 }]);
  });

  test.each([
    ['2.0.1', '[experimental]\nnetworkingMode=mirrored\n'],
    ['2.0.4', '[experimental]\nnetworkingMode=mirrored\n'],
    ['2.0.5', '[experimental]\n\n[wsl2]\nnetworkingMode=mirrored\n'],
    ['2.7.3', '[experimental]\n\n[wsl2]\nnetworkingMode=mirrored\n'],
  ])('WSL %s reads the mode where it is afterwards', async (wsl, after) => {
    const machine = new MemoryMachine('[experimental]\nnetworkingMode=mirrored\n');
    machine.facts = { wsl: known({ wsl, kernel: '5.15' }) };
    const { stdout } = await runInMemory(machine, ['check']);
    expect(stdout.includes('former-section')).toBe(machine.text !== after);
    await runInMemory(machine, ['check', '--fix']);
    expect(machine.text).toBe(after);
    expect((await runInMemory(machine, ['check'])).stdout).not.toContain('former-section');
  });
});

describe('files that are not UTF-8', () => {
  const file = (bytes: readonly number[]) =>
    Buffer.concat([Buffer.from('[wsl2]\n# '), Buffer.from(bytes), Buffer.from('\nnetworkingMode=nat\n')]);
  test.each([
    ['Shift-JIS', 'shift_jis', [0x83, 0x65, 0x83, 0x58, 0x83, 0x67], '\u30c6\u30b9\u30c8'],
    ['GBK', 'gbk', [0xc9, 0xe8, 0xd6, 0xc3], '\u8bbe\u7f6e'],
    ['Windows-1252', 'windows-1252', [0x72, 0xe9, 0x73, 0x65, 0x61, 0x75], 'r\u00e9seau'],
    ['EUC-KR', 'euc-kr', [0xc7, 0xd1, 0xb1, 0xdb], '\ud55c\uae00'],
  ])('%s is read, edited and kept', async (name, label, bytes, word) => {
    const bench = new Bench(file(bytes));
    const checked = await bench.run('check');
    expect(checked.code).toBe(0);
    expect(checked.stdout).toContain('The file is not UTF-8 from line 2 on');
    expect(checked.stdout).toContain(name);
    expect((await bench.run('show')).stdout).toMatch(/networkingMode +nat/);
    expect((await bench.run('check', '--fix')).code).toBe(0);
    expect(bench.bytes).toEqual(file(bytes));
    expect((await bench.run('set', 'mirrored')).code).toBe(0);
    const mirrored = Buffer.from(file(bytes).toString('latin1').replace('nat', 'mirrored'), 'latin1');
    expect(bench.bytes).toEqual(mirrored);
    const { code, stdout } = await bench.run('check', '--fix', '--encoding', label);
    expect(code).toBe(0);
    expect(stdout).toContain('Fixed .wslconfig:2:3: warning[not-utf-8]'.slice(0, 18));
    expect(bench.text).toBe(`[wsl2]\n# ${word}\nnetworkingMode=mirrored\n`);
  });

  test.each([
    ['shift_jis', '83818382838a82cc90dd92e8', '\u30e1\u30e2\u30ea\u306e\u8a2d\u5b9a'],
    ['shift_jis', '90dd92e8', '\u8a2d\u5b9a'],
    ['gbk', 'cdf8c2e7c4a3cabdd6c3', '\u7f51\u7edc\u6a21\u5f0f\u7f6e'],
    [
      'windows-1251',
      'cde0f1f2f0eee9eae020f1e5f2e8',
      '\u041d\u0430\u0441\u0442\u0440\u043e\u0439\u043a\u0430 \u0441\u0435\u0442\u0438',
    ],
    ['windows-1252', '636f6e66696775726163696f6e20656e20e974e9', 'configuracion en \u00e9t\u00e9'],
  ])('%s is the first to be tried for %s', async (label, hex, words) => {
    const bench = new Bench(file([...Buffer.from(hex, 'hex')]));
    expect((await bench.run('check')).stdout).toContain(`--encoding ${label}`);
    await bench.run('check', '--fix', '--encoding', label);
    expect(bench.text).toContain(`# ${words}\n`);
  });

  test.each([
    ['gbk', [0x66, 0xfc, 0x72, 0x20, 0x73, 0x70, 0xe4, 0x74, 0x65, 0x72]],
    ['windows-1252', [0x83, 0x65, 0x83, 0x58, 0x83, 0x67]],
    ['latin1', [0xc7, 0xd1, 0xb1, 0xdb]],
  ])('a code page that the bytes speak against is refused, though it could hold them: %s', async (label, bytes) => {
    const bench = new Bench(file(bytes));
    const { code, stderr } = await bench.run('check', '--fix', '--encoding', label);
    expect(code).toBe(2);
    expect(stderr).toContain(`line 2, is not valid ${label}`);
    expect(bench.bytes).toEqual(file(bytes));
  });

  test.each([
    ['shift_jis', 'not-that-encoding'],
    ['klingon', 'unknown-encoding'],
    ['utf-8', 'unknown-encoding'],
  ])('what it is not is refused: %s', async (label, code) => {
    const before = file([0xff, 0xfd]);
    const bench = new Bench(before);
    const { code: exit, stdout } = await bench.run('check', '--fix', '--encoding', label, '--json');
    expect(exit).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ code });
    expect(bench.bytes).toEqual(before);
  });
});

test.each(['.wslconfig', './x/.wslconfig', 'C:\\Users\\me\\.wslconfig', 'settings.ini'])(
  'show takes the name of a file for one: %s',
  async (name) => {
    const { code, stderr } = await new Bench(NAT).run('show', name);
    expect(code).toBe(2);
    expect(stderr).toContain('--file');
  },
);

describe('the command to run next', () => {
  const BROKEN = '[wsl2]\nnetworkingMode=mirored\n';

  test.each([
    ['my file', ['show'], "wslnet check --file 'my file'"],
    ["it's", ['show'], 'wslnet check --file "it\'s"'],
    ['.wslconfig', ['show'], 'wslnet check --file .wslconfig'],
    ['my file', ['undo', '--to', 'abcdef'], "wslnet history --file 'my file'"],
    ['my file', ['history', 'show', 'abcdef'], "wslnet history --file 'my file'"],
    ['my file', ['redo', '--to', 'abcdef'], "wslnet history --file 'my file'"],
  ])('names the file that the user named: %s, %j', async (name, words, command) => {
    const bench = new Bench(NAT);
    writeFileSync(join(bench.folder, name), BROKEN);
    const { stderr } = await bench.runWith({}, ...words, '--file', name);
    expect(stderr).toContain(`: ${command}\n`);
  });

  test('names none where the user named none', async () => {
    const bench = new Bench(BROKEN);
    const env = { WSLNET_CONFIG: join(bench.folder, '.wslconfig') };
    expect((await bench.runWith({ env }, 'show')).stderr).toMatch(/: wslnet check\n$/);
    expect((await bench.runWith({ env }, 'undo', '--to', 'abcdef')).stderr).toMatch(/: wslnet history\n/);
  });

  test.each([
    [['show', 'there'], 'wslnet show --file there'],
    [['get', './.wslconfig'], 'wslnet get --file ./.wslconfig'],
    [['unset', 'nowhere.wslconfig'], 'wslnet unset --file nowhere.wslconfig'],
    [['profile', 'save', 'home', '.wslconfig'], 'wslnet profile save --file .wslconfig'],
    [['set', '.wslconfig', 'nat'], 'wslnet set mirrored --file .wslconfig'],
  ])('a file where a setting should be is told as one: %j', async (words, command) => {
    const bench = new Bench(NAT);
    writeFileSync(join(bench.folder, 'there'), NAT);
    const { code, stderr } = await bench.run(...words);
    expect({ code, text: bench.text }).toEqual({ code: 2, text: NAT });
    expect(stderr).toContain(`is the name of a file, not of a setting.\nUse --file: ${command}\n`);
  });
});

test.each([
  [['dnsTunneling=', 'true'], 'dnsTunneling and its value must be one word.\nWrite dnsTunneling=true,'],
  [['ignoredPorts=80,', '443'], 'Write ignoredPorts=80,443,'],
  [['ignoredPorts', '80', '443'], 'Write ignoredPorts=80,443,'],
  [['vmSwitch=My', 'Switch'], "Put it in quotes: 'vmSwitch=My Switch'\n"],
  [['vmSwitch', 'My', 'Switch'], "Put it in quotes: 'vmSwitch=My Switch'\n"],
  [['dns', 'on'], "error: Unknown mode or setting 'dns'.\nDid you mean dnsTunneling, dnsProxy,"],
  [
    ['dnsTunnelling', 'true', 'mirored'],
    "'dnsTunnelling'. Unknown mode or setting 'mirored'.\nDid you mean dnsTunneling? Did you",
  ],
  [['--nope'], "has no option '--nope'.\n\nUsage"],
  [['--mirrored'], 'Did you mean wslnet set mirrored?'],
])('what goes wrong in the words of set is told as what was meant: %j', async (words, said) => {
  const bench = new Bench(NAT);
  const { code, stderr } = await bench.run('set', ...words);
  expect({ code, text: bench.text }).toEqual({ code: 2, text: NAT });
  expect(stderr).toContain(said);
});

test.each([
  [['profile', 'vpn'], 'Did you mean wslnet profile use vpn?'],
  [['profile', 'home'], 'Choose from list, show,'],
  [['undo', '3f2a91'], 'Did you mean wslnet undo --to 3f2a91?'],
  [['history', '3f2a91'], 'Did you mean wslnet history show 3f2a91?'],
  [['undo', '--to', '--file', '.wslconfig'], "The option '--to' needs a value."],
  [['completion', 'zsh', 'install'], 'Did you mean wslnet completion install?'],
  [['status', 'my .wslconfig'], "Did you mean wslnet status --file 'my .wslconfig'?"],
  [['help', 'mirrored'], 'Did you mean wslnet explain mirrored?'],
  [['unset', 'all'], 'To list the settings: wslnet show --all'],
])('a word in the wrong place is told as what was meant: %j', async (words, said) => {
  const { code, stderr } = await new Bench(NAT).runWith({}, ...words);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

test.each([
  [['ignoredPorts+=80', 'ignoredPorts=443'], '+=80', '=443'],
  [['ignoredPorts+=80', 'ignoredPorts-=80'], '+=80', '-=80'],
  [['ignoredPorts-=80,443', 'ignoredPorts+=443'], '-=80,443', '+=443'],
  [['ignoredPorts', '80', 'ignoredPorts=443'], '80', '443'],
])('one change that takes another back is refused: %j', async (words, one, other) => {
  const bench = new Bench(NAT);
  const { code, stderr } = await bench.run('set', ...words);
  expect({ code, text: bench.text }).toEqual({ code: 2, text: NAT });
  expect(stderr).toContain(`ignoredPorts cannot be both '${one}' and '${other}'.`);
});

test.each([
  [['path', '--file', '-'], 2, 'path needs a file; it cannot use standard input.'],
  [['check', '--encoding', 'gbk'], 2, '--encoding is for --fix alone.'],
])('%j is refused', async (words, code, said) => {
  const result = await new Bench(NAT).runWith({ input: NAT }, ...words);
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
  expect(result.stderr).toContain(said);
});

test('path --json says whether the file is there, and show names each setting once', async () => {
  const bench = new Bench(NAT);
  const exists = async (file: string) =>
    JSON.parse((await bench.runWith({}, 'path', '--json', '-f', file)).stdout).exists;
  expect([await exists('.wslconfig'), await exists('missing')]).toEqual([true, false]);
  const { stdout } = await bench.run('show', 'ipv6', 'IPV6', 'wsl2.ipv6');
  expect(stdout.match(/^ipv6/gm)).toHaveLength(1);
});

test.each([
  ['an empty fragment', ['apply', '-'], '# nothing\n'],
  ['what this machine does not support', ['set', 'mirrored', '--if-supported'], ''],
])('of %s it is not said that the file has it', async (_, words, input) => {
  const { code, stderr } = await new Bench(NAT).runWith({ input }, ...words, '--file', '.wslconfig');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Nothing to change in \.wslconfig\.$/m);
  expect(stderr).not.toContain('Already');
});

test.each([
  [['check', '--fix', '-', '--format', 'github'], '--format github'],
  [['check', '--fix', '-', '--format', 'sarif'], '--format sarif'],
  [['check', '--fix', '-', '--json'], '--json'],
  [['set', 'nat', '-f', '-', '--json'], '--json'],
])('%j names the option that was typed', async (words, option) => {
  const { code, stdout, stderr } = await new Bench(NAT).runWith({ input: NAT }, ...words);
  expect(code).toBe(2);
  expect(stdout + stderr).toMatch(new RegExp(`cannot be used with ${option}\\.`));
});

describe('what is said of a file that another program may read', () => {
  const said = async (...words: string[]) => (await new Bench().run('set', 'nat', ...words)).stderr;

  test('a new one is created, also on a dry run', async () => {
    expect(await said()).toMatch(/^Created \.wslconfig$/m);
    expect(await said('--dry-run')).toMatch(/^Would create \.wslconfig$/m);
  });

  test('WSL reads one of its name, and perhaps another', async () => {
    expect(await said()).toMatch(/^To apply this, restart WSL: wslnet restart /m);
    const { stderr } = await new Bench().runWith({}, 'set', 'nat', '--file', 'network.ini');
    expect(stderr).toMatch(/^If WSL reads this file, restart WSL: wslnet restart /m);
  });
});

test.each([
  [['apply', 'fragment', '--prune', 'all'], 3, 'Did you mean --prune=all?'],
  [['apply', 'all'], 3, 'Give a file in the format of .wslconfig'],
  [['apply', 'fragment', '--prune=some'], 2, 'Use --prune or --prune=all.'],
])('%j leads to the option that is meant', async (words, code, hint) => {
  const bench = new Bench(NAT);
  writeFileSync(join(bench.folder, 'fragment'), NAT);
  const result = await bench.run(...words);
  expect(result).toMatchObject({ code, stderr: expect.stringContaining(hint) });
});
