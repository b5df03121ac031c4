import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

test('the lock file holds what other platforms install, without which npm ci refuses it', () => {
  const missing = Object.entries<{ optionalDependencies?: Record<string, string> }>(packages).flatMap(
    ([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${folder}/node_modules/${name}`],
      ),
  );
  expect(missing).toEqual([]);
});

test('the lock file names no download addresses', () => {
  expect(Object.values<{ resolved?: string }>(packages).filter(({ resolved }) => resolved)).toEqual([]);
});
