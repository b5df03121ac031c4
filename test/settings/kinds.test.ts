import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { findByName, NETWORKING_NAMES, SETTINGS } from '../../src/settings/catalogue.ts';
import { networkingSchema, settingCodec, settingsSchema } from '../../src/settings/schema.ts';

/** What WSL takes a text for; undefined where it refuses it. */
const READINGS: [setting: string, text: string, value: unknown][] = [
  ['ipv6', 'TRUE', true],
  ['ipv6', '0', false],
  ['ipv6', 'yes', undefined],
  ['ipv6', ' true', undefined],
  ['dhcpTimeout', '010', 8],
  ['dhcpTimeout', '0x10', 16],
  ['dhcpTimeout', '\v -7', -7],
  ['dhcpTimeout', '- 7', undefined],
  ['dhcpTimeout', '08', undefined],
  ['dhcpTimeout', '5s', undefined],
  ['dhcpTimeout', '99999999999', 2147483647],
  ['dhcpTimeout', '-99999999999', -2147483648],
  ['dhcpTimeout', '', undefined],
  ['networkingMode', 'CONSOMME', 'virtioproxy'],
  ['networkingMode', 'VirtioProxy', 'virtioproxy'],
  ['networkingMode', 'host', undefined],
  ['ignoredPorts', '9000,,22, 80,22', [22, 80, 9000]],
  ['ignoredPorts', '', []],
  ['dnsTunnelingIpAddress', '10.0.0.1', '10.0.0.1'],
  ['dnsTunnelingIpAddress', '10.0.0.01', undefined],
  ['dnsTunnelingIpAddress', '10.0.0', undefined],
  ['macAddress', 'aa-bb-cc-dd-ee-0f', 'AA:BB:CC:DD:EE:0F'],
  ['macAddress', 'aa-bb:cc-dd-ee-0f', undefined],
  ['memory', '8GB', 2n ** 33n],
  ['memory', '8gb', undefined],
  ['memory', '0', 0n],
  ['memory', '00', undefined],
  ['memory', '1B', 1n],
  ['memory', '99999999999999999999', 2n ** 64n - 1n],
  ['autoMemoryReclaim', 'DROPCACHE', 'dropCache'],
];

describe('each kind reads as WSL does', () => {
  test.each(READINGS)('%s: %j', (name, text, value) => {
    expect(findByName(name)?.kind.read(text).value).toEqual(value);
  });

  test('text is the UTF-8 of the bytes WSL keeps', () => {
    const read = findByName('vmSwitch')?.kind.read;
    expect([read?.('Br\u00c3\u00bccke').value, read?.('Br\u00fccke').value]).toEqual(['Brücke', 'Br\ufffdcke']);
  });

  test('a port list keeps its good items and counts the bad', () => {
    const reading = findByName('ignoredPorts')?.kind.read('80,x,0,65536,443,0x50,3000-3010');
    expect(reading).toEqual({ value: [80, 443, 3000], refusals: 4 });
  });
});

describe('the schema', () => {
  test('turns the text of a whole file into typed values', () => {
    const typed = z.decode(networkingSchema, { networkingMode: 'Mirrored', ignoredPorts: '80, 22', ipv6: '1' });
    expect(typed).toEqual({ networkingMode: 'mirrored', ignoredPorts: [22, 80], ipv6: true });
  });

  test('knows the networking settings and no other', () => {
    expect(Object.keys(networkingSchema.shape)).toEqual(NETWORKING_NAMES);
    expect(z.safeDecode(networkingSchema, { memory: '8GB' } as never).success).toBe(false);
    expect(Object.keys(settingsSchema.shape)).toEqual(SETTINGS.map(({ name }) => name));
  });

  test.each([
    ['ignoredPorts', '3000-3010'],
    ['ignoredPorts', '80,http'],
    ['ipv6', 'on'],
    ['macAddress', 'none'],
  ])('refuses what WSL would misread: %s %s', (name, text) => {
    expect(z.safeDecode(settingCodec(name), text).success).toBe(false);
  });

  test.each(READINGS.filter(([name, text, value]) => value !== undefined && !findByName(name)?.kind.misread(text)))(
    'writes what reads back: %s %j',
    (name, _, value) => {
      const codec = settingCodec(name);
      expect(z.decode(codec, z.encode(codec, value))).toEqual(value);
    },
  );

  test.each([
    ['ignoredPorts', [0]],
    ['networkingMode', 'host'],
    ['dhcpTimeout', 2 ** 31],
  ])('encodes no value outside of its type: %s %j', (name, value) => {
    expect(() => z.encode(settingCodec(name), value)).toThrow();
  });
});

test('the catalogue names each setting once, in the letters of the documentation', () => {
  const names = SETTINGS.map(({ name }) => name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  expect(findByName('WSL2.NETWORKINGMODE')).toBe(findByName('experimental.networkingMode'));
  expect(findByName('experimental.memory')).toBeUndefined();
});
