import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interpret, type SettingChange } from 'wslnet';
import { decode } from '../../src/ini/encoding.ts';
import { readIni } from '../../src/ini/reader.ts';
import { CORPUS } from '../corpus/corpus.ts';
import { expectLaws } from './laws.ts';
import { nearGrammarBytes } from './near-grammar.ts';

const aBoolean = fc.constantFrom('true', 'false', 'TRUE', '0');
const values: Record<string, fc.Arbitrary<string>> = {
  networkingMode: fc.constantFrom('mirrored', 'nat', 'Bridged', 'virtioproxy', 'none'),
  dnsTunneling: aBoolean,
  'experimental.firewall': aBoolean,
  'WSL2.AUTOPROXY': aBoolean,
  ipv6: aBoolean,
  ignoredPorts: fc.constantFrom('', '80', '3000,9000,53'),
  hostAddressLoopback: aBoolean,
  dhcpTimeout: fc.constantFrom('1500', '0x10', '-1'),
  macAddress: fc.constantFrom('00:11:22:33:44:55', 'AA-BB-CC-DD-EE-FF'),
  dnsTunnelingIpAddress: fc.constantFrom('10.0.0.2', '10.255.255.254'),
  vmSwitch: fc.string({ unit: fc.constantFrom(...'ab#"\\ \t\n;=[') }),
  memory: fc.constantFrom('8GB', '512M'),
  autoMemoryReclaim: fc.constantFrom('gradual', 'DropCache'),
  distributionInstallPath: fc.constantFrom('C:\\WSL\\', 'D:\\a b'),
};

const aChange: fc.Arbitrary<SettingChange> = fc
  .constantFrom(...Object.entries(values))
  .chain(([setting, value]) => fc.record({ setting: fc.constant(setting), value: fc.option(value, { freq: 4 }) }));

const someChanges = fc.array(aChange, { minLength: 1, maxLength: 4 });

describe('change keeps its laws', () => {
  const plain: SettingChange[][] = [
    [{ setting: 'networkingMode', value: 'mirrored' }],
    [{ setting: 'networkingMode', value: null }],
    [{ setting: 'ignoredPorts', value: '3000' }],
    [{ setting: 'macAddress', value: '00:11:22:33:44:55' }],
    [
      { setting: 'vmSwitch', value: ' a "b" # c\\' },
      { setting: 'dnsTunneling', value: null },
      { setting: 'hostAddressLoopback', value: 'true' },
      { setting: 'firewall', value: 'false' },
    ],
  ];
  for (const changes of plain) {
    const words = changes.map(({ setting, value }) => `${setting}=${value}`).join(' ');
    test(`on every corpus input: ${words}`, () => {
      for (const { bytes } of CORPUS) expectLaws(bytes, changes);
    });
  }

  test('on every corpus input: changes at random', () => {
    const picks = fc.sample(someChanges, CORPUS.length);
    for (const [index, { bytes }] of CORPUS.entries()) expectLaws(bytes, picks[index] ?? []);
  });

  test('on text that is nearly grammatical, in each encoding', () => {
    fc.assert(fc.property(nearGrammarBytes, someChanges, expectLaws), { numRuns: 10_000 });
  });
});

describe('the reader', () => {
  const expectTiles = (bytes: Uint8Array) => {
    const { text } = decode(bytes);
    const { lines } = readIni(text);
    expect(lines.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    for (const { start, bodyEnd, end } of lines) {
      expect(start).toBeLessThan(end);
      expect(text.slice(bodyEnd, end)).toMatch(/^(\r\n|\n|\r)?$/);
    }
  };

  test('tiles every corpus input', () => {
    for (const { bytes } of CORPUS) expectTiles(bytes);
  });

  test('tiles text that is nearly grammatical', () => {
    fc.assert(fc.property(nearGrammarBytes, expectTiles), { numRuns: 5_000 });
  });

  test('throws for no bytes at all', () => {
    const anyBytes = fc.uint8Array({ maxLength: 200 });
    const marked = fc.tuple(fc.constantFrom([0xff, 0xfe], [0xef, 0xbb, 0xbf], [0xfe, 0xff]), anyBytes);
    const anyFile = fc.oneof(
      anyBytes,
      marked.map(([mark, rest]) => Uint8Array.from([...mark, ...rest])),
    );
    fc.assert(
      fc.property(anyFile, (bytes) => {
        const { error, config } = interpret(bytes, {});
        expect(config === null).toBe(error !== null);
      }),
      { numRuns: 5_000 },
    );
  });
});
