import { expect, test } from "vitest";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { ReplyBounds } from "#main/adapters/http/reply-bounds.ts";

const frame = { data: "" };
const text = { type: "text-delta", text: "a" } as const;
const thought = { type: "reasoning-delta", text: "a" } as const;
const usage = {
  type: "usage",
  usage: { inputTokens: 1, outputTokens: 1 },
} as const;

function call(index: number): StreamEvent {
  return { type: "tool-call-start", index, id: `c${index}`, name: "f" };
}

function repeated(
  count: number,
  make: (index: number) => StreamEvent,
): StreamEvent[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

test.each<[string, (index: number) => StreamEvent]>([
  ["calls", call],
  ["texts between thoughts", (index) => (index % 2 ? text : thought)],
  ["pictures", () => ({ type: "image", mediaType: "image/png", data: "" })],
])("a reply has no end of parts: %s", (_, make) => {
  const bounds = new ReplyBounds();
  for (const event of repeated(4_000, make)) bounds.note(frame, [event]);
  expect(() => bounds.note(frame, [call(4_000)])).toThrow("4000 parts");
  expect(() => new ReplyBounds().note(frame, repeated(4_001, make))).toThrow(
    "4000 parts",
  );
});

test("one text is one part, however many pieces it comes in and whatever is told in between", () => {
  const bounds = new ReplyBounds();
  for (let piece = 0; piece < 50_000; piece += 1)
    bounds.note(frame, [text, usage]);
});

test("a stream that never ends is ended by its length", () => {
  const bounds = new ReplyBounds();
  const data = "x".repeat(1024 * 1024);
  for (let piece = 0; piece < 128; piece += 1) bounds.note({ data }, [text]);
  expect(() => bounds.note({ data: "x" }, [text])).toThrow("is longer");
});
