import { describe } from 'vitest';
import { has } from './home.ts';

const ARE_REQUIRED = process.env['WSLNET_RECIPE_SUITE'] === 'required';

/** As `describe`, skipped and said so where a program is missing that `.ci/run` installs, unless all are required. */
export function describeWith(program: string, title: string, body: () => void): void {
  const isSkipped = !ARE_REQUIRED && !has(program);
  if (isSkipped) process.stderr.write(`${title} is skipped: it needs ${program}, which .ci/run installs.\n`);
  describe.skipIf(isSkipped)(title, body);
}
