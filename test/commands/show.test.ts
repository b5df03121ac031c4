import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { expectGolden } from '../golden/golden.ts';
import { lacks } from '../needs.ts';

const SAMPLE = readFileSync(new URL('../sample.wslconfig', import.meta.url), 'utf8');

/** Duplicates, both names of a setting, a refused value, lines WSL cannot read, and settings without effect. */
const MESSY = `[experimental]
networkingMode=Mirrored
dnsTunneling=yes
ignoredPorts=3000, x, 443
bestEffortDnsParsing=true

[wsl2]
networkingMode=nat
firewall=false
localhostForwarding=false
; swap=0
kernel=C:\\tmp\\kernel
vmSwitch="Br\u00fccke \t"
dhcpTimeout=0x10
memory=6144MB
memory=8GB
`;

describe('show', () => {
  test.each([
    ['show-sample', SAMPLE, []],
    ['show-messy', MESSY, []],
    ['show-messy-all', MESSY, ['--all']],
    ['show-messy-named', MESSY, ['wsl2.FIREWALL', 'memory', 'processors']],
    ['show-empty', '', []],
    ['show-bridged', '[wsl2]\nnetworkingMode=bridged\nipv6=true\ndnsTunneling=true\n', []],
    ['show-safe-mode', '[wsl2]\nnetworkingMode=mirrored\nsafeMode=true\nautoProxy=true\n', []],
    ['show-virtio-off', '[wsl2]\nnetworkingMode=virtioproxy\nvirtio=false\n', []],
    ['show-bad-address', '[wsl2]\ndnsTunneling=true\n[experimental]\ndnsTunnelingIpAddress=10.0.0\n', []],
    ['show-given-up', '[wsl2]\nnetworkingMode=mirrored\nmacAddress=none\n', []],
    [
      'show-many-ports',
      `[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=${Array.from({ length: 40 }, (_, i) => 3000 + 17 * i)}\n`,
      [],
    ],
  ])('%s', async (name, content, words) => {
    const { code, stdout } = await new Bench(content).run('show', ...words);
    expect(code).toBe(0);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expectGolden(name, stdout);
  });

  test('--json holds every networking setting with its origin', async () => {
    const { code, stdout } = await new Bench(MESSY).run('show', '--json');
    const { schema, file, settings } = JSON.parse(stdout);
    expect({ code, schema, file }).toEqual({ code: 0, schema: 'wslnet.show/1', file: '.wslconfig' });
    expect(settings).toHaveLength(18);
    const byName = Object.fromEntries(settings.map((setting: { name: string }) => [setting.name, setting]));
    expect(byName['networkingMode']).toEqual({
      name: 'networkingMode',
      section: 'wsl2',
      value: 'mirrored',
      configured: 'mirrored',
      source: 'file',
      line: 2,
      inert: false,
      reason: null,
    });
    expect(byName['dnsTunneling']).toMatchObject({
      ...{ value: true, configured: 'yes', source: 'default', line: 3, inert: true },
    });
    expect(byName['firewall']).toMatchObject({ value: true, configured: false, source: 'mode', line: 9, inert: true });
    expect(byName['ignoredPorts']).toMatchObject({ value: [443, 3000], configured: [443, 3000], source: 'file' });
    expect(byName['localhostForwarding']).toMatchObject({ value: false, source: 'file', inert: true });
    expect(byName['vmSwitch']).toMatchObject({ value: 'Br\ufffdcke \t', inert: true });
    expect(byName['dhcpTimeout']).toMatchObject({ value: 16, line: 14 });
    expect(byName['macAddress']).toMatchObject({ value: null, configured: null, source: 'default', line: null });
  });

  test('--json with names holds these', async () => {
    const { settings } = JSON.parse((await new Bench(MESSY).run('show', '--json', 'memory')).stdout);
    expect(settings).toMatchObject([{ name: 'memory', section: 'wsl2', value: 6442450944, line: 15 }]);
  });

  test('a path cannot move the cursor either', async () => {
    const { code, stderr } = await new Bench().runWith({}, 'show', '-f', 'no\u001b[31mfile/x');
    expect(code).toBe(3);
    expect(stderr).toContain('no\u241b[31mfile');
  });

  test('control characters in a file cannot reach the terminal', async () => {
    const { stdout } = await new Bench('[wsl2]\nvmSwitch=\u001b[2Jx\u009b\u202ey\n').run('show', 'vmSwitch');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come out
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout).toContain('\u241b[2Jx');
  });

  test.each([
    ['a missing file', ['show'], 3, /does not exist/],
    ['an unknown setting', ['show', 'dnsTunelling'], 2, /Did you mean dnsTunneling/],
  ] as const)('%s', async (_, words, code, said) => {
    const result = await new Bench().run(...words);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(said);
  });
});

describe('get', () => {
  test.each([
    ['networkingMode', 'mirrored\n'],
    ['experimental.NETWORKINGMODE', 'mirrored\n'],
    ['ignoredPorts', '443,3000\n'],
    ['firewall', 'false\n'],
    ['dnsTunneling', 'yes\n'],
    ['dhcpTimeout', '16\n'],
    ['memory', '6GB\n'],
  ])('%s', async (name, value) => {
    expect(await new Bench(MESSY).run('get', name)).toMatchObject({ code: 0, stdout: value, stderr: '' });
  });

  test('of what the file does not set prints nothing and exits with 1', async () => {
    expect(await new Bench(MESSY).run('get', 'ipv6')).toMatchObject({ code: 1, stdout: '', stderr: '' });
    const json = await new Bench(MESSY).run('get', 'ipv6', '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'wslnet.get/1', name: 'ipv6', value: null, line: null });
  });

  test.each([
    ['firewall', 0, 'true\n'],
    ['ipv6', 0, 'false\n'],
    ['dnsTunneling', 0, 'true\n'],
    ['macAddress', 1, ''],
  ])('--effective %s', async (name, code, stdout) => {
    expect(await new Bench(MESSY).run('get', name, '--effective')).toMatchObject({ code, stdout });
  });

  test.each([
    ['a missing file', 3, ['get', 'ipv6']],
    ['an unknown setting', 2, ['get', 'ipv7']],
    ['too many settings', 2, ['get', 'ipv6', 'dhcp']],
  ] as const)('%s exits with %i', async (_, code, words) => {
    expect(await new Bench().run(...words)).toMatchObject({ code, stdout: '' });
  });
});

describe('unset', () => {
  test('takes out every entry under all names, with its comment, and no other comment', async () => {
    const bench = new Bench('[wsl2]\n# why\nfirewall=true # own\nipv6=1\n[experimental]\nfirewall=false\n');
    const { code, stderr } = await bench.run('unset', 'firewall');
    expect({ code, text: bench.text }).toEqual({ code: 0, text: '[wsl2]\n# why\nipv6=1\n[experimental]\n' });
    expect(stderr).toMatch(/firewall +true -> not set +line 3/);
    expect(await bench.run('unset', 'firewall')).toMatchObject({ code: 0, stdout: '' });
  });

  test('of a file that does not exist has nothing to do and makes none', async () => {
    const bench = new Bench();
    expect(await bench.run('unset', 'firewall', '--json')).toMatchObject({ code: 0 });
    expect(() => bench.bytes).toThrow();
  });

  test('--json says what went', async () => {
    const { stdout } = await new Bench('[wsl2]\nipv6=1\n').run('unset', 'ipv6', 'dhcp', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.unset/1',
      changed: true,
      changes: [{ setting: 'ipv6', section: 'wsl2', before: true, after: null, line: 2 }],
    });
  });

  test('an unknown setting is refused', async () => {
    expect((await new Bench('[wsl2]\n').run('unset', 'nothing')).code).toBe(2);
  });
});

describe('path', () => {
  const run = async (env: NodeJS.ProcessEnv, ...words: string[]) =>
    await new Bench().runWith({ env }, 'path', ...words);

  test('--file comes first, then WSLNET_CONFIG, then the shared USERPROFILE inside WSL', async () => {
    const wsl = { WSL_DISTRO_NAME: 'Debian', USERPROFILE: '/mnt/d/Users/Zoë' };
    expect(await run({ ...wsl, WSLNET_CONFIG: '/tmp/x' }, '-f', 'y')).toMatchObject({ code: 0, stdout: 'y\n' });
    expect(await run({ ...wsl, WSLNET_CONFIG: '/tmp/x' })).toMatchObject({ code: 0, stdout: '/tmp/x\n' });
    expect(await run(wsl)).toMatchObject({ code: 0, stdout: '/mnt/d/Users/Zoë/.wslconfig\n' });
  });

  test('--verbose says which rule found it, on standard error', async () => {
    const { stdout, stderr } = await run({ WSLNET_CONFIG: '/tmp/x' }, '-v');
    expect(stdout).toBe('/tmp/x\n');
    expect(stderr).toMatch(/WSLNET_CONFIG/);
  });

  test('--json', async () => {
    const { stdout } = await run({ WSLNET_CONFIG: '/tmp/x' }, '--json');
    expect(JSON.parse(stdout)).toEqual({
      schema: 'wslnet.path/1',
      file: '/tmp/x',
      rule: 'WSLNET_CONFIG',
      exists: false,
    });
  });

  test('where there is no WSL it asks for --file', async () => {
    const { code, stderr } = await run({});
    expect(code).toBe(5);
    expect(stderr).toMatch(/--file/);
  });

  test('where Windows does not answer it asks for --file', async () => {
    const { code, stderr } = await run({ WSL_DISTRO_NAME: 'Debian' });
    expect(code).toBe(5);
    expect(stderr).toMatch(/did not say who you are.*\n.*--file/);
  });
});

describe('the program', () => {
  test.each([
    ['help', ['--help']],
    ['help-show', ['show', '--help']],
    ['help-get', ['get', '-h']],
    ['help-set', ['help', 'set']],
    ['help-unset', ['unset', '--help']],
    ['help-explain', ['explain', '--help']],
    ['help-edit', ['edit', '--help']],
    ['help-undo', ['undo', '--help']],
    ['help-history', ['history', '--help']],
    ['help-history-show', ['history', 'show', '--help']],
    ['help-status', ['status', '--help']],
    ['help-doctor', ['doctor', '--help']],
    ['help-restart', ['restart', '--help']],
    ['help-path', ['path', '--help']],
    ['help-apply', ['apply', '--help']],
    ['help-profile', ['profile', '--help']],
    ['help-profile-use', ['profile', 'use', '--help']],
    ['help-schema', ['schema', '--help']],
    ['help-exit-codes', ['help', 'exit-codes']],
    ['help-options', ['help', 'options']],
    ['help-profile-use', ['help', 'profile', 'use']],
    ['help-history-show', ['help', 'history', 'show']],
    ['help-completion', ['completion', '--help']],
    ['help-completion-install', ['completion', 'install', '--help']],
  ])('%s', async (name, words) => {
    const { code, stdout, stderr } = await new Bench().runWith({}, ...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectGolden(name, stdout);
  });

  test('without arguments prints its help', async () => {
    const { code, stdout } = await new Bench().runWith({});
    expect(code).toBe(0);
    expectGolden('help', stdout);
  });

  test('knows its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    for (const words of [['--version'], ['-V'], ['show', '--version']]) {
      expect(await new Bench().runWith({}, ...words)).toMatchObject({ code: 0, stdout: `${version}\n` });
    }
    const { stdout } = await new Bench().runWith({}, '--json', '-V');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'wslnet.version/1', version });
  });

  test.each([
    ['an unknown command', ['shw'], /Did you mean wslnet show\?/],
    ['an unknown option', ['show', '--jsn'], /'wslnet show' has no option '--jsn'.\nDid you mean --json\?/],
    ['help for an unknown command', ['help', 'nope'], /Unknown command 'nope'/],
    ['options without a command', ['--quiet'], /No command given/],
    ['an option without its value', ['show', '--file'], /needs a value/],
  ])('%s exits with 2', async (_, words, said) => {
    const { code, stdout, stderr } = await new Bench().runWith({}, ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });

  test('a usage error is JSON where JSON was asked for', async () => {
    const { code, stdout } = await new Bench().runWith({}, 'shw', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wslnet.error/1',
      code: 'bad-usage',
      hint: 'Did you mean wslnet show?',
    });
  });

  test('colours by option, then NO_COLOR, FORCE_COLOR and TERM', async () => {
    const isColored = async (env: NodeJS.ProcessEnv, ...words: string[]) =>
      (await new Bench(SAMPLE).runWith({ env }, 'show', '-f', '.wslconfig', ...words)).stdout.includes('\u001b[');
    expect(await isColored({})).toBe(false);
    expect(await isColored({}, '--color', 'always')).toBe(true);
    expect(await isColored({ NO_COLOR: '1' }, '--color=always')).toBe(true);
    expect(await isColored({ FORCE_COLOR: '1' }, '--color', 'never')).toBe(false);
    expect(await isColored({ FORCE_COLOR: '1' })).toBe(true);
    expect(await isColored({ FORCE_COLOR: '1', TERM: 'dumb' })).toBe(true);
    expect(await isColored({ FORCE_COLOR: '0' })).toBe(false);
    expect(await isColored({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  test('colour only adds to the text', async () => {
    const bench = new Bench(MESSY);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
    const plain = (await bench.run('show', '--color', 'always')).stdout.replace(/\u001b\[\d+m/g, '');
    expect(plain).toBe((await bench.run('show')).stdout);
  });

  test.each(['--help', '--version'])(
    'a full disk behind the standard output of %s is said, and exits with 4',
    (word) => {
      const program = new URL('../../bin/wslnet.js', import.meta.url).pathname;
      const script = `"${process.execPath}" "${program}" ${word} >/dev/full`;
      const { status, stderr } = spawnSync('bash', ['-c', script]);
      expect(status).toBe(4);
      expect(stderr.toString()).toMatch(/output cannot be written: ENOSPC/);
    },
  );

  test.each(['--help', '--version'])('a reader who has had enough of %s is no failure', (word) => {
    const program = new URL('../../bin/wslnet.js', import.meta.url).pathname;
    const script = `(sleep 0.3; "${process.execPath}" "${program}" ${word}; echo $? >&2) | true`;
    const { stderr } = spawnSync('bash', ['-c', script]);
    expect(stderr.toString()).toBe('0\n');
  });

  test.each([
    ['is full', '2>/dev/full'],
    ['is closed', '2> >(exec true)'],
  ])('what is said about a change may go unheard: it is made where standard error %s', (_, redirection) => {
    const bench = new Bench('[wsl2]\nnetworkingMode=nat\n');
    const program = new URL('../../bin/wslnet.js', import.meta.url).pathname;
    const words = `sleep 0.3; "${process.execPath}" "${program}" set mirrored --verbose --file "${bench.file}"`;
    const env = { ...process.env, XDG_STATE_HOME: bench.state };
    const { status } = spawnSync('bash', ['-c', `{ ${words}; } ${redirection}`], { env });
    expect({ status, text: bench.text }).toEqual({ status: 0, text: '[wsl2]\nnetworkingMode=mirrored\n' });
  });

  test('a file that may not grow behind standard output is said, and exits with 4', () => {
    const bench = new Bench();
    const program = new URL('../../bin/wslnet.js', import.meta.url).pathname;
    const script = `trap '' XFSZ; ulimit -f 0; "${process.execPath}" "${program}" --help >"${bench.file}"`;
    const { status, stderr } = spawnSync('bash', ['-c', script]);
    expect(status).toBe(4);
    expect(stderr.toString()).toMatch(/output cannot be written: EFBIG/);
  });

  test('a pipe can be what is read', () => {
    const program = new URL('../../bin/wslnet.js', import.meta.url).pathname;
    const script = `"${process.execPath}" "${program}" get ipv6 --file <(sleep 0.1; printf '[wsl2]\\nipv6=true\\n')`;
    expect(spawnSync('bash', ['-c', script]).stdout.toString()).toBe('true\n');
  });

  test.skipIf(lacks('a pipe that does not wait', ['perl']))(
    'a pipe that does not wait, and is slowly read, gets every byte',
    async () => {
      const bench = new Bench(`[wsl2]\nvmSwitch=${'x'.repeat(1_000_000)}\n`);
      const program = new URL('../../bin/wslnet.js', import.meta.url).pathname;
      // Whoever has a pipe can have all others write to it without waiting.
      const script = 'use Fcntl; fcntl(STDOUT, F_SETFL, O_NONBLOCK | O_WRONLY); exec @ARGV';
      const words = [program, 'show', '--all', '--json', '-f', bench.file];
      const child = spawn('perl', ['-e', script, process.execPath, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      for await (const chunk of child.stdout) {
        text += chunk;
        await sleep(5);
      }
      expect(text.length).toBeGreaterThan(1_000_000);
      expect(text).toBe((await bench.runWith({}, 'show', '--all', '--json', '-f', bench.file)).stdout);
    },
  );

  test('a reader that goes away is no failure', () => {
    const bench = new Bench(`[wsl2]\nvmSwitch=${'x'.repeat(1_000_000)}\n`);
    const program = new URL('../../bin/wslnet.js', import.meta.url).pathname;
    const script = `"${process.execPath}" "${program}" show --all -f "${bench.file}" | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    expect(spawnSync('bash', ['-c', script]).stdout.toString()).toBe('0\n');
  });
});
