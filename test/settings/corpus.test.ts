import { describe, expect, test } from 'vitest';
import { interpret } from 'wslnet';
import { CORPUS, type CorpusCase } from '../corpus/corpus.ts';

describe('interpret agrees with WSL on every measured case', () => {
  const partOf = ({ kind, env }: CorpusCase) => (env ? `${kind}, in an environment` : kind);
  test('there are 5,000', () => expect(CORPUS).toHaveLength(5000));
  for (const part of new Set(CORPUS.map(partOf))) {
    const cases = CORPUS.filter((corpusCase) => partOf(corpusCase) === part);
    test(`${part}: ${cases.length}`, () => {
      for (const { id, bytes, env, expected } of cases) expect(interpret(bytes, env), `case ${id}`).toEqual(expected);
    });
  }
});
