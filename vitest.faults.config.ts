import { defineConfig } from 'vitest/config';
import quick from './vitest.config.ts';

/** The long tests: what must not happen, tried many times. Each prints its figures. */
export default defineConfig({
  ...quick,
  test: {
    ...quick.test,
    include: ['test/faults/*.faults.ts', 'test/machine/files.test.ts'],
    testTimeout: 240_000,
    disableConsoleIntercept: true,
    fileParallelism: false,
  },
});
