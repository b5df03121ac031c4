import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChangeError, change, interpret } from 'wslnet';
import { NOT_TEXT } from '../../src/ini/text.ts';
import { expectLaws } from '../change/laws.ts';
import { someChanges } from '../change/some-changes.ts';
import { anyBytes } from '../ini/near-grammar.ts';

const SHIFT_JIS = [0x83, 0x65, 0x83, 0x58, 0x83, 0x67];
const GBK = [0xc9, 0xe8, 0xd6, 0xc3];

/** A file of text and bytes. */
function file(...parts: (string | readonly number[])[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
}

const valuesOf = (bytes: Uint8Array) => interpret(bytes).settings.map(({ value }) => value);

describe('bytes that are not UTF-8', () => {
  test.each([
    ['Shift-JIS in a comment', SHIFT_JIS],
    ['GBK in a comment', GBK],
    ['Windows-1252 in a comment', [0xe9, 0x20, 0x96]],
  ])('%s harm nothing', (_, bytes) => {
    const before = file('[wsl2]\n# ', bytes, '\nnetworkingMode=mirrored\n');
    expect(interpret(before, {})).toMatchObject({
      warnings: [],
      error: null,
      effective: { networkingMode: 'mirrored' },
    });
    const { bytes: after } = change(before, [{ setting: 'networkingMode', value: 'nat' }]);
    expect(after).toEqual(file('[wsl2]\n# ', bytes, '\nnetworkingMode=nat\n'));
  });

  test.each<[string, readonly number[], string]>([
    ['stray bytes', [0x8e, 0x84], 'a\u00fd\u00fdb'],
    ['a stray lead byte', [0xe9], 'a\u00fdb'],
    ['half of a character', [0xe3, 0x81], 'a\u00fd\u00fdb'],
    ['an overlong form', [0xc0, 0xaf], 'a\u00fd\u00fdb'],
    ['a byte that is none', [0xff], 'a\u00fdb'],
    ['a character of its own', [0xef, 0xbf, 0xbd], 'a\u00fdb'],
  ])('%s in a value are FD each', (_, bytes, value) => {
    expect(valuesOf(file('[wsl2]\nvmSwitch=a', bytes, 'b\n'))).toEqual([value]);
  });

  test('a file that ends within a character ends there', () => {
    const bytes = file('[wsl2]\nvmSwitch=a', [0xe3, 0x81]);
    expect(valuesOf(bytes)).toEqual(['a']);
    const { bytes: after } = change(bytes, [{ setting: 'ipv6', value: 'true' }]);
    expect(after).toEqual(file('[wsl2]\nvmSwitch=a\nipv6=true', [0xe3, 0x81]));
    expect(valuesOf(after)).toEqual(['a', 'true']);
  });

  test('a value of bytes is replaced, and what is around it is not', () => {
    const before = file('# ', GBK, '\r\n[wsl2]\r\nvmSwitch=', GBK, ' # ', SHIFT_JIS, '\r\n');
    const { bytes } = change(before, [{ setting: 'vmSwitch', value: 'LAN' }]);
    expect(bytes).toEqual(file('# ', GBK, '\r\n[wsl2]\r\nvmSwitch=LAN # ', SHIFT_JIS, '\r\n'));
  });

  test('what is already so keeps the very bytes', () => {
    const before = file('[wsl2] # ', SHIFT_JIS, '\nipv6=TRUE\n');
    expect(change(before, [{ setting: 'ipv6', value: 'true' }])).toEqual({ bytes: before, changed: false, edits: [] });
  });

  test('the laws hold for any bytes that can be decoded', () => {
    fc.assert(
      fc.property(anyBytes, someChanges, (bytes, changes) => {
        try {
          change(bytes, []);
        } catch (error) {
          if (error instanceof ChangeError && error.code === NOT_TEXT.code) return;
          throw error;
        }
        expectLaws(bytes, changes);
      }),
      { numRuns: 3_000 },
    );
  });
});

test.each([
  ['UTF-16 without a mark', Buffer.from('[wsl2]\n', 'utf16le'), 'utf-16-without-mark'],
  ['FE FF', Buffer.from([0xfe, 0xff, 0, 0x5b]), 'utf-16be'],
  ['half of a unit', Buffer.from([0xff, 0xfe, 0x5b]), 'utf-16-odd-length'],
])('%s is refused', (_, bytes, problem) => {
  expect(interpret(bytes)).toMatchObject({ error: { id: 'unreadable-encoding', args: [problem, expect.any(Number)] } });
  expect(() => change(bytes, [{ setting: 'ipv6', value: 'true' }])).toThrow(
    expect.objectContaining({ code: 'not-text' }),
  );
});
