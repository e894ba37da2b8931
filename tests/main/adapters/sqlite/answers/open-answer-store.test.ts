import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openAnswerStore } from "#main/adapters/sqlite/answers/open-answer-store.ts";
import type { KeptAnswer } from "#main/ports/answer-store.ts";
import { text } from "#tests/fakes/chat-provider.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";
import { createQuietLog } from "#tests/fakes/quiet-log.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

function setUp(maxBytes = 1_000_000) {
  const path = join(temporaryFolder(), "answers.db");
  const key = randomBytes(32);
  const clock = createManualClock();
  const { log, lines } = createQuietLog();
  const open = (changes: object = {}) => {
    const store = openAnswerStore({
      path,
      key,
      clock,
      log,
      maxBytes: () => maxBytes,
      ...changes,
    });
    onTestFinished(() => store.close());
    return store;
  };
  return { path, clock, open, lines };
}

function answer(changes: Partial<KeptAnswer> = {}): KeptAnswer {
  return {
    instance: "a",
    model: "m",
    events: [text("Hello"), { type: "finish", reason: "stop" }],
    usage: { inputTokens: 1, outputTokens: 2, costNanoUsd: 3 },
    durationMs: 10,
    storedAt: 0,
    expiresAt: 1_000_000,
    ...changes,
  };
}

test("an answer comes back as it was, also after a restart", () => {
  const { open } = setUp();
  const store = open();
  store.set("k", answer());
  expect(store.get("k")).toEqual(answer());
  store.close();
  expect(open().get("k")).toEqual(answer());
});

test("nothing of an answer is readable in the file", async () => {
  const { open, path } = setUp();
  const store = open();
  store.set("k", answer({ events: [text("canary-in-the-answer")] }));
  store.close();
  const { readFileSync } = await import("node:fs");
  expect(readFileSync(path).includes("canary")).toBe(false);
});

test("an expired answer is gone", async () => {
  const { open, clock } = setUp();
  const store = open();
  store.set("k", answer({ expiresAt: 100 }));
  await clock.advance(100);
  expect(store.get("k")).toBeUndefined();
});

test("the bound on bytes holds, and what was used longest ago goes first", async () => {
  const { open, clock } = setUp(4_000);
  const store = open();
  const large = answer({
    events: [text("x".repeat(200))],
    expiresAt: Number.MAX_SAFE_INTEGER,
  });
  for (let index = 0; index < 40; index += 1) {
    store.set(`k${index}`, large);
    await clock.advance(120_000);
    store.get("k0");
  }
  const { entries, bytes } = store.size();
  expect(bytes).toBeLessThanOrEqual(4_000);
  expect(entries).toBeGreaterThan(5);
  expect(store.get("k0")).toBeDefined();
  expect(store.get("k1")).toBeUndefined();
  expect(store.get("k39")).toBeDefined();
});

test("the counted size is the true one after replacing and purging", () => {
  const { open } = setUp();
  const store = open();
  store.set("k", answer());
  store.set("k", answer({ model: "n" }));
  store.set("l", answer({ instance: "b" }));
  expect(store.size().entries).toBe(2);
  expect(store.purge({ instance: "a", model: "m" }, 10)).toBe(0);
  expect(store.purge({ instance: "a" }, 10)).toBe(1);
  expect(store.purge({}, 10)).toBe(1);
  expect(store.size()).toEqual({ entries: 0, bytes: 0 });
});

test("a damaged file, or one of another key, is replaced by an empty one", () => {
  const { open, path, lines } = setUp();
  writeFileSync(path, randomBytes(8_192));
  open().set("k", answer());
  expect(lines[0]).toContain("dropped");
  const other = open({ key: randomBytes(32) });
  expect(other.get("k")).toBeUndefined();
  other.set("k", answer());
  expect(other.get("k")).toEqual(answer());
});

test("an answer larger than everything is not kept", () => {
  const { open } = setUp(100);
  const store = open();
  store.set("k", answer());
  expect(store.size().entries).toBe(0);
});

test("knows how much is kept of each model, also after a restart, a replacement and a purge", () => {
  const { open } = setUp();
  const store = open();
  store.set("1", answer());
  store.set("2", answer({ model: "n", events: [text("x".repeat(500))] }));
  store.set("2", answer({ model: "n" }));
  store.set("3", answer({ model: "n" }));
  const { bytes } = store.size();
  const models = [
    { instance: "a", model: "n", entries: 2, bytes: (bytes / 3) * 2 },
    { instance: "a", model: "m", entries: 1, bytes: bytes / 3 },
  ];
  expect(store.models()).toEqual(models);
  store.close();
  const again = open();
  expect(again.models()).toEqual(models);
  again.purge({ model: "n" }, 10);
  expect(again.models()).toEqual([models[1]]);
});

test("a purge takes no more than it may, by whatever it goes", () => {
  const { open } = setUp();
  const store = open();
  for (const name of ["1", "2", "3"]) store.set(name, answer());
  store.set("4", answer({ model: "n" }));
  expect(store.purge({ model: "m" }, 2)).toBe(2);
  expect(store.purge({ instance: "a", model: "m" }, 2)).toBe(1);
  expect(store.purge({ instance: "other" }, 2)).toBe(0);
  expect(store.purge({}, 2)).toBe(1);
  expect(store.size()).toEqual({ entries: 0, bytes: 0 });
});
