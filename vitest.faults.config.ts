import { defineConfig } from 'vitest/config';

/** The long tests: what must not happen, tried many times. Each prints its figures. */
export default defineConfig({
  test: {
    include: ['test/faults/*.faults.ts', 'test/host/config-file.test.ts'],
    testTimeout: 240_000,
    disableConsoleIntercept: true,
    fileParallelism: false,
  },
});
