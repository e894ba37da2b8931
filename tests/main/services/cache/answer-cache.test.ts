import { expect, test } from "vitest";
import { createMemoryAnswerStore } from "#main/adapters/memory-cache/memory-answer-store.ts";
import type { KeptAnswer } from "#main/ports/answer-store.ts";
import { createAnswerCache } from "#main/services/cache/answer-cache.ts";
import {
  createCachePolicy,
  settingsFixedByCache,
} from "#main/services/cache/cache-policy.ts";
import { defaultSettings } from "#shared/settings/schema.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";

const answer: KeptAnswer = {
  instance: "a",
  model: "m",
  events: [{ type: "finish", reason: "stop" }],
  usage: { inputTokens: 1, outputTokens: 1, costNanoUsd: 5 },
  durationMs: 100,
  storedAt: 0,
  expiresAt: 1_000,
};

function setUp() {
  const clock = createManualClock();
  const tier = () => createMemoryAnswerStore({ maxBytes: 100_000, clock });
  const memory = tier();
  const disk = tier();
  const maxBytes = () => 100_000;
  const cache = createAnswerCache({ memory, disk, maxBytes });
  return { clock, memory, disk, cache };
}

test("the disk is written after the reply has gone out, and found meanwhile", async () => {
  const { cache, memory, disk } = setUp();
  cache.keep("k", answer);
  expect(disk.get("k")).toBeUndefined();
  memory.purge({}, Infinity);
  expect(cache.find("k")).toEqual({ answer, source: "disk" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(disk.get("k")).toEqual(answer);
});

test("what the disk had is in memory afterwards", () => {
  const { cache, disk } = setUp();
  disk.set("k", answer);
  expect(cache.find("k")?.source).toBe("disk");
  expect(cache.find("k")?.source).toBe("memory");
  expect(cache.find("other")).toBeUndefined();
  expect(cache.figures()).toMatchObject({
    hits: 2,
    misses: 1,
    savedNanoUsd: 10,
    savedMs: 200,
  });
});

test("a purge empties both tiers and what still waits", async () => {
  const { cache } = setUp();
  cache.keep("k", answer);
  cache.keep("l", { ...answer, model: "n" });
  expect(await cache.purge({ model: "m" })).toBe(1);
  expect(cache.find("k")).toBeUndefined();
  expect(cache.find("l")).toBeDefined();
});

test("memory is bounded by bytes, not by entries", async () => {
  const { memory, clock } = setUp();
  const large = "x".repeat(5_000);
  for (let index = 0; index < 50; index += 1)
    memory.set(`k${index}`, {
      ...answer,
      events: [{ type: "text-delta", text: large }],
    });
  expect(memory.size().bytes).toBeLessThanOrEqual(100_000);
  expect(memory.get("k0")).toBeUndefined();
  expect(memory.get("k49")).toBeDefined();
  await clock.advance(1_000);
  expect(memory.get("k49")).toBeUndefined();
});

test("the config file's section wins over the settings and locks them", () => {
  const settings = () => defaultSettings;
  const free = createCachePolicy({}, settings);
  expect(free.calls()).toEqual({ mode: "deterministic", ttlMs: 86_400_000 });
  expect(free.calls("always").mode).toBe("always");
  expect(free.maxBytes()).toBe(268_435_456);
  const fixed = { enabled: false, ttlSeconds: 60, maxBytes: 1_000_000 };
  const policy = createCachePolicy(fixed, settings);
  expect(policy.calls()).toEqual({ mode: "off", ttlMs: 60_000 });
  expect(policy.calls("always").mode).toBe("off");
  expect(policy.maxBytes()).toBe(1_000_000);
  expect(settingsFixedByCache(fixed)).toEqual({
    cacheMode: "off",
    cacheMegabytes: 1,
    cacheHours: 1,
  });
});

test("a purge of many lets others have their turn", async () => {
  const { cache, disk } = setUp();
  for (let index = 0; index < 100; index += 1) disk.set(`k${index}`, answer);
  const purging = cache.purge({});
  await new Promise((resolve) => setImmediate(resolve));
  expect(cache.figures().entries).toBeGreaterThan(0);
  expect(await purging).toBe(100);
  expect(cache.figures().entries).toBe(0);
});
