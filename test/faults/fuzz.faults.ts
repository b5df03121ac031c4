import fc from 'fast-check';
import { expect, test } from 'vitest';
import { change, interpret, type SettingChange } from 'wslnet';
import { decode } from '../../src/ini/text.ts';
import { expectLaws } from '../change/laws.ts';
import { someChanges } from '../change/some-changes.ts';
import { expectCovered, expectHarmlessFix } from '../check/laws.ts';
import { CORPUS } from '../corpus/corpus.ts';
import { anyBytes, nearGrammarBytes } from '../ini/near-grammar.ts';
import { printFigures } from './program.ts';

const INPUTS = 100_000;
/** Of so many texts one is fixed as well. */
const FIXED_OF = 10;
/** Milliseconds that one small input may take, on a busy machine. */
const LONGEST = 2000;

/** A real file of somebody's, or one made for the reader's tests, with a few bytes turned into others. */
const damagedFile = fc
  .tuple(
    fc.constantFrom(...CORPUS.map(({ bytes }) => bytes)),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 127 })), { maxLength: 4 }),
  )
  .map(([bytes, damages]) => {
    const damaged = Uint8Array.from(bytes);
    for (const [at, byte] of damages) if (damaged.length > 0) damaged[at % damaged.length] = byte;
    return damaged;
  });

test(`${INPUTS} inputs: nothing throws or hangs, and the laws are kept`, () => {
  let slowest = 0;
  let refused = 0;
  let texts = 0;
  const check = (bytes: Uint8Array, changes: readonly SettingChange[]) => {
    const begin = performance.now();
    const { error, config } = interpret(bytes, {});
    expect(config === null).toBe(error !== null);
    if (isText(bytes)) {
      expectLaws(bytes, changes);
      expectCovered(bytes);
      // Fixing takes several times as long as all the rest.
      if (++texts % FIXED_OF === 0) expectHarmlessFix(bytes);
    } else {
      expect(() => change(bytes, [...changes])).toThrow(expect.objectContaining({ code: 'not-text' }));
      refused++;
    }
    slowest = Math.max(slowest, performance.now() - begin);
  };
  const input = fc.oneof(
    { weight: 5, arbitrary: nearGrammarBytes },
    { weight: 3, arbitrary: damagedFile },
    { weight: 1, arbitrary: anyBytes },
  );
  const property = fc.property(input, someChanges, check);
  fc.assert(property, { numRuns: INPUTS });
  printFigures(
    `${INPUTS} inputs through interpret, change and check: 0 throws, 0 laws broken; ${refused} were no text and refused, ` +
      `${Math.floor(texts / FIXED_OF)} fixed as well; ` +
      `the slowest took ${Math.round(slowest)} ms, with all the laws checked.`,
  );
  expect(slowest).toBeLessThan(LONGEST);
});

function isText(bytes: Uint8Array): boolean {
  try {
    decode(bytes);
    return true;
  } catch {
    return false;
  }
}
