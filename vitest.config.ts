import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // Tests of commands and worker threads run what npm scripts run: the compiled program.
    globalSetup: ['src/testing/build-before-tests.ts'],
    testTimeout: 30_000,
  },
});
