import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** A busy machine answers late; what is waited for is a state, so waiting longer proves no less. */
const patient = { poll: { timeout: 10_000 } };

/** A file mostly waits for its processes and windows, so even two cores carry two of them. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** Pure code and fakes: what these files load is loaded once, and they share a process. */
const pure = {
  main: "tests/main/{domain,dialects,services/!(chat)}/**/*.test.ts",
  others: "tests/{shared,renderer}/**/*.test.{ts,tsx}",
};

/** It puts a module in another's place, which is for itself alone. */
const alone = ["tests/renderer/components/markdown/blocks.test.ts"];

/** They hold to close times, which the work of another file beside them would spoil. */
const timed = {
  unit: [
    "tests/main/{compose,soak}.test.ts",
    "tests/main/adapters/{clock,demo,http,local,prompt-sets}/**/*.test.ts",
    "tests/main/hosts/gateway/{chat-routes,drain,http-edges,leaving-clients}.test.ts",
    "tests/main/services/chat/**/*.test.ts",
  ],
  e2e: ["tests/e2e/{durability,long-chat,models,real-upstreams}.test.ts"],
};

const browser = {
  globalSetup: ["tests/support/browser-setup.ts"],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: patient,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit pure",
          include: [pure.main, pure.others],
          exclude: alone,
          isolate: false,
          maxWorkers,
          unstubEnvs: true,
          restoreMocks: true,
          testTimeout: 15_000,
          expect: patient,
        },
      },
      {
        test: {
          name: "unit",
          include: ["tests/{main,scripts}/**/*.test.{ts,tsx}", ...alone],
          exclude: [pure.main, ...timed.unit],
          maxWorkers,
          // Groups run one after another. (One below 0 would not be run at all.)
          sequence: { groupOrder: 1 },
          testTimeout: 15_000,
          expect: patient,
        },
      },
      {
        test: {
          name: "unit timed",
          include: timed.unit,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 15_000,
          expect: patient,
        },
      },
      {
        test: {
          ...browser,
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          exclude: ["tests/e2e/electron/**", ...timed.e2e],
          maxWorkers,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...browser,
          name: "e2e timed",
          include: timed.e2e,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
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
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
