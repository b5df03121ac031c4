import { defineConfig } from 'vitest/config';
import quick from './vitest.config.ts';

/** What `npm test` runs, with every law tried on everything. */
export default defineConfig({
  ...quick,
  test: {
    ...quick.test,
    // What takes minutes, and a network of its own.
    include: ['test/**/*.test.ts', 'test/**/*.full.ts'],
    env: { WSLNET_TEST: 'full' },
    testTimeout: 240_000,
  },
});
