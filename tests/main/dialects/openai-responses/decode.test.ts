import { describe, expect, it } from "vitest";
import { createDecoder } from "#main/dialects/openai-responses/decode.ts";
import {
  createWriter,
  serveWhole,
} from "#main/dialects/openai-responses/serve.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { streamEventSchema } from "#shared/chat/stream-event.ts";
import {
  decodeAll,
  fold,
  recordedFrames,
  recordingsOf,
  writeAll,
} from "#tests/support/dialects/fold.ts";

const recorded = (name: string) =>
  decodeAll(createDecoder(), recordedFrames("openai-responses", name));
const options = {
  id: "resp_abc",
  model: "asked",
  created: 1,
  includeUsage: true,
};

describe("recorded streams", () => {
  it.each(recordingsOf("openai-responses"))(
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

  it("reasoning-tools: reasoning once, with its seal; interleaved calls; usage", () => {
    const reply = fold(recorded("reasoning-tools"));
    const same = { id: "rs_1", format: "openai-responses-v1" };
    expect(reply.parts).toEqual([
      {
        type: "reasoning",
        text: "Two ports, two calls.",
        details: [
          {
            type: "reasoning.summary",
            summary: "Two ports, two calls.",
            ...same,
            index: 0,
          },
          { type: "reasoning.encrypted", data: "gAAAAABoISQ24", ...same },
        ],
      },
      {
        type: "tool-call",
        id: "call_a",
        name: "get_tide",
        arguments: '{"port":"Brest"}',
      },
      { type: "tool-call", id: "call_b", name: "now", arguments: "{}" },
    ]);
    expect(reply.finish).toEqual({ reason: "tool-calls", native: "completed" });
    expect(reply.usage).toEqual({
      inputTokens: 37,
      outputTokens: 48,
      cachedInputTokens: 12,
      reasoningTokens: 20,
    });
  });

  it("incomplete, failed, early error, missing end", () => {
    expect(fold(recorded("incomplete")).finish?.reason).toBe("length");
    expect(fold(recorded("failed"))).toMatchObject({
      parts: [{ type: "text", text: "Half" }],
      error: { code: "rate-limited", retryable: true },
    });
    expect(recorded("early-error").map(({ type }) => type)).toEqual(["error"]);
    expect(fold(recorded("early-error")).error?.code).toBe("context-too-long");
    expect(fold(recorded("no-terminal")).error?.code).toBe(
      "stream-interrupted",
    );
  });
});

describe("written again", () => {
  it.each(["plain", "reasoning-tools", "incomplete"])(
    "%s is the same reply, streamed and whole",
    (name) => {
      const events = recorded(name);
      const frames = writeAll(createWriter(options), events);
      const { upstreamId: _, ...before } = fold(events);
      const { upstreamId: __, ...after } = fold(
        decodeAll(createDecoder(), frames),
      );
      expect(after.parts.map(({ type }) => type)).toEqual(
        before.parts.map(({ type }) => type),
      );
      expect(JSON.stringify(after.parts)).toContain(
        name === "reasoning-tools" ? "gAAAAABoISQ24" : "",
      );
      const plain = (parts: typeof before.parts) =>
        parts.map((part) => (part.type === "reasoning" ? part.text : part));
      expect(plain(after.parts)).toEqual(plain(before.parts));
      expect([after.finish, after.usage]).toEqual([
        before.finish,
        before.usage,
      ]);
      const whole = serveWhole(fold(events), options);
      const again = fold(
        decodeAll(createDecoder(), [{ data: JSON.stringify(whole) }]),
      );
      expect(plain(again.parts)).toEqual(plain(before.parts));
    },
  );

  it("numbers every frame, ends each item, and says everything in the last frame", () => {
    const events: StreamEvent[] = [
      { type: "reasoning-delta", text: "Hm" },
      { type: "text-delta", text: "Both:" },
      { type: "tool-call-start", index: 0, id: "a", name: "f" },
      { type: "tool-call-start", index: 1, id: "b", name: "g" },
      { type: "tool-call-delta", index: 1, arguments: "{}" },
      { type: "tool-call-delta", index: 0, arguments: '{"x":1}' },
      { type: "finish", reason: "tool-calls" },
      { type: "usage", usage: { inputTokens: 1, outputTokens: 2 } },
    ];
    const frames = writeAll(createWriter(options), events);
    const bodies = frames.map(({ data }) => JSON.parse(data));
    expect(bodies.map(({ sequence_number }) => sequence_number)).toEqual(
      bodies.map((_, i) => i),
    );
    expect(frames.map(({ event }) => event)).toEqual(
      bodies.map(({ type }) => type),
    );
    expect(bodies.map(({ type }) => type.replace("response.", ""))).toEqual([
      "created",
      "in_progress",
      "output_item.added",
      "reasoning_summary_part.added",
      "reasoning_summary_text.delta",
      "reasoning_summary_text.done",
      "reasoning_summary_part.done",
      "output_item.done",
      "output_item.added",
      "content_part.added",
      "output_text.delta",
      "output_text.done",
      "content_part.done",
      "output_item.done",
      "output_item.added",
      "output_item.added",
      "function_call_arguments.delta",
      "function_call_arguments.delta",
      "function_call_arguments.done",
      "output_item.done",
      "function_call_arguments.done",
      "output_item.done",
      "completed",
    ]);
    expect(bodies.at(-1).response).toMatchObject({
      id: "resp_abc",
      status: "completed",
      model: "asked",
      output: [
        { type: "reasoning", summary: [{ text: "Hm" }] },
        { type: "message", content: [{ type: "output_text", text: "Both:" }] },
        { type: "function_call", call_id: "a", arguments: '{"x":1}' },
        { type: "function_call", call_id: "b", arguments: "{}" },
      ],
      usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
    });
  });

  it("an error ends it as response.failed", () => {
    const error = {
      code: "rate-limited" as const,
      message: "Slow down.",
      retryable: true,
      data: {},
    };
    const last = writeAll(createWriter(options), [
      { type: "text-delta", text: "H" },
      { type: "error", error },
    ]).at(-1);
    expect(last?.event).toBe("response.failed");
    expect(JSON.parse(last?.data ?? "").response).toMatchObject({
      status: "failed",
      error: { code: "rate_limit_exceeded", message: "Slow down." },
    });
  });

  it("what was open when it broke is incomplete, what was whole is not", () => {
    const error = {
      code: "stream-interrupted" as const,
      message: "It broke.",
      retryable: false,
      data: {},
    };
    const open = (...events: StreamEvent[]) => {
      const frames = writeAll(createWriter(options), [
        ...events,
        { type: "error", error },
      ]);
      return JSON.parse(frames.at(-1)?.data ?? "").response.output;
    };
    const call = { type: "tool-call-start", index: 0, id: "a", name: "f" };
    expect(
      open(
        { type: "reasoning-delta", text: "Hm" },
        {
          type: "text-delta",
          text: "It is",
        },
      ),
    ).toMatchObject([
      { type: "reasoning", summary: [{ text: "Hm" }] },
      {
        type: "message",
        status: "incomplete",
        content: [{ type: "output_text", text: "It is" }],
      },
    ]);
    expect(open({ type: "reasoning-delta", text: "Hm" })).toMatchObject([
      { type: "reasoning", status: "incomplete", summary: [{ text: "Hm" }] },
    ]);
    expect(
      open({ type: "text-delta", text: "So:" }, call as StreamEvent, {
        type: "tool-call-delta",
        index: 0,
        arguments: '{"x"',
      }),
    ).toMatchObject([
      { type: "message", status: "completed" },
      { type: "function_call", status: "incomplete", arguments: '{"x"' },
    ]);
    expect(open(call as StreamEvent)).toMatchObject([
      { type: "function_call", status: "incomplete", arguments: "" },
    ]);
  });
});
