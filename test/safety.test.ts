import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROMISES = readFileSync(`${ROOT}/docs/safety.md`, 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, promise = '', file = '', title = ''] = /^\| (.+?) +\| `(test\/\S+)`: (.+?) +\|$/.exec(line) ?? [];
    return promise === '' ? [] : [{ promise, file, title }];
  });

test.each(PROMISES)('$promise', ({ file, title }) => {
  expect(readFileSync(`${ROOT}/${file}`, 'utf8')).toContain(title);
});

test('every row of the table names a test', () => {
  const rows = readFileSync(`${ROOT}/docs/safety.md`, 'utf8')
    .split('\n')
    .filter((line) => /^\| [^-P]/.test(line));
  expect(rows).toHaveLength(PROMISES.length);
});
