import { defineConfig } from 'vitest/config';

/** Tests that start processes run what npm scripts run: the compiled program, built once before them. All others run from source. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'source',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.process.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'process',
          include: ['src/**/*.process.test.ts'],
          globalSetup: ['src/testing/build-before-tests.ts'],
          // Against hangs only: a slow machine is no fault.
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
