import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interpret, type SettingChange } from 'wslnet';
import { readIni } from '../../src/ini/read.ts';
import { decode } from '../../src/ini/text.ts';
import { numRuns, SAMPLE } from '../corpus/corpus.ts';
import { anyBytes, nearGrammarBytes } from '../ini/near-grammar.ts';
import { expectLaws } from './laws.ts';
import { someChanges } from './some-changes.ts';

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
      for (const { bytes } of SAMPLE) expectLaws(bytes, changes);
    });
  }

  test('on every corpus input: changes at random', () => {
    const picks = fc.sample(someChanges, SAMPLE.length);
    for (const [index, { bytes }] of SAMPLE.entries()) expectLaws(bytes, picks[index] ?? []);
  });

  test('on text that is nearly grammatical, in each encoding', () => {
    fc.assert(fc.property(nearGrammarBytes, someChanges, expectLaws), { numRuns: numRuns(10_000) });
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
    for (const { bytes } of SAMPLE) expectTiles(bytes);
  });

  test('tiles text that is nearly grammatical', () => {
    fc.assert(fc.property(nearGrammarBytes, expectTiles), { numRuns: numRuns(5_000) });
  });

  test('throws for no bytes at all', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const { error, config } = interpret(bytes, {});
        expect(config === null).toBe(error !== null);
      }),
      { numRuns: numRuns(5_000) },
    );
  });
});
