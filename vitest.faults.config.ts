import { defineConfig } from 'vitest/config';
import quick from './vitest.config.ts';

/**
 * The long tests: what must not happen, tried many times. Each prints its figures. They run one after the other, and so
 * do those in networks of their own, where a busy machine looks like a slow network.
 */
export default defineConfig({
  ...quick,
  test: {
    ...quick.test,
    include: ['test/faults/*.faults.ts', 'test/machine/files.test.ts', 'test/**/*.alone.ts'],
    env: { WSLNET_TEST: 'full' },
    testTimeout: 240_000,
    disableConsoleIntercept: true,
    fileParallelism: false,
  },
});
