import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Tests import the library by its name, and get its source: never a build that may be older.
    alias: { wslnet: fileURLToPath(new URL('src/index.ts', import.meta.url)) },
  },
  test: {
    include: ['test/**/*.test.ts'],
    // The bench goes into folders of its own, which only a process can.
    pool: 'forks',
    // Some tests wait for most of their time.
    maxWorkers: availableParallelism() + 1,
    globalSetup: 'test/build.ts',
    testTimeout: 60_000,
  },
});
