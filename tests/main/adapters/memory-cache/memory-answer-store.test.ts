import { expect, test } from "vitest";
import { createMemoryAnswerStore } from "#main/adapters/memory-cache/memory-answer-store.ts";
import type { KeptAnswer } from "#main/ports/answer-store.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";

const answer: KeptAnswer = {
  instance: "a",
  model: "m",
  events: [{ type: "finish", reason: "stop" }],
  durationMs: 100,
  storedAt: 0,
  expiresAt: 1_000,
};
const size = 2 * JSON.stringify(answer).length;

test("memory holds no more than the whole cache may, and follows a bound that shrinks", () => {
  let bound = 2 * size;
  const store = createMemoryAnswerStore({
    maxBytes: 1_000_000,
    wholeBytes: () => bound,
    clock: createManualClock(),
  });
  for (const key of ["a", "b", "c"]) store.set(key, answer);
  expect(["a", "b", "c"].map((key) => store.get(key) !== undefined)).toEqual([
    false,
    true,
    true,
  ]);
  bound = size;
  store.set("b", answer);
  expect(store.size()).toEqual({ entries: 1, bytes: size });
  bound = 0;
  store.set("b", answer);
  expect(store.size()).toEqual({ entries: 0, bytes: 0 });
});
