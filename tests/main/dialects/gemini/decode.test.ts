import { describe, expect, it } from "vitest";
import { createDecoder } from "#main/dialects/gemini/decode.ts";
import { readError } from "#main/dialects/gemini/errors.ts";
import { streamEventSchema } from "#shared/chat/stream-event.ts";
import {
  decodeAll,
  fold,
  recordedFrames,
  recordingsOf,
} from "#tests/support/dialects/fold.ts";

const recorded = (name: string) =>
  decodeAll(
    createDecoder(() => "r-1"),
    recordedFrames("gemini", name),
  );

describe("recorded streams", () => {
  it.each(recordingsOf("gemini"))(
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

  it("thinking-tools: calls get ids, the signature says on which call it was, thoughts count as output", () => {
    const reply = fold(recorded("thinking-tools"));
    expect(reply.parts).toEqual([
      {
        type: "reasoning",
        text: "Two ports, two calls.",
        details: [
          {
            type: "reasoning.encrypted",
            data: "CpcHAdHtim8",
            format: "google-gemini-v1",
            id: "call_gemini_r1_0",
          },
        ],
      },
      {
        type: "tool-call",
        id: "call_gemini_r1_0",
        name: "get_tide",
        arguments: '{"port":"Brest"}',
      },
      {
        type: "tool-call",
        id: "call_gemini_r1_1",
        name: "get_tide",
        arguments: '{"port":"Lorient"}',
      },
      {
        type: "tool-call",
        id: "call_gemini_r1_2",
        name: "now",
        arguments: "{}",
      },
    ]);
    expect(reply.finish).toEqual({ reason: "tool-calls", native: "STOP" });
    expect(reply.usage).toEqual({
      inputTokens: 120,
      outputTokens: 85,
      cachedInputTokens: 64,
      reasoningTokens: 55,
    });
  });

  it("filters, broken calls, errors and a missing end", () => {
    expect(fold(recorded("safety")).finish?.reason).toBe("content-filter");
    expect(fold(recorded("blocked")).error).toMatchObject({
      code: "content-filtered",
      retryable: false,
    });
    expect(fold(recorded("malformed-call")).error?.code).toBe(
      "upstream-failed",
    );
    expect(fold(recorded("mid-error"))).toMatchObject({
      parts: [{ type: "text", text: "Half a" }],
      error: { code: "overloaded", retryable: true },
    });
    expect(fold(recorded("no-terminal")).error?.code).toBe(
      "stream-interrupted",
    );
    expect(fold(recorded("image")).parts[1]).toMatchObject({
      type: "image",
      mediaType: "image/png",
    });
  });
});

it("tells a wrong key from a wrong argument, and how long to wait", () => {
  const details = [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
    },
  ];
  const wrongKey = {
    error: {
      code: 400,
      message: "API key not valid.",
      status: "INVALID_ARGUMENT",
      details,
    },
  };
  expect(readError({ status: 400, body: wrongKey }).code).toBe("key-rejected");
  const busy = {
    error: {
      code: 429,
      message: "Quota",
      status: "RESOURCE_EXHAUSTED",
      details: [{ retryDelay: "34.5s" }],
    },
  };
  expect(readError({ status: 429, body: [busy] })).toMatchObject({
    code: "rate-limited",
    data: { retryAfterMs: 34_500 },
  });
});
