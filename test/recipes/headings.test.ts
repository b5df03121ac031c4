import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HEADINGS } from './recipe.ts';

test.each(HEADINGS)('the recipe "%s" has a test of its own', (heading) => {
  const name = heading.toLowerCase().replaceAll(' ', '-');
  const isThere = (ending: string) => existsSync(new URL(`${name}.${ending}.ts`, import.meta.url));
  expect(isThere('test') || isThere('full')).toBe(true);
});
