import { describe, expect, it } from "vitest";
import { createDecoder } from "#main/dialects/anthropic-messages/decode.ts";
import { streamEventSchema } from "#shared/chat/stream-event.ts";
import {
  decodeAll,
  fold,
  recordedFrames,
  recordingsOf,
} from "#tests/support/dialects/fold.ts";

const recorded = (name: string) =>
  decodeAll(createDecoder(), recordedFrames("anthropic-messages", name));

describe("recorded streams", () => {
  it.each(recordingsOf("anthropic-messages"))(
    "%s: valid events, one terminal event",
    (name) => {
      const events = recorded(name);
      for (const event of events) streamEventSchema.parse(event);
      const terminal = events.findIndex(
        ({ type }) => type === "finish" || type === "error",
      );
      expect(terminal).toBeGreaterThanOrEqual(0);
      expect(
        events.slice(terminal + 1).every(({ type }) => type === "usage"),
      ).toBe(true);
    },
  );

  it("thinking-tools: signed thinking, redacted thinking, parallel calls, cached tokens counted in", () => {
    const reply = fold(recorded("thinking-tools"));
    const format = "anthropic-claude-v1";
    expect(reply.parts).toEqual([
      {
        type: "reasoning",
        text: "Two ports, two calls.",
        details: [
          { type: "reasoning.text", text: "Two ports, ", format, index: 0 },
          { type: "reasoning.text", text: "two calls.", format, index: 0 },
          {
            type: "reasoning.text",
            signature: "EqQBCgIYAhIM1gbcDa9GJwZA",
            format,
            index: 0,
          },
          {
            type: "reasoning.encrypted",
            data: "EmwKAhgBEgy3va3pzix",
            format,
            index: 1,
          },
        ],
      },
      { type: "text", text: "Looking both up." },
      {
        type: "tool-call",
        id: "toolu_01Brest",
        name: "get_tide",
        arguments: '{"port": "Brest"}',
      },
      { type: "tool-call", id: "toolu_01Now", name: "now", arguments: "" },
    ]);
    expect(reply.finish).toEqual({ reason: "tool-calls", native: "tool_use" });
    expect(reply.usage).toEqual({
      inputTokens: 2140,
      outputTokens: 91,
      cachedInputTokens: 2000,
      cacheWriteTokens: 100,
    });
  });

  it("cumulative: later counts replace earlier ones; a server's own tool is no call", () => {
    const reply = fold(recorded("cumulative"));
    expect(reply.parts).toEqual([{ type: "text", text: "Found it." }]);
    expect(reply.usage).toEqual({
      inputTokens: 315,
      outputTokens: 64,
      cachedInputTokens: 5,
    });
    expect(reply.finish?.reason).toBe("length");
  });

  it("errors: in the middle, at once, and by a missing end", () => {
    expect(fold(recorded("mid-error"))).toMatchObject({
      parts: [{ type: "text", text: "Half a" }],
      error: { code: "overloaded", retryable: true },
    });
    expect(recorded("early-error").map(({ type }) => type)).toEqual(["error"]);
    expect(fold(recorded("no-terminal")).error?.code).toBe(
      "stream-interrupted",
    );
    expect(fold(recorded("refusal")).finish?.reason).toBe("content-filter");
  });
});

it("reads a whole message as one frame", () => {
  const message = {
    type: "message",
    id: "msg_1",
    model: "claude",
    role: "assistant",
    content: [
      { type: "thinking", thinking: "Hm", signature: "s" },
      { type: "text", text: "Yes" },
      { type: "tool_use", id: "t", name: "f", input: { a: 1 } },
    ],
    stop_reason: "tool_use",
    usage: { input_tokens: 1, output_tokens: 2 },
  };
  const reply = fold(
    decodeAll(createDecoder(), [{ data: JSON.stringify(message) }]),
  );
  expect(reply.parts).toMatchObject([
    { type: "reasoning", text: "Hm" },
    { type: "text", text: "Yes" },
    { type: "tool-call", id: "t", name: "f", arguments: '{"a":1}' },
  ]);
  expect(reply.usage).toEqual({ inputTokens: 1, outputTokens: 2 });
});
