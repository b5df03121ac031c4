import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../src/machine/facts.ts';
import { addressOf, addressProblem, type Target } from '../../src/reach/address.ts';
import { listener, MACHINES, machineOf, network } from './machines.ts';

const PLACES = ['wsl2', 'windows'] as const;

/** From Linux to Windows; from Windows to Linux; from the network. */
const TABLE: readonly (readonly [mode: string, windows: string, linux: string, lan: string])[] = [
  ['mirrored', '127.0.0.1', '127.0.0.1', '192.168.1.5'],
  ['nat', '172.20.16.1', '127.0.0.1', '192.168.1.5'],
  ['virtioproxy', '127.0.0.1', '127.0.0.1', '192.168.1.5'],
  ['bridged', '192.168.1.5', '172.20.16.2', '172.20.16.2'],
];

describe('the address that works', () => {
  test.each(TABLE)('in %s', (mode, windows, linux, lan) => {
    const [inside, outside] = PLACES.map((place) => machineOf({ mode, view: { place } }));
    if (!inside || !outside) throw new Error();
    expect(addressOf('windows', inside)).toBe(windows);
    expect(addressOf('linux', outside)).toBe(linux);
    expect([addressOf('lan', inside), addressOf('lan', outside)]).toEqual([lan, lan]);
    expect([addressOf('linux', inside), addressOf('windows', outside)]).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  test('in WSL 1 both sides are one', () => {
    expect(addressOf('windows', machineOf({ mode: 'wsl1', view: { place: 'wsl1' } }))).toBe('127.0.0.1');
  });

  test('without localhost forwarding Windows reaches Linux via its address', () => {
    const view = machineOf({ mode: 'nat', view: { place: 'windows', localhostForwarding: false } });
    expect(addressOf('linux', view)).toBe('172.20.16.2');
  });

  test('the network reaches Windows on the adapter of the default route', () => {
    const networks = [{ ...network('Domain', '10.8.0.2', 'VPN'), isDefault: false }, network('Private')];
    expect(addressOf('lan', machineOf({ mode: 'nat', networks }))).toBe('192.168.1.5');
  });

  test.each([
    ['windows', { mode: 'nat', view: { natGateway: unknown('unreadable', '/proc/net/route') } }, 'address-unknown', 5],
    ['lan', { mode: 'nat', networks: [] }, 'not-connected', 5],
    ['windows', { mode: 'none' }, 'no-address', 1],
    ['windows', { mode: 'nat', view: { mode: unknown('not-running', 'wslinfo') } }, 'mode-unknown', 5],
  ] as const)('%s is not known: %j', (target, seen, code, exitCode) => {
    expect(() => addressOf(target, machineOf(seen))).toThrow(expect.objectContaining({ code, exitCode }));
  });
});

describe('what is wrong with a port there', () => {
  const problem = (target: Target, port: number, name: string, place: 'wsl2' | 'windows' = 'wsl2') =>
    addressProblem(target, { protocol: 'tcp', port }, { ...(MACHINES[name] ?? expect.fail()), place });

  test.each([
    ['windows', 5432, 'mirrored, nothing opened', null],
    ['windows', 99, 'mirrored, nothing opened', 'Nothing listens on port 99 on Windows.'],
    [
      'windows',
      3306,
      'nat, nothing opened',
      'Port 3306 on Windows (mysqld) cannot be reached from Linux: listens on localhost only.',
    ],
    [
      'windows',
      5432,
      'nat, nothing opened',
      'Port 5432 on Windows (postgres) cannot be reached from Linux: blocked by default.',
    ],
    ['lan', 3000, 'nat, opened by wslnet and by others', null],
    [
      'lan',
      3000,
      'nat, nothing opened',
      'Port 3000 in Linux (node) cannot be reached from other devices: nat mode does not forward it.',
    ],
    ['lan', 5432, 'mirrored, nothing opened', null],
    ['lan', 99, 'mirrored, nothing opened', 'Nothing listens on port 99 in Linux or on Windows.'],
    [
      'lan',
      3000,
      'mirrored, where the firewall is not told',
      'Port 3000 in Linux (node) may not be reachable from other devices: the firewall rules are unknown.',
    ],
  ] as const)('%s %i, %s', (target, port, name, sentence) => {
    expect(problem(target, port, name)).toBe(sentence);
  });

  test('from Windows', () => {
    expect(problem('linux', 3000, 'nat, nothing opened', 'windows')).toBeNull();
    expect(problem('linux', 5173, 'mirrored, nothing opened', 'windows')).toMatch(/listens on ::1 only/);
  });

  test.each([
    ['bridged', {}],
    ['nat', { localhostForwarding: false }],
  ] as const)('from Windows by an address, to one who listens on localhost (%s)', (mode, more) => {
    const view = machineOf({ mode, linux: [listener('vite', '127.0.0.1', 5173)], view: { place: 'windows', ...more } });
    expect(addressOf('linux', view)).toBe('172.20.16.2');
    expect(addressProblem('linux', { protocol: 'tcp', port: 5173 }, view)).toMatch(/listens on localhost only/);
  });

  test('is not said where it is not known who listens', () => {
    const view = machineOf({ mode: 'nat', facts: { windowsListeners: unknown('timed-out', 'powershell.exe') } });
    expect(addressProblem('windows', { protocol: 'tcp', port: 1 }, view)).toBeNull();
    const open = machineOf({
      mode: 'mirrored',
      linux: [listener('node', '0.0.0.0', 1)],
      facts: { windowsNetworks: known([]) },
    });
    expect(addressProblem('lan', { protocol: 'tcp', port: 1 }, open)).toMatch(/connected to no network/);
  });
});
