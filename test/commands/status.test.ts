import { describe, expect, test } from 'vitest';
import { type Facts, known, unknown } from '../../src/machine/facts.ts';
import { Bench } from '../bench/bench.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { HANGS, Sandbox, utf16 } from '../bench/sandbox.ts';
import { MIRRORED, START, WELL } from '../bench/well.ts';
import { expectGolden } from '../golden/golden.ts';

const TEXT = `${MIRRORED}localhostForwarding=true\n`;

function status(facts: Partial<Facts>, text: string | null = TEXT, ...words: string[]) {
  const machine = new MemoryMachine(text);
  machine.facts = facts;
  return runInMemory(machine, ['status', ...words]);
}

describe('status', () => {
  test.each([
    ['status-well', WELL, TEXT],
    ['status-restart-due', { ...WELL, activeMode: known('nat'), fileChangedAt: known(START + 1000) }, TEXT],
    ['status-fallback', { ...WELL, activeMode: known('none') }, TEXT],
    [
      'status-windows-10',
      { ...WELL, windows: known({ build: 19045, revision: 1, edition: 'Core' }), activeMode: known('nat') },
      TEXT,
    ],
    [
      'status-policy',
      { ...WELL, policies: known({ allowNetworkingModeUserSetting: 0 }), activeMode: known('nat') },
      TEXT,
    ],
    ['status-no-file', { ...WELL, fileChangedAt: known(null), activeMode: known('nat') }, null],
    ['status-wsl1', { ...WELL, activeMode: known('wsl1') }, TEXT],
    [
      'status-stopped',
      {
        ...WELL,
        distributions: known([{ name: 'Ubuntu', isDefault: true, isRunning: false, version: 2 }]),
        activeMode: unknown('not-running', 'wslinfo'),
        vmStartedAt: unknown('not-running', '/proc/stat'),
      },
      TEXT,
    ],
    ['status-unknown', {}, TEXT],
  ] as [string, Partial<Facts>, string | null][])('%s', async (name, facts, text) => {
    const { code, stdout, stderr } = await status(facts, text);
    expect({ code, stderr }).toEqual({ code: name === 'status-unknown' ? 5 : 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.length).toBeLessThanOrEqual(25);
    expectGolden(name, stdout);
  });

  /** What changes when the virtual machine starts, and the setting's source and reason. */
  test.each([
    ['mirrored on Windows 10', { windows: known({ build: 19045, revision: 1, edition: null }) }, 'nat', /22621.*19045/],
    [
      'mirrored under the WSL of Windows',
      { wsl: known({ wsl: null, kernel: null }) },
      'nat',
      /2\.0\.0.*built into Windows/,
    ],
    ['mirrored under an old WSL', { wsl: known({ wsl: '1.2.5', kernel: null }) }, 'nat', /2\.0\.0.*1\.2\.5/],
    ['mirrored on an old kernel', { wsl: known({ wsl: '2.6', kernel: '5.4.91' }) }, 'nat', /5\.10.*5\.4\.91/],
    ['mirrored without IPv6', { ipv6DisabledComponents: known(255) }, 'nat', /IPv6/],
    ['mirrored with IPv4 preferred', { ipv6DisabledComponents: known(0x20) }, 'mirrored', null],
    [
      'mirrored without IPv6 before WSL fell back',
      { ipv6DisabledComponents: known(255), wsl: known({ wsl: '2.7.1', kernel: null }) },
      'mirrored',
      null,
    ],
  ] as [string, Partial<Facts>, string, RegExp | null][])('%s', async (_, facts, value, reason) => {
    const { stdout } = await status({ ...WELL, ...facts }, TEXT, '--json');
    const [mode] = JSON.parse(stdout).settings;
    expect(mode).toMatchObject({ value, configured: 'mirrored', source: reason ? 'unsupported' : 'file' });
    if (reason) expect(mode.reason).toMatch(reason);
  });

  test.each<[said: RegExp, facts: Partial<Facts>, text: string]>([
    [/^Mode +none, because safeMode is on$/m, { activeMode: known('none') }, '[wsl2]\nsafeMode=true\n'],
    [/^Mode +mirrored, as a group policy asks$/m, { policies: known({ defaultNetworkingMode: 3 }) }, ''],
    [/^Mode +nat, the default$/m, { activeMode: known('nat') }, ''],
  ])('a mode that the file does not ask for is said to be whose it is: %s', async (said, facts, text) => {
    expect((await status({ ...WELL, ...facts }, text)).stdout).toMatch(said);
  });

  test('bridged without a switch ends without a network', async () => {
    const { stdout } = await status(WELL, '[wsl2]\nnetworkingMode=bridged\n', '--json');
    const { settings, mode } = JSON.parse(stdout);
    expect(mode).toEqual({ configured: 'bridged', expected: 'none', inForce: 'mirrored' });
    expect(settings[0].reason).toMatch(/needs a vmSwitch/);
    const named = await status(WELL, '[wsl2]\nnetworkingMode=bridged\nvmSwitch=x\n', '--json');
    expect(JSON.parse(named.stdout).mode.expected).toBe('bridged');
  });

  test.each([
    [26100, 'Professional', '11 Pro 24H2'],
    [26100, 'Core', '11 Home 24H2'],
    [22631, 'EnterpriseS', '11 Enterprise LTSC 23H2'],
    [19044, 'IoTEnterpriseS', '10 IoT Enterprise LTSC 21H2'],
    [22621, 'ServerRdsh', '11 Enterprise multi-session 22H2'],
    [26100, 'ServerStandard', 'Server 2025 Standard'],
    [20348, 'ServerDatacenter', 'Server 2022 Datacenter'],
    [17763, 'ServerStandard', 'Server 2019 Standard'],
    [19045, null, '10 22H2'],
    [27842, 'Education', '11 Education'],
  ])('build %i with the edition %s is Windows %s', async (build, edition, name) => {
    const { stdout } = await status({ ...WELL, windows: known({ build, revision: 1, edition }) });
    expect(stdout).toContain(`Windows   ${name} (${build}.1)`);
  });

  test('Windows 10 has no Hyper-V firewall', async () => {
    const windows = known({ build: 19045, revision: 1, edition: null });
    const { stdout } = await status({ ...WELL, windows }, '[wsl2]\nfirewall=true\n', '--json');
    const firewall = JSON.parse(stdout).settings.find(({ name }: { name: string }) => name === 'firewall');
    expect(firewall).toMatchObject({ value: false, source: 'unsupported', reason: expect.stringMatching(/Hyper-V/) });
  });

  test('Global Secure Access and policies count', async () => {
    const facts = { globalSecureAccess: known(true), policies: known({ defaultNetworkingMode: 3 }) };
    const { stdout } = await status({ ...WELL, ...facts }, '', '--json');
    const sources = JSON.parse(stdout).settings.map((each: { source: string }) => each.source);
    expect(sources.slice(0, 2)).toEqual(['policy', 'service']);
  });

  test.each([
    ['not-due', { fileChangedAt: known(null), activeMode: known('nat') }],
    ['due', { fileChangedAt: known(null), activeMode: known('mirrored') }],
    ['unknown', { fileChangedAt: known(null), activeMode: unknown('timed-out', 'wslinfo') }],
    ['unknown', { vmStartedAt: unknown('timed-out', '/proc/stat') }],
  ] as [string, Partial<Facts>][])('a restart is %s', async (restart, facts) => {
    const { stdout } = await status({ ...WELL, ...facts }, '', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'wslnet.status/1', restart });
  });

  test('a file that is no text is said, and exits with 3', async () => {
    const bench = new Bench(Buffer.from([0xfe, 0xff, 0, 0x5b]));
    expect(await bench.run('status')).toMatchObject({ code: 3, stdout: '' });
  });

  test('on plain Linux it answers with what it does not know, and exits with 5', async () => {
    const { code, stdout, stderr } = await new Bench().runWith({}, 'status');
    expect({ code, stderr }).toEqual({ code: 5, stderr: '' });
    expect(stdout).toMatch(/^File +Cannot find your \.wslconfig/m);
    expect(stdout).toMatch(/Unknown: .*the\sactive\smode/s);
    const json = JSON.parse((await new Bench().runWith({}, 'status', '--json')).stdout);
    expect(json).toMatchObject({ file: null, mode: { configured: null, expected: null, inForce: null }, settings: [] });
    expect(json.unknown.map((each: { fact: string }) => each.fact)).toContain('windows');
  });
});

describe('status inside a distribution', () => {
  test('asks wslinfo, Windows and the file', async () => {
    const sandbox = new Sandbox('wsl2', { env: { USERPROFILE: '/mnt/c/Users/Zoë' } })
      .standIn('wslinfo', { '--version': { text: '2.6.1\n' }, '--networking-mode': { text: 'nat\n' } })
      .standIn('wsl.exe', { '-l -v': utf16('  NAME     STATE     VERSION\n* Debian   Running   2\n') })
      .standIn('reg.exe', { 'NT\\CurrentVersion': { text: '\r\n    CurrentBuild    REG_SZ    22631\r\n' } })
      .standIn('sc.exe', { query: { text: '1060', exit: 36 } });
    sandbox.write('/mnt/c/Users/Zoë/.wslconfig', TEXT);
    sandbox.write('/proc/stat', 'btime 1700000000\n');
    sandbox.write('/proc/self/status', 'Pid:\t7\nSeccomp:\t0\n');
    const { code, stdout } = await sandbox.run('status', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: '/mnt/c/Users/Zoë/.wslconfig',
      place: 'wsl2',
      mode: { configured: 'mirrored', expected: 'mirrored', inForce: 'nat' },
      restart: 'due',
      wsl: { wsl: '2.6.1', kernel: '5.15.167.4' },
      windows: { build: 22631, revision: 0, edition: null },
      unknown: [],
    });
    expect(sandbox.calls).not.toMatch(/shutdown|-d |-e /);
  });

  test('answers where every program hangs', async () => {
    const sandbox = new Sandbox('wsl2', { timeout: 100, env: { USERPROFILE: '/mnt/c/Users/Zoë' } });
    for (const name of ['wslinfo', 'wsl.exe', 'reg.exe', 'sc.exe', 'cmd.exe']) sandbox.standIn(name, { '': HANGS });
    const { code, stdout } = await sandbox.run('status');
    expect(code).toBe(5);
    expect(stdout).toMatch(/did not answer in time/);
  });
});
