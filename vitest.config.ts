import { defineConfig } from 'vitest/config';

/** Tests that start processes run what npm scripts run: the compiled program, built once before them. All others run from source. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'source', include: ['src/**/*.test.ts'], exclude: ['src/**/*.process.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'process',
          include: ['src/**/*.process.test.ts'],
          globalSetup: ['src/testing/build-before-tests.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
