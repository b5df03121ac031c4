import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { expectGolden } from '../golden/golden.ts';

const MESSY = new URL('../messy/', import.meta.url);
const NAMES = readdirSync(MESSY).map((file) => file.replace('.wslconfig', ''));
const messy = (name: string) => readFileSync(new URL(`${name}.wslconfig`, MESSY));

const FINE = '[wsl2]\nnetworkingMode=mirrored\n';
const WARNED = '[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=true # old\n';
const WRONG = '[wsl2]\nnetworkingMode=mirored\n';

describe('check, on files as people have them', () => {
  test('there are ten', () => expect(NAMES).toHaveLength(10));

  test.each(NAMES)('%s', async (name) => {
    const { stdout, stderr } = await new Bench(messy(name)).run('check');
    expect(stderr).toBe('');
    const lines = stdout.split('\n');
    // A path or a message of WSL's has words that no line break can split.
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    expectGolden(`check-${name}`, stdout);
  });

  test.each(NAMES)('%s, fixed', async (name) => {
    const bench = new Bench(messy(name));
    const { stdout } = await bench.run('check', '--fix', '--dry-run');
    expectGolden(`fix-${name}`, stdout);
    expect(bench.bytes).toEqual(messy(name));
    await bench.run('check', '--fix');
    const fixed = bench.bytes;
    expect((await bench.run('check', '--fix', '--json')).stdout).toContain('"changed": false');
    expect(bench.bytes).toEqual(fixed);
  });
});

describe('exit codes', () => {
  test.each([
    [FINE, [], 0],
    [FINE, ['--strict'], 0],
    [WARNED, [], 0],
    [WARNED, ['--strict'], 1],
    [WRONG, [], 1],
    [WARNED, ['--fix', '--strict'], 0],
    [WRONG, ['--fix'], 1],
    [FINE, ['--format', 'xml'], 2],
    [undefined, [], 3],
    [Buffer.from([0xff]), [], 0],
    [Buffer.from([0xff]), ['--strict'], 1],
    [Buffer.from([0xfe, 0xff]), [], 3],
  ] as const)('%j %j exits with %i', async (content, words, code) => {
    expect((await new Bench(content).run('check', ...words)).code).toBe(code);
  });
});

describe('what check prints', () => {
  test('of a file without problems, one sentence', async () => {
    expect(await new Bench(FINE).run('check')).toMatchObject({ stdout: '.wslconfig has no problems.\n', stderr: '' });
    expect(await new Bench(FINE).run('check', '--quiet')).toMatchObject({ stdout: '', stderr: '' });
  });

  test.each([['--json'], ['--format=json']])('%s: one document', async (option) => {
    const { code, stdout } = await new Bench(`${WARNED}firewall=off\n`).run('check', option);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'wslnet.check/1',
      file: '.wslconfig',
      diagnostics: [
        {
          code: 'localhost-forwarding-in-mirrored',
          severity: 'warning',
          message: 'localhostForwarding has no effect in mirrored mode, and WSL warns about it at every start.',
          line: 3,
          column: 1,
          endLine: 3,
          endColumn: 20,
          fixable: true,
          advice: 'Delete the line; mirrored mode shares localhost by itself.',
          wsl: null,
          fix: [{ line: 3, column: 1, endLine: 3, endColumn: 26, newText: '' }],
          page: 'https://github.com/wslnet/wslnet/blob/main/docs/diagnostics.md#localhost-forwarding-in-mirrored',
        },
        {
          code: 'invalid-value',
          severity: 'error',
          message: "WSL does not accept 'off' for firewall and uses the default.",
          line: 4,
          column: 10,
          endLine: 4,
          endColumn: 13,
          fixable: false,
          advice: 'Write false.',
          wsl: "Invalid boolean value 'off' for key 'wsl2.firewall' in .wslconfig:4",
          fix: null,
          page: 'https://github.com/wslnet/wslnet/blob/main/docs/diagnostics.md#invalid-value',
        },
      ],
    });
  });

  test('--format github: workflow commands with everything escaped', async () => {
    const { stdout } = await new Bench('[wsl2]\nvmSwitch=50%\\q\n[Wsl2]\nAutoProxy=false\n').run(
      'check',
      '--format',
      'github',
    );
    expect(stdout.split('\n')).toEqual([
      '::error file=.wslconfig,line=2,endLine=2,col=13,endColumn=15,title=invalid-escape::WSL does not know the escape \\q and ignores the whole line. Write \\\\ for a backslash.',
      '::notice file=.wslconfig,line=3,endLine=3,col=1,endColumn=7,title=other-reader::Other programs may miss autoProxy below this header, because they do not read it as WSL does. If other programs use the file, write the header in lower case, alone on its line.',
      '',
    ]);
  });

  test('--format json: failures are JSON too', async () => {
    const { code, stdout } = await new Bench().run('check', '--format', 'json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'wslnet.error/1', code: 'file-not-found' });
  });

  test('behind the line at which WSL gives up, nothing that WSL would say', async () => {
    const { stdout } = await new Bench('[wsl2]\nmacAddress=bad\nfirewal=true\n').run('check');
    expect(stdout).toContain('Invalid mac address');
    expect(stdout).not.toContain('Unknown key');
  });

  test('from standard input', async () => {
    const { code, stdout } = await new Bench().runWith({ input: WRONG }, 'check', '-f', '-');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^standard input:2:16: error\[invalid-value\]/);
  });

  test('colour only adds, and shows severity', async () => {
    const bench = new Bench(messy('odd-characters'));
    const colored = (await bench.run('check', '--color', 'always')).stdout;
    expect(colored).toContain('\u001b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe((await bench.run('check')).stdout);
  });

  test('carets stand below wide characters and tabs', async () => {
    const { stdout } = await new Bench('[wsl2]\nkernel=\u4ea4\u6362 \t\u00fcx\n').run('check');
    expect(stdout).toContain('  2 | kernel=\u4ea4\u6362     \u00fcx\n    |        ^^\n');
  });
});

describe('check --fix', () => {
  test('writes once, keeps comments, and says what it fixed', async () => {
    const bench = new Bench(`${WARNED}# end\n`);
    const { code, stdout } = await bench.run('check', '--fix');
    expect({ code, text: bench.text }).toEqual({ code: 0, text: '[wsl2]\nnetworkingMode=mirrored\n# old\n# end\n' });
    expect(stdout).toMatch(/^Fixed \.wslconfig:3:1: warning\[localhost-forwarding-in-mirrored\]/);
    expect(stdout).toMatch(/\.wslconfig has no problems\.\n$/);
  });

  test('leaves a file alone in which it can fix nothing, its time included', async () => {
    const bench = new Bench(WRONG);
    const long = new Date(1_000_000_000_000);
    utimesSync(bench.file, long, long);
    expect((await bench.run('check', '--fix')).code).toBe(1);
    expect(statSync(bench.file).mtime).toEqual(long);
  });

  test('--json says what changed and what is left', async () => {
    const before = `[wsl2]\nmemory=8GB ; half\nignoredPorts=80\n${WRONG}`;
    const bench = new Bench(before);
    const answer = JSON.parse((await bench.run('check', '--fix', '--json')).stdout);
    expect(readFileSync(answer.backup, 'utf8'), 'the former bytes').toBe(before);
    expect(answer).toMatchObject({
      schema: 'wslnet.check/1',
      changed: true,
      file: '.wslconfig',
      changes: [
        { setting: 'ignoredPorts', section: 'experimental', before: null, after: [80], line: 7 },
        { setting: 'memory', section: 'wsl2', before: '8GB ; half', after: 8589934592, line: 2 },
      ],
      diagnostics: [{ code: 'invalid-value' }],
    });
  });

  test('--file - gives the fixed file', async () => {
    const { stdout, stderr } = await new Bench().runWith({ input: WARNED }, 'check', '--fix', '-f', '-');
    expect(stdout).toBe('[wsl2]\nnetworkingMode=mirrored\n# old\n');
    expect(stderr).toMatch(/Fixed standard input:3:1/);
    const { code } = await new Bench().runWith({ input: WARNED }, 'check', '--fix', '-f', '-', '--json');
    expect(code).toBe(2);
  });

  test.each([
    [
      'a moved key takes its comments along',
      '[wsl2]\n# why\nignoredPorts=80 # web\nipv6=0\n',
      '[wsl2]\nipv6=0\n\n[experimental]\n# why\nignoredPorts=80 # web\n',
    ],
    [
      'a key is moved into the section there is',
      '[experimental]\nsparseVhd=true\n\n[wsl2]\nignoredPorts=80\n',
      '[experimental]\nsparseVhd=true\nignoredPorts=80\n\n[wsl2]\n',
    ],
    ['a key without a section gets one', 'memory=8GB\n', '[wsl2]\nmemory=8GB\n'],
    [
      'an old name gets the new section',
      '[experimental]\r\nautoProxy=false\r\n',
      '[experimental]\r\n\r\n[wsl2]\r\nautoProxy=false\r\n',
    ],
    [
      'a dead duplicate goes, its comment stays',
      '[wsl2]\nmemory=8GB\nmemory=4GB # once\n',
      '[wsl2]\nmemory=8GB\n# once\n',
    ],
    ['a duplicate of a refused value stays', '[wsl2]\nmemory=8gb\nmemory=4GB\n', '[wsl2]\nmemory=8gb\nmemory=4GB\n'],
    [
      'what a backslash took in is not thrown away',
      '[wsl2]\nmemory=8GB\nkernelCommandLine=a\nkernelCommandLine=b\\\nipv6=0\n',
      '[wsl2]\nmemory=8GB\nkernelCommandLine=a\nkernelCommandLine=b\\\nipv6=0\n',
    ],
    [
      'nor by a setting without effect',
      '[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=true\\\nipv6=0\n',
      '[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=true\\\nipv6=0\n',
    ],
    [
      "a server's path keeps its two backslashes",
      '[wsl2]\nkernel=\\\\srv\\Ubuntu\\k\n',
      '[wsl2]\nkernel=\\\\\\\\srv\\\\Ubuntu\\\\k\n',
    ],
    ['a ; becomes #', '; a\n[wsl2]\nmemory=8GB;b\n', '# a\n[wsl2]\nmemory=8GB #b\n'],
    ['a ; in text stays', '[wsl2]\nkernelCommandLine=a ; b\n', '[wsl2]\nkernelCommandLine=a ; b\n'],
    [
      'backslashes of a path are doubled',
      '[wsl2]\nkernel=C:\\new\\k # c\nswapFile="D:\\s w" # d\n',
      '[wsl2]\nkernel=C:\\\\new\\\\k # c\nswapFile="D:\\\\s w" # d\n',
    ],
    [
      'a mode gets the spelling of the documentation',
      '[wsl2]\nnetworkingMode=Consomme\n',
      '[wsl2]\nnetworkingMode=virtioproxy\n',
    ],
    [
      'a port list is tidied',
      '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=80, 80,, 22\n',
      '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=80,22\n',
    ],
    [
      'a bad port is not thrown away',
      '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=80, x\n',
      '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=80, x\n',
    ],
    [
      'a move that would change more is not made',
      'networkingMode=mirrored\n[wsl2]\nfirewall=false\n',
      'networkingMode=mirrored\n[wsl2]\nfirewall=false\n',
    ],
    ['where reading is given up nothing is touched', '; x\n[wsl2]\nmacAddress=x\n', '; x\n[wsl2]\nmacAddress=x\n'],
  ])('%s', async (_, before, after) => {
    const bench = new Bench(before);
    await bench.run('check', '--fix');
    expect(bench.text).toBe(after);
  });
});

describe('on very large files', () => {
  const wrong = '[wsl2]\n; x\n[experimental]\nmemory=1\n'.repeat(3000);

  test('a difference of very many lines is shown as a whole', async () => {
    const { stdout } = await new Bench(wrong).run('check', '--fix', '--dry-run');
    expect(stdout.split('\n').slice(2, 5)).toEqual(['@@ -1,12000 +1,12000 @@', '-[wsl2]', '-; x']);
  });

  test('a value of any length is shown cut short', async () => {
    const { stdout } = await new Bench(`[wsl2]\nautoProxy=${'x'.repeat(100_000)}\n`).run('check');
    expect(stdout).toContain(`'${'x'.repeat(60)}...'`);
    expect(stdout.length).toBeLessThan(1000);
  });
});

test('what an INI library cannot read at all is no trouble', async () => {
  const { code, stdout } = await new Bench('a=1\n[a]\nc=1\n').run('check');
  expect(code).toBe(1);
  expect(stdout).toContain('.wslconfig has 2 errors.');
});

test('set shows what the change brought about, and nothing that was there before', async () => {
  const bench = new Bench('[wsl2]\nlocalhostForwarding=true\nautoProxy=yes\n');
  const { stderr } = await bench.run('set', 'mirrored');
  expect(stderr).toContain('.wslconfig:2:1: warning[localhost-forwarding-in-mirrored]: ');
  expect(stderr).not.toContain('invalid-value');
  const again = await bench.run('set', 'ignoredPorts=80', 'nat', '--json');
  expect(JSON.parse(again.stdout).diagnostics).toMatchObject([{ code: 'no-effect', line: 7, column: 1 }]);
});
