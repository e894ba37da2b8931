import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDecoder } from "#main/dialects/anthropic-messages/decode.ts";
import { parse } from "#main/dialects/anthropic-messages/parse.ts";
import {
  createWriter,
  serveWhole,
} from "#main/dialects/anthropic-messages/serve.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import {
  decodeAll,
  fold,
  recordedFrames,
  writeAll,
} from "#tests/support/dialects/fold.ts";

const options = { id: "msg_1", model: "asked", created: 0, includeUsage: true };
const serve = (events: readonly StreamEvent[]) =>
  writeAll(createWriter(options), events);

/** The rules of the stream: blocks open and close one at a time, counted from 0. */
function checkBlocks(
  frames: readonly { event?: string; data: string }[],
): void {
  let open: number | undefined;
  let count = 0;
  for (const frame of frames) {
    const body = JSON.parse(frame.data) as { type: string; index?: number };
    expect(frame.event).toBe(body.type);
    if (body.type === "content_block_start") {
      expect(open).toBeUndefined();
      expect(body.index).toBe(count++);
      open = body.index;
    } else if (body.type.startsWith("content_block")) {
      expect(body.index).toBe(open);
      if (body.type === "content_block_stop") open = undefined;
    } else expect(open).toBeUndefined();
  }
}

describe("stream", () => {
  it("holds a second call back until the first is whole", () => {
    const events: StreamEvent[] = [
      { type: "text-delta", text: "Both:" },
      { type: "tool-call-start", index: 0, id: "a", name: "f" },
      { type: "tool-call-start", index: 1, id: "b", name: "g" },
      { type: "tool-call-delta", index: 1, arguments: '{"y":' },
      { type: "tool-call-delta", index: 0, arguments: '{"x":1}' },
      { type: "tool-call-delta", index: 1, arguments: "2}" },
      { type: "finish", reason: "tool-calls" },
      {
        type: "usage",
        usage: { inputTokens: 10, outputTokens: 4, cachedInputTokens: 3 },
      },
    ];
    const frames = serve(events);
    checkBlocks(frames);
    expect(fold(decodeAll(createDecoder(), frames)).parts).toEqual(
      fold(events).parts,
    );
    expect(JSON.parse(frames.at(-2)?.data ?? "")).toEqual({
      type: "message_delta",
      delta: { stop_reason: "tool_use", stop_sequence: null },
      usage: { input_tokens: 7, cache_read_input_tokens: 3, output_tokens: 4 },
    });
    expect(frames.at(-1)?.event).toBe("message_stop");
  });

  it("gives a recorded reply on as the same reply, signatures and redacted thinking too", () => {
    const events = decodeAll(
      createDecoder(),
      recordedFrames("anthropic-messages", "thinking-tools"),
    );
    const frames = serve(events);
    checkBlocks(frames);
    const again = fold(decodeAll(createDecoder(), frames));
    const { upstreamId: _, ...before } = fold(events);
    const { upstreamId: __, ...after } = again;
    expect(after).toEqual(before);
  });

  it("ends with the error, in the right shape", () => {
    const error = {
      code: "overloaded" as const,
      message: "Busy.",
      retryable: true,
      data: {},
    };
    const frames = serve([
      { type: "text-delta", text: "Half" },
      { type: "error", error },
    ]);
    expect(frames.at(-1)).toEqual({
      event: "error",
      data: JSON.stringify({
        type: "error",
        error: { type: "overloaded_error", message: "Busy." },
      }),
    });
  });

  it("keeps the rules and the reply whatever comes, in whatever order", () => {
    const call = (index: number): StreamEvent => ({
      type: "tool-call-start",
      index,
      id: `c${index}`,
      name: "f",
    });
    const step = fc.oneof(
      fc.constantFrom<StreamEvent>(
        { type: "text-delta", text: "t" },
        { type: "reasoning-delta", text: "r" },
      ),
      fc.record({
        type: fc.constant("tool-call-delta" as const),
        index: fc.nat(2),
        arguments: fc.constantFrom("{", "}", '"a":1', "{}"),
      }),
      fc.nat(2).map((index) => call(index)),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        const started = new Map<number, string>();
        const events = steps.filter((event) => {
          if (event.type === "tool-call-delta") {
            const before = started.get(event.index);
            // What a model writes after the end of its arguments is no call of this world.
            if (before === undefined || before.includes("}")) return false;
            started.set(event.index, before + event.arguments);
            return true;
          }
          if (event.type !== "tool-call-start") return true;
          const isNew = !started.has(event.index);
          if (isNew) started.set(event.index, "");
          return isNew;
        });
        const frames = serve([...events, { type: "finish", reason: "stop" }]);
        checkBlocks(frames);
        const calls = (list: readonly StreamEvent[]) =>
          fold(list).parts.filter(({ type }) => type === "tool-call");
        expect(calls(decodeAll(createDecoder(), frames))).toEqual(
          calls(events),
        );
      }),
      { numRuns: 300 },
    );
  });
});

it("carries another maker's signed reasoning through a client of this dialect and back", () => {
  const detail = {
    type: "reasoning.encrypted",
    data: "ZÜ==",
    format: "google-gemini-v1",
    id: "call_1",
    index: 0,
  };
  const whole = serveWhole(
    fold([
      { type: "reasoning-delta", text: "Hm", details: [detail] },
      { type: "finish", reason: "stop" },
    ]),
    options,
  );
  const [thinking, redacted] = whole.content as { type: string }[];
  expect(thinking).toEqual({ type: "thinking", thinking: "Hm", signature: "" });
  expect(redacted?.type).toBe("redacted_thinking");
  const back = parse({
    model: "m",
    max_tokens: 1,
    messages: [{ role: "assistant", content: [redacted] }],
  });
  expect(back.request.messages[0]?.parts).toEqual([
    { type: "reasoning", text: "", details: [detail] },
  ]);
});
