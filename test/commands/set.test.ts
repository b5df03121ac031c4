import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';

const DOTFILE = `# My machine
[wsl2]
memory=8GB  # half
networkingMode = nat  # for the VPN
localhostForwarding=true

[experimental]
ignoredPorts=3000,9000
`;

describe('set changes one value and nothing else', () => {
  const table: { words: string[]; before: string | undefined; after: string }[] = [
    { words: ['mirrored'], before: undefined, after: '[wsl2]\nnetworkingMode=mirrored\n' },
    { words: ['mirrored'], before: '', after: '[wsl2]\nnetworkingMode=mirrored\n' },
    { words: ['mirrored'], before: '\n', after: '\n[wsl2]\nnetworkingMode=mirrored\n' },
    { words: ['MIRRORED'], before: DOTFILE, after: DOTFILE.replace('= nat', '= mirrored') },
    { words: ['networkingMode=consomme'], before: '[wsl2]\n', after: '[wsl2]\nnetworkingMode=virtioproxy\n' },
    { words: ['networkingMode', 'Nat'], before: '[wsl2]\n', after: '[wsl2]\nnetworkingMode=nat\n' },
    { words: ['WSL2.dnstunneling=on'], before: '[wsl2]\n', after: '[wsl2]\ndnsTunneling=true\n' },
    { words: ['firewall', 'no'], before: '[wsl2]\n', after: '[wsl2]\nfirewall=false\n' },
    {
      words: ['mirrored', 'dnsTunneling=true', 'firewall', 'yes', 'autoProxy=on'],
      before: undefined,
      after: '[wsl2]\nnetworkingMode=mirrored\ndnsTunneling=true\nfirewall=true\nautoProxy=true\n',
    },
    { words: ['ignoredPorts=9000 80, 443'], before: '', after: '[experimental]\nignoredPorts=80,443,9000\n' },
    { words: ['ignoredPorts+=80', 'ignoredPorts+=443'], before: '', after: '[experimental]\nignoredPorts=80,443\n' },
    { words: ['ignoredPorts+=80'], before: DOTFILE, after: DOTFILE.replace('3000,9000', '80,3000,9000') },
    { words: ['ignoredPorts-=3000'], before: DOTFILE, after: DOTFILE.replace('3000,9000', '9000') },
    { words: ['ignoredPorts-=3000,9000'], before: DOTFILE, after: DOTFILE.replace('ignoredPorts=3000,9000\n', '') },
    {
      words: ['ignoredPorts=1', 'ignoredPorts+=2', 'ignoredPorts-=1'],
      before: '',
      after: '[experimental]\nignoredPorts=2\n',
    },
    { words: ['ipv6=no', 'ipv6=false'], before: '', after: '[wsl2]\nipv6=false\n' },
    { words: ['memory=4 gb'], before: DOTFILE, after: DOTFILE.replace('8GB', '4GB') },
    { words: ['vmSwitch=My # "Switch"'], before: '[wsl2]\n', after: '[wsl2]\nvmSwitch="My # \\"Switch\\""\n' },
    { words: ['dhcpTimeout=-1'], before: '[wsl2]\n', after: '[wsl2]\ndhcpTimeout=-1\n' },
    {
      words: ['dnsTunneling=false'],
      before: '[wsl2]\nnetworkingMode=nat',
      after: '[wsl2]\nnetworkingMode=nat\ndnsTunneling=false',
    },
    { words: ['dhcp=no'], before: '[WSL2]\n  ipv6 = true\n', after: '[WSL2]\n  ipv6 = true\n  dhcp = false\n' },
    {
      words: ['dhcp=no'],
      before: '[wsl2]\nipv6        = true\nvmSwitch    = x\n',
      after: '[wsl2]\nipv6        = true\nvmSwitch    = x\ndhcp        = false\n',
    },
    {
      words: ['hostAddressLoopback=on'],
      before: '[wsl2]\nipv6=1\n# vim: ft=dosini\n',
      after: '[wsl2]\nipv6=1\n\n[experimental]\nhostAddressLoopback=true\n\n# vim: ft=dosini\n',
    },
    { words: ['dnsTunneling=off'], before: '[wsl2]\ndnsTunneling =\n', after: '[wsl2]\ndnsTunneling = false\n' },
    { words: ['dnsTunneling=off'], before: '[wsl2]\ndnsTunneling=# c\n', after: '[wsl2]\ndnsTunneling=false # c\n' },
    {
      words: ['hostAddressLoopback=1'],
      before: '[WSL2]\nipv6=1\n',
      after: '[WSL2]\nipv6=1\n\n[EXPERIMENTAL]\nhostAddressLoopback=true\n',
    },
    { words: ['ipv6=on'], before: '[wsl2]\r\ndhcp=0', after: '[wsl2]\r\ndhcp=0\r\nipv6=true' },
    { words: ['mirrored'], before: '\ufeff[wsl2]\n', after: '\ufeff[wsl2]\nnetworkingMode=mirrored\n' },
  ];
  for (const { words, before, after } of table) {
    test(`${words.join(' ')} in ${JSON.stringify(before)?.slice(0, 60)}`, async () => {
      const bench = new Bench(before);
      const { code, stdout } = await bench.run('set', ...words);
      expect({ code, stdout, text: bench.text }).toEqual({ code: 0, stdout: '', text: after });
      const again = await bench.run('set', ...words);
      expect({ code: again.code, text: bench.text }).toEqual({ code: 0, text: after });
    });
  }

  test('a UTF-16 file stays one', async () => {
    const bench = new Bench(Buffer.from('\ufeff[wsl2]\r\nipv6=1\r\n', 'utf16le'));
    expect((await bench.run('set', 'nat')).code).toBe(0);
    expect(bench.bytes).toEqual(Buffer.from('\ufeff[wsl2]\r\nipv6=1\r\nnetworkingMode=nat\r\n', 'utf16le'));
  });
});

describe('a refused command line changes nothing and exits with 2', () => {
  const table: [words: string[], said: RegExp][] = [
    [['mirored'], /Unknown mode or setting 'mirored'.*\nDid you mean mirrored\?/],
    [['networkngMode=nat'], /setting 'networkngMode'.*\n.*networkingMode/],
    [['networkingMode=host'], /'host' is not a valid value for networkingMode/],
    [['dnsTunneling=maybe'], /'maybe' is not a valid value for dnsTunneling/],
    [['dnsTunneling'], /dnsTunneling needs a value/],
    [['dnsTunneling+=true'], /not a list/],
    [['ignoredPorts=0'], /0 is not from 1 to 65535/],
    [['ignoredPorts=99999'], /99999 is not from 1 to 65535/],
    [['ignoredPorts=3000-3010'], /no port ranges/],
    [['ignoredPorts=http'], /'http' is not a port/],
    [['dhcpTimeout=010'], /octal/],
    [['dhcpTimeout=fast'], /'fast' is not a valid value for dhcpTimeout\.\n/],
    [['dhcpTimeout=99999999999'], /does not fit in 32 bits/],
    [['memory=-1GB'], /a size has no sign/],
    [['memory=99999999999999TB'], /too large/],
    [['dnsTunneling', '=', 'true'], /without spaces around the =/],
    [['mirorred'], /Did you mean mirrored\?/],
    [['memory=lots'], /'lots' is not a valid value/],
    [['macAddress=00:11:22'], /macAddress expects six pairs/],
    [['dnsTunnelingIpAddress=10.0.0.256'], /expects an IPv4 address/],
    [['vmSwitch=Brücke'], /'ü' \(U\+00FC\)/],
    [['vmSwitch=a\u0007b'], /U\+0007/],
    [['mirrored', 'ipv6=perhaps'], /'perhaps'/],
    [['--colour', 'mirrored'], /no option '--colour'.\s+Did you mean --color/],
    [['--color', 'blue', 'mirrored'], /Choose from auto, always, never/],
    [[], /Say what to change/],
  ];
  for (const [words, said] of table) {
    test(words.join(' ') || '(no change named)', async () => {
      const bench = new Bench(DOTFILE);
      const { code, stdout, stderr } = await bench.run('set', ...words);
      expect(stderr).toMatch(said);
      expect({ code, stdout, text: bench.text }).toEqual({ code: 2, stdout: '', text: DOTFILE });
    });
  }
});

describe('set beside trouble', () => {
  test('a list keeps its ports when the same command mends the MAC address in front of it', async () => {
    const bench = new Bench('[wsl2]\nmacAddress=bad\n[experimental]\nignoredPorts=3000\n');
    await bench.run('set', 'macAddress=5A:94:EF:E4:0C:EE', 'ignoredPorts+=80');
    expect(bench.text).toBe('[wsl2]\nmacAddress=5A:94:EF:E4:0C:EE\n[experimental]\nignoredPorts=80,3000\n');
  });

  test.each([
    [
      'reading is given up',
      '[wsl2]\nmacAddress=bad\n',
      ['mirrored'],
      /is not in effect\. WSL stops reading at line \d/,
    ],
    ['safe mode is on', '[wsl2]\nsafeMode=true\n', ['mirrored'], /is not in effect\. Safe mode is on/],
    [
      'the mode decides',
      '[wsl2]\nnetworkingMode=mirrored\nfirewall=false\n',
      ['firewall=off'],
      /firewall is not in effect/,
    ],
  ])('it says when what was asked for is not in force: %s', async (_, content, words, said) => {
    const { code, stderr } = await new Bench(content).run('set', ...words);
    expect(code).toBe(0);
    expect(stderr).toMatch(said);
  });
});

describe('what set says', () => {
  test('names what changed, where, and what to do next, on standard error', async () => {
    const { stdout, stderr } = await new Bench(DOTFILE).run('set', 'mirrored', 'ipv6=on');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/networkingMode +nat -> mirrored +line 4/);
    expect(stderr).toMatch(/ipv6 +not set -> true +line 6/);
    expect(stderr).toMatch(/wslnet restart/);
  });

  test('names what loses its effect by the change, and not what had none before', async () => {
    expect((await new Bench(DOTFILE).run('set', 'mirrored')).stderr).toMatch(/localhostForwarding has no effect/);
    expect((await new Bench(DOTFILE).run('set', 'bridged')).stderr).not.toMatch(/ignoredPorts has no effect/);
    const mirrored = DOTFILE.replace('= nat', '= mirrored');
    expect((await new Bench(mirrored).run('set', 'nat')).stderr).toMatch(/ignoredPorts has no effect/);
  });

  test('--quiet says nothing', async () => {
    const bench = new Bench(DOTFILE);
    expect(await bench.run('set', 'mirrored', '--quiet')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(bench.text).toBe(DOTFILE.replace('= nat', '= mirrored'));
  });

  test('--json is one document', async () => {
    const bench = new Bench(DOTFILE);
    const { code, stdout, stderr } = await bench.run('set', 'mirrored', 'ignoredPorts+=80', 'ipv6=off', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      schema: 'wslnet.set/1',
      changed: true,
      file: '.wslconfig',
      changes: [
        { setting: 'networkingMode', section: 'wsl2', before: 'nat', after: 'mirrored', line: 4 },
        { setting: 'ignoredPorts', section: 'experimental', before: [3000, 9000], after: [80, 3000, 9000], line: 9 },
        { setting: 'ipv6', section: 'wsl2', before: null, after: false, line: 6 },
      ],
    });
    expect(readFileSync(answer.backup, 'utf8'), 'the former bytes').toBe(DOTFILE);
    const again = JSON.parse((await bench.run('set', 'mirrored', '--json')).stdout);
    expect(again).toMatchObject({ changed: false, changes: [], backup: null });
  });

  test('--json tells of failures too', async () => {
    const { code, stdout } = await new Bench(DOTFILE).run('set', 'ignoredPorts=0', '--json');
    const { schema, code: errorCode, message, hint } = JSON.parse(stdout);
    expect({ code, schema, errorCode }).toEqual({ code: 2, schema: 'wslnet.error/1', errorCode: 'bad-value' });
    expect(message).toMatch(/not from 1 to 65535/);
    expect(hint).toMatch(/expects ports/);
  });
});

describe('--dry-run', () => {
  test('prints a unified diff and writes nothing', async () => {
    const bench = new Bench(DOTFILE);
    const { code, stdout } = await bench.run('set', 'mirrored', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        '--- .wslconfig',
        '+++ .wslconfig',
        '@@ -1,7 +1,7 @@',
        ' # My machine',
        ' [wsl2]',
        ' memory=8GB  # half',
        '-networkingMode = nat  # for the VPN',
        '+networkingMode = mirrored  # for the VPN',
        ' localhostForwarding=true',
        ' ',
        ' [experimental]',
        '',
      ].join('\n'),
    );
    expect(bench.text).toBe(DOTFILE);
  });

  test('prints nothing to standard output where nothing would change', async () => {
    expect(await new Bench(DOTFILE).run('set', 'nat', '-n')).toMatchObject({ code: 0, stdout: '' });
  });

  test('with --json says what would change', async () => {
    const bench = new Bench(DOTFILE);
    expect(JSON.parse((await bench.run('set', 'mirrored', '-n', '--json')).stdout)).toMatchObject({ changed: true });
    expect(bench.text).toBe(DOTFILE);
  });
});

describe('--file -', () => {
  test('turns standard input into standard output, changed or not', async () => {
    const bench = new Bench();
    const changed = await bench.runWith({ input: DOTFILE }, 'set', 'mirrored', '-f', '-');
    expect(changed).toMatchObject({ code: 0, stdout: DOTFILE.replace('= nat', '= mirrored') });
    const same = await bench.runWith({ input: DOTFILE }, 'set', 'nat', '-f', '-');
    expect(same).toMatchObject({ code: 0, stdout: DOTFILE });
    const empty = await bench.runWith({ input: '' }, 'set', 'nat', '-f', '-');
    expect(empty).toMatchObject({ code: 0, stdout: '[wsl2]\nnetworkingMode=nat\n' });
    expect(readdirSync(bench.folder)).toEqual([]);
  });

  test('with --dry-run gives the diff instead', async () => {
    const { stdout } = await new Bench().runWith({ input: DOTFILE }, 'set', 'mirrored', '-f', '-', '-n');
    expect(stdout).toMatch(/^--- standard input\n/);
  });

  test('with --json is refused: both want standard output', async () => {
    const { code, stdout } = await new Bench().runWith({ input: DOTFILE }, 'set', 'mirrored', '-f', '-', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'wslnet.error/1', code: 'json-needs-stdout' });
  });

  test('gives undecodable input no output at all', async () => {
    const { code, stdout } = await new Bench().runWith(
      { input: Buffer.from([0xfe, 0xff]) },
      'set',
      'mirrored',
      '-f',
      '-',
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });
});

describe('the write', () => {
  test('leaves an unchanged file alone, its time included', async () => {
    const bench = new Bench(DOTFILE);
    const long = new Date(1_000_000_000_000);
    utimesSync(bench.file, long, long);
    expect(await bench.run('set', 'nat')).toMatchObject({ code: 0, stdout: '' });
    expect(statSync(bench.file).mtime).toEqual(long);
  });

  test('keeps permission bits and leaves nothing beside the file', async () => {
    const bench = new Bench(DOTFILE);
    chmodSync(bench.file, 0o640);
    expect((await bench.run('set', 'mirrored')).code).toBe(0);
    expect(statSync(bench.file).mode & 0o7777).toBe(0o640);
    expect(readdirSync(bench.folder)).toEqual(['.wslconfig']);
  });

  test('follows a symbolic link to its target, which stays a link', async () => {
    const bench = new Bench();
    mkdirSync(join(bench.folder, 'dotfiles'));
    const target = join(bench.folder, 'dotfiles', 'wslconfig');
    writeFileSync(target, DOTFILE);
    symlinkSync('dotfiles/wslconfig', bench.file);
    expect((await bench.run('set', 'mirrored')).code).toBe(0);
    expect(lstatSync(bench.file).isSymbolicLink()).toBe(true);
    expect(bench.text).toBe(DOTFILE.replace('= nat', '= mirrored'));
    expect(readdirSync(join(bench.folder, 'dotfiles'))).toEqual(['wslconfig']);
  });

  test('makes the file that a dangling link points to', async () => {
    const bench = new Bench();
    symlinkSync('elsewhere', bench.file);
    expect((await bench.run('set', 'mirrored')).code).toBe(0);
    expect(lstatSync(bench.file).isSymbolicLink()).toBe(true);
    expect(bench.text).toBe('[wsl2]\nnetworkingMode=mirrored\n');
  });

  test.each([
    ['a folder that does not exist', 'missing/.wslconfig', 4, 'file-not-writable', /folder/],
    ['a folder in place of the file', 'folder', 3, 'file-not-readable', /a folder/],
    ['a link that leads to itself', 'loop', 3, 'file-not-readable', /loop\./],
    ['a read-only file', 'read-only', 4, 'file-not-writable', /read-only\./],
  ] as const)('%s', async (_, file, code, error, cause) => {
    const bench = new Bench();
    mkdirSync(join(bench.folder, 'folder'));
    symlinkSync('loop', join(bench.folder, 'loop'));
    writeFileSync(join(bench.folder, 'read-only'), DOTFILE);
    chmodSync(join(bench.folder, 'read-only'), 0o444);
    const before = readdirSync(bench.folder);
    const result = await bench.runWith({}, 'set', 'mirrored', '-f', file, '--json');
    const failure = JSON.parse(result.stdout);
    expect({ code: result.code, error: failure.code }).toEqual({ code, error });
    expect(failure.message).toMatch(cause);
    expect(failure.message).toContain(file);
    expect(readdirSync(bench.folder)).toEqual(before);
  });

  test.each([
    ['UTF-16BE', Buffer.from([0xfe, 0xff, 0, 0x5b]), /UTF-16 in big-endian order/],
    ['UTF-16 without a mark', Buffer.from('[wsl2]\n', 'utf16le'), /UTF-16 without a byte-order mark/],
    ['UTF-16 with other letters', Buffer.from('# yaz\u0131l\u0131m\n[wsl2]\n', 'utf16le'), /without a byte-order mark/],
    ['half a UTF-16 unit', Buffer.from([0xff, 0xfe, 0x5b]), /UTF-16 that ends in half a character/],
  ])('%s is not touched', async (_, bytes, said) => {
    const bench = new Bench(bytes);
    const { code, stdout } = await bench.run('set', 'mirrored', '--json');
    const failure = JSON.parse(stdout);
    expect({ code, error: failure.code }).toEqual({ code: 3, error: 'undecodable-file' });
    expect(failure.message).toMatch(said);
    expect(bench.bytes).toEqual(bytes);
  });
});
