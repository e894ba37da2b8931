import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createEventBatcher } from "#main/services/replies/event-batcher.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { text } from "#tests/fakes/chat-provider.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first event goes out at once, those of the next frame together", () => {
  const batches: (readonly StreamEvent[])[] = [];
  const batcher = createEventBatcher((events) => void batches.push(events));
  for (const letter of "abcd") batcher.add(text(letter));
  expect(batches).toEqual([[text("a")]]);
  vi.advanceTimersByTime(16);
  expect(batches).toEqual([[text("a")], [text("bcd")]]);
  batcher.add(text("e"));
  expect(batches).toHaveLength(2);
  batcher.flush();
  expect(batches.at(-1)).toEqual([text("e")]);
});

test("an idle batcher keeps no timer", () => {
  const batcher = createEventBatcher(() => undefined);
  batcher.add(text("a"));
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(0);
});
