import { defineConfig } from "vitest/config";

/** A busy machine answers late; what is waited for is a state, so waiting longer proves no less. */
const patient = { poll: { timeout: 10_000 } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "tests/{shared,main,renderer,preload,scripts}/**/*.test.{ts,tsx}",
          ],
          testTimeout: 15_000,
          expect: patient,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          exclude: ["tests/e2e/electron/**"],
          globalSetup: ["tests/support/browser-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "electron",
          include: ["tests/e2e/electron/**/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 180_000,
          expect: patient,
          fileParallelism: false,
        },
      },
    ],
  },
});
