import { describe, expect, test } from 'vitest';
import { type Facts, known, unknown } from '../../src/machine/facts.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { Sandbox } from '../bench/sandbox.ts';
import { MIRRORED, START, WELL } from '../bench/well.ts';
import { NAT, tcp } from '../doctor/examine.ts';
import { expectGolden } from '../golden/golden.ts';

function machine(facts: Partial<Facts>, text: string | null, isWindows = false): MemoryMachine {
  const made = new MemoryMachine(text, { isWindows });
  made.facts = { ...WELL, ...facts };
  return made;
}

describe('status --short', () => {
  test.each<[name: string, facts: Partial<Facts>, text: string | null, said: string]>([
    ['well', {}, MIRRORED, 'mirrored'],
    ['the default', { activeMode: known('nat') }, null, 'nat'],
    ['fallen back', { activeMode: known('nat') }, MIRRORED, 'nat (should be mirrored)'],
    [
      'to be restarted',
      { activeMode: known('nat'), fileChangedAt: known(START + 1) },
      MIRRORED,
      'nat (restart for mirrored)',
    ],
    ['changed otherwise', { fileChangedAt: known(START + 1) }, MIRRORED, 'mirrored (restart)'],
    ['WSL 1', { activeMode: known('wsl1') }, MIRRORED, 'wsl1'],
    ['not told', { activeMode: unknown('timed-out', 'wslinfo') }, MIRRORED, 'mirrored'],
  ])('%s', async (_, facts, text, said) => {
    const { code, stdout, stderr } = await runInMemory(machine(facts, text), ['status', '--short']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${said}\n`, stderr: '' });
  });

  test('on Windows asks nothing at all', async () => {
    const windows = machine({}, MIRRORED, true);
    expect((await runInMemory(windows, ['status', '--short'])).stdout).toBe('mirrored\n');
    expect(windows.asked).toEqual([]);
  });

  test('in a distribution starts no program of Windows', async () => {
    const sandbox = new Sandbox('wsl2').standIn('wslinfo', { '--networking-mode': { text: 'mirrored\n' } });
    for (const name of ['cmd.exe', 'wsl.exe', 'reg.exe', 'powershell.exe']) sandbox.standIn(name, {});
    sandbox.write('/proc/stat', 'btime 1700000000\n');
    const { code, stdout } = await sandbox.run('status', '--short');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'mirrored\n' });
    expect(sandbox.calls).not.toMatch(/\.exe/);
  });

  test('where nothing is known prints nothing, and exits with 5', async () => {
    const nowhere = new MemoryMachine(null);
    nowhere.knowsHome = false;
    expect(await runInMemory(nowhere, ['status', '--short'])).toEqual({ code: 5, stdout: '', stderr: '' });
  });
});

describe('status --picture', () => {
  test.each<[mode: string, facts: Partial<Facts>, text: string]>([
    ['mirrored', { linuxListeners: known(tcp(5173)) }, MIRRORED],
    ['nat', { activeMode: known('nat'), vmAddress: known('172.28.144.10') }, NAT],
  ])('draws %s with the addresses of this machine', async (mode, facts, text) => {
    const { code, stdout } = await runInMemory(machine(facts, text), ['status', '--picture'], { columns: 80 });
    expect(code).toBe(0);
    const drawing = stdout.slice(stdout.indexOf('     LAN'));
    const boxes = drawing.split('\n').filter((line) => line.includes('|') || line.includes('+--'));
    expect(new Set(boxes.map((line) => line.lastIndexOf('|') + line.lastIndexOf('+') + 1)).size).toBe(1);
    expectGolden(`status-picture-${mode}`, drawing);
  });

  test('says what is not known, and draws what is', async () => {
    const facts: Partial<Facts> = {
      windowsNetworks: unknown('timed-out', 'powershell.exe'),
      linuxListeners: unknown('unreadable', '/proc/net/tcp'),
    };
    const { stdout } = await runInMemory(machine(facts, MIRRORED), ['status', '--picture'], { columns: 80 });
    expect(stdout).toMatch(/^Windows +address not known$/m);
    expect(stdout).toMatch(/^Ports +not known$/m);
    const narrow = await runInMemory(machine(facts, MIRRORED), ['status', '--picture'], { columns: 40 });
    expect(narrow.stdout).not.toContain('+---');
    const unknownMode = machine({ activeMode: unknown('failed', 'wslinfo') }, '[wsl2]\nmacAddress=x\n');
    expect((await runInMemory(unknownMode, ['status', '--picture'])).stdout).toMatch(/Cannot draw/);
  });
});

describe('set --dry-run', () => {
  const NOW_NAT: Partial<Facts> = { activeMode: known('nat'), vmAddress: known('172.28.144.10') };

  test('of another mode draws this machine as it is and as it would be, and changes nothing', async () => {
    const nat = machine(NOW_NAT, NAT);
    const { code, stdout, stderr } = await runInMemory(nat, ['set', 'mirrored', '-n'], { columns: 80 });
    expect({ code, text: nat.text }).toEqual({ code: 0, text: NAT });
    expect(stdout).not.toContain('LAN');
    expectGolden('set-dry-run-mirrored', stderr);
    const back = machine({}, MIRRORED);
    expectGolden('set-dry-run-nat', (await runInMemory(back, ['set', 'nat', '-n'], { columns: 80 })).stderr);
  });

  test.each<[string[], Partial<Facts>, string]>([
    [['set', 'mirrored', '-n', '-q'], NOW_NAT, NAT],
    [['set', 'mirrored', '-n', '--json'], NOW_NAT, NAT],
    [['set', 'mirrored', '-n', '--file', '-'], NOW_NAT, NAT],
    [['set', 'mirrored'], NOW_NAT, NAT],
    [['set', 'dnsTunneling=false', '-n'], NOW_NAT, NAT],
    // A mode that this machine cannot have gives the one that it has.
    [
      ['set', 'mirrored', '-n'],
      { ...NOW_NAT, windows: known({ build: 19045, revision: 1, edition: 'Professional' }) },
      NAT,
    ],
  ])('%j draws nothing', async (words, facts, text) => {
    const { code, stderr } = await runInMemory(machine(facts, text), words, { columns: 80 });
    expect(code).toBe(0);
    expect(stderr).not.toContain('LAN');
  });

  test('asks nothing where no mode is to change', async () => {
    const own = machine(NOW_NAT, NAT);
    await runInMemory(own, ['set', 'dnsTunneling=false', '-n']);
    await runInMemory(own, ['set', 'nat', '-n']);
    expect(own.asked).toEqual([]);
  });
});

describe('status at a glance', () => {
  test.each([40, 60, 120])('%i columns wide', async (columns) => {
    const facts = { activeMode: known('nat'), fileChangedAt: known(START + 1000) };
    const { stdout } = await runInMemory(machine(facts, MIRRORED), ['status'], { columns });
    expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
    expectGolden(`status-restart-due-${columns}`, stdout);
  });

  test.each<[health: string, color: number, facts: Partial<Facts>]>([
    ['well', 32, {}],
    ['pending', 33, { activeMode: known('nat'), fileChangedAt: known(START + 1000) }],
    ['fallen back', 31, { activeMode: known('nat') }],
  ])('%s has a colour', async (_, color, facts) => {
    const { stdout } = await runInMemory(machine(facts, MIRRORED), ['status', '--color', 'always']);
    expect(stdout.split('\n')[0]).toContain(`\u001b[${color}m`);
  });
});
