import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HEADINGS } from './recipe.ts';

test.each(HEADINGS)('the recipe "%s" has a test of its own', (heading) => {
  const name = heading.toLowerCase().replaceAll(' ', '-');
  expect(existsSync(new URL(`${name}.test.ts`, import.meta.url))).toBe(true);
});
