import { defineConfig } from "vitest/config";

/** A busy machine answers late; what is waited for is a state, so waiting longer proves no less. */
const patient = { poll: { timeout: 10_000 } };

/**
 * Pure code and fakes: what these files load is loaded once, and they share a process. Those of a
 * chat's stages stay apart, as they time how soon a call is cut.
 */
const together = {
  main: "tests/main/{domain,dialects,services/!(chat)}/**/*.test.ts",
  others: "tests/{shared,renderer}/**/*.test.{ts,tsx}",
};

/** It puts a module in another's place, which is for itself alone. */
const alone = ["tests/renderer/components/markdown/blocks.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "tests/{main,preload,scripts}/**/*.test.{ts,tsx}",
            ...alone,
          ],
          exclude: [together.main],
          // Afterwards and alone, as some measure time. (A group below 0 would not be run at all.)
          sequence: { groupOrder: 1 },
          testTimeout: 15_000,
          expect: patient,
        },
      },
      {
        test: {
          name: "unit together",
          include: [together.main, together.others],
          exclude: alone,
          isolate: false,
          // No close times here, so both cores of a small machine may work.
          maxWorkers: 2,
          unstubEnvs: true,
          restoreMocks: true,
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
