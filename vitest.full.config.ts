import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import quick from './vitest.config.ts';

/** What `npm test` runs, with every law tried on everything. */
export default defineConfig({
  ...quick,
  test: {
    ...quick.test,
    // What takes minutes as well; what has to run alone is in vitest.faults.config.ts.
    include: ['test/**/*.test.ts', 'test/**/*.full.ts'],
    env: { WSLNET_TEST: 'full' },
    // Shells, editors and PowerShell keep every core busy.
    maxWorkers: availableParallelism(),
    testTimeout: 240_000,
  },
});
