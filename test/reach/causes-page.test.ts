import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const SOURCES = new URL('../../src/reach/', import.meta.url);
const PAGE = readFileSync(new URL('../../docs/paths.md', import.meta.url), 'utf8');

test('docs/paths.md tells every cause, and no other', () => {
  const source = readdirSync(SOURCES)
    .map((name) => readFileSync(new URL(name, SOURCES), 'utf8'))
    .join('\n');
  const made = [...source.matchAll(/(?:fails\(\s*'[A-Za-z ]+',\s*|\bcause: )'([a-z0-9-]+)'/g)].map(([, code]) => code);
  const tables = PAGE.slice(PAGE.indexOf('## Causes'))
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const told = tables.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`([a-z0-9-]+)`/g)].map(([, code]) => code),
  );
  expect([...new Set(told), 'no-visitor'].sort()).toEqual([...new Set(made)].sort());
});
