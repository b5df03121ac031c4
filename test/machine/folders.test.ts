import { expect, test } from 'vitest';
import { historyFolder, profilesPath } from '../../src/machine/locate.ts';

test.each([
  ['on Windows', { LOCALAPPDATA: 'C:\\Users\\Zo\u00eb\\AppData\\Local' }, 'win32', /^C:.*\\Local\\wslnet\\history$/],
  ['elsewhere', { XDG_STATE_HOME: '/state', HOME: '/home/z' }, 'linux', /^\/state\/wslnet\/history$/],
  ['without XDG_STATE_HOME', { HOME: '/home/z' }, 'linux', /^\/home\/z\/.local\/state\/wslnet\/history$/],
  ['with a relative one, which does not count', { XDG_STATE_HOME: 'x', HOME: '/home/z' }, 'linux', /^\/home\/z\//],
] as const)('histories are %s where such things go', (_, env, platform, expected) => {
  expect(historyFolder(env, platform)).toMatch(expected);
});

test.each(['win32', 'linux'] as const)('%s without its variables has no histories', (platform) => {
  expect(historyFolder({}, platform)).toBeNull();
});

test.each([
  ['on Windows', { APPDATA: 'C:\\Zo\u00eb\\Roaming' }, 'win32', 'C:\\Zo\u00eb\\Roaming\\wslnet\\profiles.ini'],
  ['elsewhere', { XDG_CONFIG_HOME: '/config', HOME: '/home/z' }, 'linux', '/config/wslnet/profiles.ini'],
  ['without XDG_CONFIG_HOME', { HOME: '/home/z' }, 'darwin', '/home/z/.config/wslnet/profiles.ini'],
] as const)('profiles are %s where such things go', (_, env, platform, expected) => {
  expect(profilesPath(env, platform)).toBe(expected);
});

test.each(['win32', 'linux'] as const)('%s without its variables has no profiles', (platform) => {
  expect(profilesPath({}, platform)).toBeNull();
});

test('a relative home is none', () => {
  expect(profilesPath({ HOME: 'z' }, 'linux')).toBeNull();
  expect(historyFolder({ HOME: 'z', XDG_STATE_HOME: 'x' }, 'linux')).toBeNull();
});
