import fc from 'fast-check';
import { SETTINGS } from '../../src/settings/catalogue.ts';

const names = SETTINGS.map((setting) => setting.name);

/** Pieces of `.wslconfig` text: enough structure to get deep into the grammar, enough disorder to derail it. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('\n', '\r\n', '\n', '\r', '\r\r\n') },
  { weight: 4, arbitrary: fc.constantFrom('[wsl2]\n', '[experimental]\n', '[WSL2]\r\n', '[general]\n', '[wsl2]\r') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('[experimental', '[wsl 2]\n', '[wsl2-old]\n', '[w]x\n', '[]\n', '[ wsl2 ]', '[abcd]\n'),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(...names), fc.constantFrom('=', ' = ', '=\t', ''))
      .map(([name, equals]) => name + equals),
  },
  { weight: 6, arbitrary: fc.constantFrom('true', 'FALSE', 'mirrored', 'nat', '1', '3000,x', '10.0.0.1', '8GB') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('macAddress=bad\n', 'macAddress=00:11:22:33:44:55\n', 'dnsTunnelingIpAddress=x\n'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('"', '\\', '\\\\', '\\n', '\\x', '\\\n', '\\\r\n', '\\\r', "'", '#', ';', ' # c\n'),
  },
  { weight: 2, arbitrary: fc.constantFrom(' ', '\t', '  ', '\u00a0', 'é', 'Ģ', '😀', '\0', '=') },
  { weight: 1, arbitrary: fc.constantFrom('\u001a', '# vim: ft=dosini', '# c\r', '\ufeff', '\ud800') },
);

const ENCODINGS = ['utf-8', 'utf-8 with mark', 'utf-16le', 'utf-8 with others'] as const;

/** What old editors and shells leave in a file: words in code pages, bytes that are none, and half of a character. */
const foreign = fc.constantFrom(
  [0x83, 0x65, 0x83, 0x58, 0x83, 0x67],
  [0xe9],
  [0xc3],
  [0xe3, 0x81],
  [0xed, 0xa0, 0x80],
  [0xff, 0xfe],
  [0x8e, 0x84],
  [0xf0, 0x9f, 0x98],
);

/** The bytes of a file that is nearly, and sometimes really, a `.wslconfig`, in each of the encodings. */
export const nearGrammarBytes: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.array(piece, { maxLength: 24 }), fc.constantFrom(...ENCODINGS), fc.array(foreign, { maxLength: 4 }))
  .map(([pieces, encoding, others]) => {
    const text = pieces.join('');
    if (encoding === 'utf-8 with others') return withOthers(pieces, others);
    if (encoding === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
    return Buffer.from(encoding === 'utf-8' ? text.replace(/^\ufeff+/, '') : `\ufeff${text}`, 'utf8');
  });

/** Foreign bytes spread among the pieces, the last of them at the end. */
function withOthers(pieces: readonly string[], others: readonly (readonly number[])[]): Uint8Array {
  const step = Math.max(1, Math.floor(pieces.length / Math.max(others.length, 1)));
  const parts = pieces.flatMap((text, index) => {
    const own = index % step === step - 1 ? (others[Math.floor(index / step)] ?? []) : [];
    return [Buffer.from(index === 0 ? text.replace(/^\ufeff+/, '') : text, 'utf8'), Buffer.from(own)];
  });
  const bytes = Buffer.concat(parts);
  // Some of it makes the file another encoding, or one that nobody can read.
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
    ? Buffer.from('[wsl2]\n')
    : bytes;
}

/** Bytes without any order, with and without a mark of some encoding in front. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom([], [], [], [0xff, 0xfe], [0xef, 0xbb, 0xbf], [0xfe, 0xff]), fc.uint8Array({ maxLength: 200 }))
  .map(([mark, rest]) => Uint8Array.from([...mark, ...rest]));
