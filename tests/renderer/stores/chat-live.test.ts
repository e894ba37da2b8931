import { describe, expect, it } from "vitest";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import {
  afterEvents,
  estimateTokens,
  fromSnapshot,
} from "#renderer/stores/chat-live.ts";

const startedAt = "1970-01-01T00:00:01.000Z";
const text = (value: string): StreamEvent => ({
  type: "text-delta",
  text: value,
});

describe("a live reply", () => {
  it("knows when its first content came, if it was watched from the start", () => {
    let live = fromSnapshot({ sequence: 0, events: [], startedAt });
    const progress: StreamEvent = { type: "progress", phase: "queued" };
    live = afterEvents(live, { sequence: 1, events: [progress] }, 1_100);
    expect(live.firstContentAt).toBeUndefined();
    live = afterEvents(live, { sequence: 2, events: [text("a")] }, 1_300);
    live = afterEvents(live, { sequence: 3, events: [text("b")] }, 1_400);
    expect(live.firstContentAt).toBe(1_300);
    expect(live.startedAt).toBe(1_000);
  });

  it("does not invent that time when it was met halfway", () => {
    const met = fromSnapshot({ sequence: 9, events: [text("a")], startedAt });
    const live = afterEvents(met, { sequence: 10, events: [text("b")] }, 5_000);
    expect(live.firstContentAt).toBeUndefined();
  });

  it("is the same object after a batch that it already holds", () => {
    const live = fromSnapshot({ sequence: 9, events: [text("a")], startedAt });
    const batch = { sequence: 9, events: [text("a")] };
    expect(afterEvents(live, batch, 0)).toBe(live);
  });

  it("counts ideographs as more than letters", () => {
    expect(estimateTokens("abcdefgh")).toBe(2);
    expect(estimateTokens("漢字漢")).toBe(2);
  });
});
