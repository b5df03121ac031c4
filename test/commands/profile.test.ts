import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { putProfile, readProfiles, removeProfile } from '../../src/change/profiles.ts';
import type { Failure } from '../../src/failure.ts';
import { NETWORKING_NAMES } from '../../src/settings/catalogue.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';

const FILE = '# mine\n[wsl2]\nmemory=8GB\nnetworkingMode=nat # home\ndnsTunneling=true\n';

/** A bench whose own profiles are in a file of its folder. */
class ProfileBench extends Bench {
  readonly profiles = join(this.folder, 'config', 'wslnet', 'profiles.ini');

  constructor(profiles?: string, file: string | undefined = FILE) {
    super(file);
    if (profiles === undefined) return;
    mkdirSync(dirname(this.profiles), { recursive: true });
    writeFileSync(this.profiles, profiles);
  }

  async profile(...words: string[]) {
    const env = { XDG_CONFIG_HOME: join(this.folder, 'config') };
    return await this.runWith({ env }, 'profile', ...words, '--file', '.wslconfig');
  }

  get kept(): string {
    return readFileSync(this.profiles, 'utf8');
  }
}

describe('profile save and use', () => {
  test('bring back the networking settings of the file, whatever was set since', async () => {
    const bench = new ProfileBench();
    const saved = await bench.profile('save', 'home');
    expect(saved).toMatchObject({ code: 0, stdout: '' });
    expect(saved.stderr).toBe(
      'Saved profile home: networkingMode=nat dnsTunneling=true; no other networking settings.\n',
    );
    await bench.run('set', 'mirrored', 'dnsTunneling=off', 'ignoredPorts=80', 'memory=4GB');
    expect((await bench.profile('use', 'home')).code).toBe(0);
    expect(bench.text).toBe(
      '# mine\n[wsl2]\nmemory=4GB\nnetworkingMode=nat # home\ndnsTunneling=true\n\n[experimental]\n',
    );
    expect((await bench.profile('use', 'home')).stderr).toContain('nothing to change');
  });

  test('of some settings leave the others alone', async () => {
    const bench = new ProfileBench();
    expect((await bench.profile('save', 'quiet', 'DNSTUNNELING', 'wsl2.firewall', 'memory')).stderr).toBe(
      'Saved profile quiet: dnsTunneling=true memory=8GB; not set: firewall.\n',
    );
    expect(bench.kept).toBe('[quiet]\ndnsTunneling = true\nfirewall = \nmemory = 8GB\n');
    await bench.run('set', 'mirrored', 'dnsTunneling=off', 'firewall=on', 'memory=4GB');
    await bench.profile('use', 'quiet');
    expect(bench.text).toBe(FILE.replace('=nat', '=mirrored'));
  });

  test('save says when there is nothing new, and replaces in place what there is', async () => {
    const bench = new ProfileBench('; mine\n[home]\nipv6 = true\n\n; the other\n[office]\nipv6 = true\n');
    expect((await bench.profile('save', 'Home', 'networkingMode')).code).toBe(0);
    const kept = '; mine\n[Home]\nnetworkingMode = nat\n\n; the other\n[office]\nipv6 = true\n';
    expect(bench.kept).toBe(kept);
    expect((await bench.profile('save', 'Home', 'networkingMode')).stderr).toBe(
      'Nothing to save: profile Home already has these settings.\n',
    );
    await bench.profile('save', 'new', 'dnsTunneling');
    expect(bench.kept).toBe(`${kept}\n[new]\ndnsTunneling = true\n`);
  });

  test('--dry-run keeps and changes nothing', async () => {
    const bench = new ProfileBench();
    expect((await bench.profile('save', 'home', '--dry-run')).stderr).toMatch(/^Would save profile home/);
    expect(existsSync(bench.profiles)).toBe(false);
    const { code, stdout } = await bench.profile('use', 'mirrored', '--dry-run');
    expect({ code, text: bench.text }).toEqual({ code: 0, text: FILE });
    expect(stdout).toContain('+networkingMode=mirrored # home\n');
  });

  test('take a value as a person writes it, from a file with a mark and CRLF', async () => {
    const bench = new ProfileBench('\ufeff[office]\r\nDnsTunneling = off\r\nignoredPorts = 80 443\r\n');
    expect((await bench.profile('use', 'OFFICE')).code).toBe(0);
    expect(bench.text).toBe(`${FILE.replace('=true', '=false')}\n[experimental]\nignoredPorts=80,443\n`);
    await bench.profile('save', 'home', 'networkingMode');
    expect(bench.kept).toBe(
      '\ufeff[office]\r\nDnsTunneling = off\r\nignoredPorts = 80 443\r\n\r\n[home]\r\nnetworkingMode = nat\r\n',
    );
  });

  test('what save replaced is in the history', async () => {
    const bench = new ProfileBench('[home]\nipv6 = true\n');
    await bench.profile('save', 'home', 'networkingMode');
    expect((await bench.runWith({}, 'undo', '--file', bench.profiles)).code).toBe(0);
    expect(bench.kept).toBe('[home]\nipv6 = true\n');
  });

  test('use --restart asks as set --restart does', async () => {
    const { code, stderr } = await runInMemory(new MemoryMachine(FILE), ['profile', 'use', 'mirrored', '--restart']);
    expect(code).toBe(2);
    expect(stderr).toContain('Add --yes');
  });
});

describe('the built-in profiles', () => {
  const table: [name: string, after: string][] = [
    ['mirrored', `${FILE.replace('=nat', '=mirrored')}firewall=true\nautoProxy=true\n`],
    ['nat', '# mine\n[wsl2]\nmemory=8GB\n'],
    ['vpn', `${FILE.replace('=nat', '=mirrored')}autoProxy=true\n\n[experimental]\nbestEffortDnsParsing=true\n`],
    ['vpn-virtioproxy', `${FILE.replace('=nat', '=virtioproxy')}autoProxy=true\n`],
  ];
  for (const [name, after] of table) {
    test(name, async () => {
      const bench = new ProfileBench();
      expect((await bench.profile('use', name)).code).toBe(0);
      expect(bench.text).toBe(after);
      const rows = (await bench.profile('list')).stdout.split('\n');
      expect(rows.find((row) => row.startsWith(`${name} `))).toMatch(/^[a-z-]+ +built in, in use /);
      expect(await bench.profile('save', name)).toMatchObject({ code: 2 });
      expect((await bench.profile('delete', name)).stderr).toContain(
        `The profile ${name} is built in and cannot be changed.`,
      );
    });
  }
});

describe('profile list, show, diff and delete', () => {
  const PROFILES = '[home]\nnetworkingMode = nat\n\n[office]\nnetworkingMode = mirrored\nfirewall =\n';

  test('list names them and marks those in use', async () => {
    const { stdout, code } = await new ProfileBench(PROFILES).profile('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^home +in use +networkingMode=nat\noffice +networkingMode=mirrored; not set: firewall$/m);
  });

  test('list does without a file to compare', async () => {
    const bench = new ProfileBench();
    const { code, stdout } = await bench.runWith({ env: { WSLNET_CONFIG: '' } }, 'profile', 'list', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).profiles.map(({ inUse }: { inUse: unknown }) => inUse)).toEqual([null, null, null, null]);
  });

  test('list says what keeps one from being used', async () => {
    const { stdout } = await new ProfileBench('[Mirrored]\nipv6 = true\n[bad]\nipv7 = true\n').profile('list');
    expect(stdout).toMatch(/^Mirrored +Not used: a built-in profile has this/m);
    expect(stdout).toMatch(/^bad +Profile bad: Unknown setting 'ipv7'\.$/m);
  });

  test('list --verbose says where they are', async () => {
    const bench = new ProfileBench(PROFILES);
    expect((await bench.profile('list', '--verbose')).stderr).toContain(
      `Your own profiles are kept in ${bench.profiles}.\n`,
    );
  });

  test('show prints the settings', async () => {
    const bench = new ProfileBench(PROFILES);
    expect((await bench.profile('show', 'office')).stdout).toBe('networkingMode  mirrored\nfirewall        not set\n');
    expect(JSON.parse((await bench.profile('show', 'office', '--json')).stdout)).toEqual({
      schema: 'wslnet.profile-show/1',
      name: 'office',
      builtIn: false,
      settings: [
        { setting: 'networkingMode', value: 'mirrored' },
        { setting: 'firewall', value: null },
      ],
    });
  });

  test('diff prints what use would change', async () => {
    const bench = new ProfileBench(PROFILES);
    expect(await bench.profile('diff', 'office')).toMatchObject({
      ...{ code: 0, stdout: '  networkingMode  nat -> mirrored  line 4\n' },
    });
    expect(await bench.profile('diff', 'home')).toMatchObject({
      ...{ code: 0, stdout: '', stderr: '.wslconfig already matches profile home.\n' },
    });
    expect(JSON.parse((await bench.profile('diff', 'office', '--json')).stdout)).toEqual({
      schema: 'wslnet.profile-diff/1',
      file: '.wslconfig',
      name: 'office',
      changes: [{ setting: 'networkingMode', section: 'wsl2', before: 'nat', after: 'mirrored', line: 4 }],
    });
  });

  test('delete takes one out and leaves the rest', async () => {
    const bench = new ProfileBench(`; mine\n${PROFILES}`);
    expect((await bench.profile('delete', 'HOME')).stderr).toBe('Deleted profile home.\n');
    expect(bench.kept).toBe('; mine\n[office]\nnetworkingMode = mirrored\nfirewall =\n');
    expect(await bench.profile('delete', 'home')).toMatchObject({ code: 2 });
  });
});

describe('what is wrong with a profile is said, and nothing is changed', () => {
  const table: [does: string, profiles: string, words: string[], exit: number, failure: string, named: string][] = [
    ['unknown profile', '', ['use', 'mirored'], 2, 'unknown-profile', 'mirrored'],
    ['unknown, none near', '', ['show', 'zzzzzzzz'], 2, 'unknown-profile', 'wslnet profile list'],
    ['unknown setting in it', '[a]\nipv7 = 1\n', ['use', 'a'], 2, 'bad-profile', 'ipv7'],
    ['bad value in it', '[a]\nipv6 = maybe\n', ['use', 'a'], 2, 'bad-profile', 'maybe'],
    ['bad name', '', ['save', 'a.b'], 2, 'bad-profile-name', 'a.b'],
    ['name with a bracket', '', ['save', 'a]'], 2, 'bad-profile-name', 'a]'],
    ['unknown setting to save', '', ['save', 'a', 'ipv7'], 2, 'unknown-setting', 'ipv7'],
    ['a setting above the first name', 'ipv6=true\n[a]\n', ['list'], 3, 'profiles-not-readable', 'line 1'],
    ['words behind a name', '[a]\n[b] ; work\nipv6=true\n', ['delete', 'a'], 3, 'profiles-not-readable', 'line 2'],
    ['a name with an indent', '[a]\n [b]\nipv6=true\n', ['save', 'a'], 3, 'profiles-not-readable', 'line 2'],
    ['a name with a dot', '[a.b]\nipv6=true\n', ['use', 'a.b'], 3, 'profiles-not-readable', 'line 1'],
    ['a name in quotes', '["a"]\nipv6=true\n', ['delete', 'a'], 3, 'profiles-not-readable', 'line 1'],
    ['a name twice', '[a]\nipv6=true\n[A]\n', ['use', 'a'], 3, 'profiles-not-readable', 'line 3'],
    ['a list', '[a]\nignoredPorts[]=80\n', ['use', 'a'], 3, 'profiles-not-readable', 'line 2'],
    ['a key without a value', '[a]\nmirrored\n', ['use', 'a'], 3, 'profiles-not-readable', 'line 2'],
    ['a lone CR', '[a]\ripv6=true\n', ['show', 'a'], 3, 'profiles-not-readable', 'line 1'],
  ];
  for (const [does, profiles, words, exit, failure, named] of table) {
    test(does, async () => {
      const bench = new ProfileBench(profiles);
      const result = await bench.profile(...words, '--json');
      const { code, message, hint } = JSON.parse(result.stdout);
      expect({ exit: result.code, code, text: bench.text, kept: bench.kept }).toEqual({
        exit,
        code: failure,
        text: FILE,
        kept: profiles,
      });
      expect(`${message} ${hint}`).toContain(named);
    });
  }

  test('a value that WSL refuses is not saved', async () => {
    const bench = new ProfileBench(undefined, '[wsl2]\nipv6=maybe\n');
    const { stderr } = await bench.profile('save', 'home');
    expect(stderr).toContain(", line 2: 'maybe' is not a valid value for ipv6.\nTo see how to fix it: wslnet check");
    expect(existsSync(bench.profiles)).toBe(false);
  });

  test('a value that INI cannot keep is not saved', async () => {
    const bench = new ProfileBench(undefined, "[wsl2]\nvmSwitch='\n");
    const { code, stderr } = await bench.profile('save', 'home');
    expect(code).toBe(2);
    expect(stderr).toContain("A profile cannot store ''' for vmSwitch");
    expect(existsSync(bench.profiles)).toBe(false);
  });

  test('a system that names no folder for them', async () => {
    const bench = new ProfileBench();
    const env = { XDG_CONFIG_HOME: '', HOME: '' };
    const words = ['save', 'home', '--file', '.wslconfig'];
    const { code, stderr } = await bench.runWith({ env }, 'profile', ...words);
    expect(code).toBe(4);
    expect(stderr).toContain('there is no folder for profiles.\nSet XDG_CONFIG_HOME or HOME');
    expect((await bench.runWith({ env }, 'profile', 'list', '--file', '.wslconfig')).code).toBe(0);
  });

  test('bytes that are no text', async () => {
    const bench = new ProfileBench('');
    writeFileSync(bench.profiles, Buffer.from([0xff, 0x41]));
    const { code, stderr } = await bench.profile('save', 'home');
    expect(code).toBe(3);
    expect(stderr).toContain('profiles.ini is not text.');
    expect(readFileSync(bench.profiles)).toEqual(Buffer.from([0xff, 0x41]));
    expect(await bench.profile('use', 'vpn'), 'a built-in one').toMatchObject({ code: 0 });
  });

  test('a folder that cannot be made', async () => {
    const bench = new ProfileBench();
    writeFileSync(join(bench.folder, 'config'), '');
    const { code, stderr } = await bench.profile('save', 'home');
    expect(code).toBe(4);
    expect(stderr).toContain('profiles.ini cannot be written');
  });

  test('no file to save from', async () => {
    const bench = new ProfileBench('', '');
    const env = { XDG_CONFIG_HOME: join(bench.folder, 'config') };
    expect((await bench.runWith({ env }, 'profile', 'save', 'home', '--file', 'nope')).code).toBe(3);
  });
});

describe('the file of profiles', () => {
  const value = fc.string({ maxLength: 12 }).filter((text) => text === text.trim());
  const profile = fc.record({
    name: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,8}$/),
    isBuiltIn: fc.constant(false),
    entries: fc
      .uniqueArray(fc.constantFrom(...NETWORKING_NAMES), { minLength: 1 })
      .chain((names) => fc.tuple(...names.map((key) => value.map((text) => ({ key: key as string, value: text }))))),
  });
  const line = fc.constantFrom(
    '',
    '; note',
    '# note',
    '[home]',
    '[office]',
    'ipv6 = true',
    'vmSwitch=x ; y',
    ' x',
    'x',
  );
  const text = fc.array(line).map((lines) => lines.map((each) => `${each}\n`).join(''));

  test('gives back what is put in, and keeps every other profile and comment', () => {
    fc.assert(
      fc.property(text, profile, (before, own) => {
        let after: string;
        try {
          after = putProfile(before, own, 'profiles.ini', '\n');
        } catch (error) {
          expect(['unkeepable-profile', 'profiles-not-readable']).toContain((error as Failure).code);
          return;
        }
        const profiles = readProfiles(after, 'profiles.ini');
        expect(profiles.find(({ name }) => name === own.name)).toEqual({ ...own, entries: expect.anything() });
        for (const entry of own.entries) {
          expect(profiles.find(({ name }) => name === own.name)?.entries).toContainEqual(entry);
        }
        expect(others(after, own.name)).toEqual(others(before, own.name));
        expect(putProfile(after, own, 'profiles.ini', '\n'), 'a second time changes nothing').toBe(after);
        const removed = removeProfile(after, own.name);
        expect(others(removed, own.name)).toEqual(others(before, own.name));
        expect(readProfiles(removed, 'profiles.ini').some(({ name }) => name === own.name)).toBe(false);
      }),
    );
  });

  function others(content: string, name: string) {
    return readProfiles(content, 'profiles.ini').filter((each) => each.name.toLowerCase() !== name.toLowerCase());
  }
});
