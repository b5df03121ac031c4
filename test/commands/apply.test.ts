import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runWith } from '../bench/run-in-memory.ts';
import { WELL } from '../bench/well.ts';

const FILE = '# mine\n[wsl2]\nmemory=8GB # half\nnetworkingMode = nat\nlocalhostForwarding=true\n';

function benchWith(fragments: Record<string, string>, file: string | undefined = FILE): Bench {
  const bench = new Bench(file);
  for (const [name, text] of Object.entries(fragments)) writeFileSync(join(bench.folder, name), text);
  return bench;
}

describe('apply brings settings into the file and touches nothing else', () => {
  const table: { does: string; fragments: Record<string, string>; words?: string[]; file?: string; after: string }[] = [
    {
      does: 'changes in place and adds where WSL reads it',
      fragments: { a: '# ours\n[wsl2]\nnetworkingMode=mirrored # best\ndnsTunneling=true\n' },
      after: FILE.replace('= nat', '= mirrored').concat('dnsTunneling=true\n'),
    },
    {
      does: 'takes every setting of .wslconfig, not only those of the network',
      fragments: { a: '[wsl2]\nmemory=4GB\nswapFile=C:\\\\swap.vhdx\n[experimental]\nsparseVhd=true\n' },
      after: FILE.replace('8GB', '4GB').concat('swapFile=C:\\\\swap.vhdx\n\n[experimental]\nsparseVhd=true\n'),
    },
    {
      does: 'heeds the last of several fragments',
      fragments: { a: '[wsl2]\nnetworkingMode=mirrored\nipv6=true\n', b: '[wsl2]\nnetworkingMode=none\n' },
      after: FILE.replace('= nat', '= none').concat('ipv6=true\n'),
    },
    {
      does: 'heeds the first entry within a fragment, as WSL does',
      fragments: { a: '[wsl2]\nnetworkingMode=Mirrored\nnetworkingMode=mirrored\n' },
      after: FILE.replace('= nat', '= Mirrored'),
    },
    {
      does: 'writes a setting from its former section where it belongs',
      fragments: { a: '[experimental]\nfirewall=false\n' },
      after: `${FILE}firewall=false\n`,
    },
    {
      does: 'does not judge a fragment by the mode, which the file may have',
      fragments: { a: '[wsl2]\nnetworkingMode=bridged\n' },
      file: '[wsl2]\nvmSwitch=Lan\n',
      after: '[wsl2]\nvmSwitch=Lan\nnetworkingMode=bridged\n',
    },
    {
      does: 'makes the file',
      fragments: { a: '[wsl2]\nnetworkingMode=mirrored\n' },
      file: '',
      after: '[wsl2]\nnetworkingMode=mirrored\n',
    },
    {
      does: 'with --prune takes out the networking settings that no fragment names',
      fragments: { a: '[wsl2]\ndnsTunneling=true\n', b: '[wsl2]\nipv6=true\n' },
      words: ['--prune'],
      after: '# mine\n[wsl2]\nmemory=8GB # half\ndnsTunneling=true\nipv6=true\n',
    },
    {
      does: 'with --prune and nothing named leaves no networking setting',
      fragments: { a: '# nothing\n' },
      words: ['--prune'],
      after: '# mine\n[wsl2]\nmemory=8GB # half\n',
    },
    {
      does: 'with --prune=all takes out headers that only lines depended on that go as well',
      fragments: { a: '[wsl2]\nnetworkingMode=mirrored\n' },
      words: ['--prune=all'],
      file: '[boot]\nsystemd=true\n[wsl2\nfirewall=true\n[user]\ndefault=me\n',
      after: '[wsl2]\nnetworkingMode=mirrored\n',
    },
  ];
  for (const { does, fragments, words = [], file, after } of table) {
    test(does, async () => {
      const bench = benchWith(fragments, file);
      const once = await bench.run('apply', ...Object.keys(fragments), ...words);
      expect({ code: once.code, stdout: once.stdout, text: bench.text }).toEqual({ code: 0, stdout: '', text: after });
      expect(once.stderr).not.toMatch(/networkingMode is not in force/);
      utimesSync(bench.file, 1, 1);
      const again = await bench.run('apply', ...Object.keys(fragments), ...words);
      expect({ code: again.code, text: bench.text, time: statSync(bench.file).mtimeMs }).toEqual({
        ...{ code: 0, text: after },
        time: 1000,
      });
      expect(again.stderr).toMatch(/^Already set in \.wslconfig; nothing to change\.$/m);
      expect(again.stderr).not.toMatch(/not in force/);
    });
  }

  test('- is standard input', async () => {
    const bench = new Bench(FILE);
    const input = '[wsl2]\nnetworkingMode=mirrored\n';
    expect((await bench.runWith({ input }, 'apply', '-', '--file', '.wslconfig')).code).toBe(0);
    expect(bench.text).toBe(FILE.replace('= nat', '= mirrored'));
  });

  test('--file - is a filter', async () => {
    const bench = benchWith({ a: '[wsl2]\nnetworkingMode=mirrored\n' });
    const { code, stdout, stderr } = await bench.runWith({ input: FILE }, 'apply', 'a', '--file', '-');
    expect({ code, stdout }).toEqual({ code: 0, stdout: FILE.replace('= nat', '= mirrored') });
    // No file that WSL reads has changed.
    expect(stderr).not.toMatch(/restart/);
  });
});

test('with --prune=all a header that has to stay is named, by its line in the file as it is then', async () => {
  const file = '[boot]\nsystemd=true\n[wsl2\nfirewall=true\n[user]\ndefault=me\n';
  const bench = benchWith({ a: '[wsl2]\nfirewall=true\n' }, file);
  const apply = (...words: string[]) => bench.run('apply', 'a', '--prune=all', ...words);
  expect((await apply('--dry-run')).stderr).toContain('(lines 1 and 3)');
  expect((await apply()).stderr).toContain('(lines 1 and 2)');
  expect(bench.text).toBe('[boot]\n[wsl2\nfirewall=true\n');
  const again = await apply('--file', '.wslconfig');
  expect(again.stderr).toMatch(/\(lines 1 and 2\).* wslnet check --file \.wslconfig$/m);
  expect((await apply('--quiet')).stderr).toBe('');
});

describe('apply --check', () => {
  test('changes nothing, shows the difference and exits with 1 when something would change', async () => {
    const bench = benchWith({ a: '[wsl2]\nnetworkingMode=mirrored\n' });
    const { code, stdout } = await bench.run('apply', 'a', '--check');
    expect({ code, text: bench.text }).toEqual({ code: 1, text: FILE });
    expect(stdout).toContain('-networkingMode = nat\n+networkingMode = mirrored\n');
    const json = JSON.parse((await bench.run('apply', 'a', '--check', '--json')).stdout);
    expect(json).toMatchObject({
      ...{ schema: 'wslnet.apply/1', changed: true, backup: null },
      changes: [{ setting: 'networkingMode', section: 'wsl2', before: 'nat', after: 'mirrored', line: 4 }],
    });
  });

  test('exits with 0 and prints no difference when nothing would', async () => {
    const bench = benchWith({ a: '[wsl2]\nnetworkingMode=NAT\n' });
    expect(await bench.run('apply', 'a', '--check')).toMatchObject({ code: 0, stdout: '' });
  });

  test('never restarts', async () => {
    const machine = new MemoryMachine(FILE);
    const readInput = async () => Buffer.from('[wsl2]\nnetworkingMode=mirrored\n');
    const { code } = await runWith({ machine, readInput }, ['apply', '-', '--check', '--restart']);
    expect({ code, actions: machine.actions, text: machine.text }).toEqual({ code: 1, actions: [], text: FILE });
  });
});

test('--restart restarts WSL where something changed, and only there', async () => {
  const machine = new MemoryMachine(FILE);
  machine.facts = WELL;
  const readInput = async () => Buffer.from('[wsl2]\nnetworkingMode=mirrored\n');
  for (const actions of [
    ['stop', 'start'],
    ['stop', 'start'],
  ]) {
    const { code } = await runWith({ machine, readInput }, ['apply', '-', '--restart', '--yes']);
    expect({ code, actions: machine.actions }).toEqual({ code: 0, actions });
  }
});

test('--restart that fails says so beside the one document', async () => {
  const machine = new MemoryMachine(FILE);
  const readInput = async () => Buffer.from('[wsl2]\nnetworkingMode=mirrored\n');
  const result = await runWith({ machine, readInput }, ['apply', '-', '--restart', '--yes', '--json']);
  expect(JSON.parse(result.stdout)).toMatchObject({ schema: 'wslnet.apply/1', changed: true });
  expect(result).toMatchObject({ code: 5, stderr: expect.stringMatching(/^error: WSL did not answer/) });
});

describe('a fragment that WSL would not read as meant is refused, and nothing is changed', () => {
  const table: { does: string; words: string[]; fragment: string; code: number; said: RegExp }[] = [
    {
      does: 'an error is shown in full',
      words: ['a'],
      fragment: '[wsl2]\nnetworkingmod=mirrored\n',
      code: 2,
      said: /^a:2:1: error\[unknown-key\][\s\S]*networkingMode\?[\s\S]*error: a has an error on line 2, column 1; nothing was applied\.\nFix it and try again\. To see how: wslnet check a\n$/,
    },
    {
      does: 'several errors are counted',
      words: ['a'],
      fragment: '[wsl2]\nipv6=yes\ndhcp=no\n',
      code: 2,
      said: /a:2:6: error[\s\S]*a:3:6: error[\s\S]*error: a has 2 errors, the first on line 2, column 6;/,
    },
    {
      does: 'standard input is not named as a file',
      words: ['-'],
      fragment: '[wsl2]\nipv6=yes\n',
      code: 2,
      said: /error: standard input has an error on line 2, column 6; nothing was applied\.\nFix it and try again\.\n$/,
    },
    {
      does: 'a value that WSL reads, but hardly as meant',
      words: ['a'],
      fragment: '[experimental]\nignoredPorts=3000-3010\n',
      code: 2,
      said: /error: a, line 2: '3000-3010' is not a valid value for ignoredPorts/,
    },
    { does: 'what is not text', words: ['a'], fragment: '\xfe\xff', code: 3, said: /cannot read a as text/ },
    {
      does: 'no file',
      words: ['b'],
      fragment: '',
      code: 3,
      said: /error: b does not exist\.\nGive a file in the format of \.wslconfig/,
    },
    { does: 'one good, one not', words: ['c', 'a'], fragment: '[wsl2]\nipv6=yes\n', code: 2, said: /a has an error/ },
    { does: 'standard input twice', words: ['-', '-'], fragment: '', code: 2, said: /given more than once/ },
  ];
  for (const { does, words, fragment, code, said } of table) {
    test(does, async () => {
      const bench = benchWith({ c: '[wsl2]\nnetworkingMode=mirrored\n' });
      const bytes = Buffer.from(fragment, 'latin1');
      writeFileSync(join(bench.folder, 'a'), bytes);
      for (const more of [[], ['--check']]) {
        const result = await bench.runWith({ input: bytes }, 'apply', ...words, ...more, '--file', '.wslconfig');
        expect({ code: result.code, stdout: result.stdout, text: bench.text }).toEqual({
          ...{ code, stdout: '', text: FILE },
        });
        expect(result.stderr).toMatch(said);
      }
      const json = await bench.runWith({ input: bytes }, 'apply', ...words, '--json', '--file', '.wslconfig');
      expect(JSON.parse(json.stdout).schema).toBe('wslnet.error/1');
      // The diagnostics of a fragment are no part of the document.
      if (/error\[/.test(said.source)) expect(json.stderr).toMatch(/error\[/);
    });
  }

  test('standard input as fragment and as file', async () => {
    const { code, stderr } = await new Bench().runWith({ input: '' }, 'apply', '-', '--file', '-');
    expect(code).toBe(2);
    expect(stderr).toMatch(/given more than once/);
  });
});

test('a warning about a fragment is said and does not stop it', async () => {
  const bench = benchWith({ a: '[wsl2]\n; old\nnetworkingMode=mirrored\n' });
  const { code, stderr } = await bench.run('apply', 'a');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^a:2:1: warning\[semicolon-comment\]/);
  expect((await bench.run('apply', 'a', '--quiet')).stderr).toBe('');
});
