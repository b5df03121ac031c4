import fc from 'fast-check';
import { describe, test } from 'vitest';
import { numRuns, SAMPLE } from '../corpus/corpus.ts';
import { nearGrammarBytes } from '../ini/near-grammar.ts';
import { expectCovered, expectHarmlessFix } from './laws.ts';

describe('for every corpus input', () => {
  test('each warning of WSL is covered on its line, and spans hold whole characters', () => {
    for (const { bytes } of SAMPLE) expectCovered(bytes);
  });

  test('a fix changes no networking value but those it restores, and a second one nothing', () => {
    for (const { bytes } of SAMPLE) expectHarmlessFix(bytes);
  });
});

describe('for text that is nearly grammatical', () => {
  test('the same holds', () => {
    const both = (bytes: Uint8Array) => {
      expectCovered(bytes);
      expectHarmlessFix(bytes);
    };
    fc.assert(fc.property(nearGrammarBytes, both), { numRuns: numRuns(3_000) });
  });
});
