import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDecoder } from "#main/dialects/openai-chat/decode.ts";
import { createWriter, serveWhole } from "#main/dialects/openai-chat/serve.ts";
import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";

const options = {
  id: "chatcmpl-abc",
  model: "local:stories",
  created: 1772800000,
  includeUsage: true,
};

type Content =
  | { type: "text-delta" | "reasoning-delta"; text: string }
  | { type: "image"; mediaType: string; data: string };

function served(events: readonly StreamEvent[], includeUsage = true): string[] {
  const writer = createWriter({ ...options, includeUsage });
  return [
    ...events.flatMap((event) => writer.write(event)),
    ...writer.end(),
  ].map(({ data }) => data);
}

function fold(events: readonly StreamEvent[]): Reply {
  const reply = events.reduce(applyStreamEvent, emptyReply);
  const { upstreamId: _, ...rest } = reply;
  return rest;
}

function readBack(frames: readonly string[]): StreamEvent[] {
  const decoder = createDecoder();
  return [
    ...frames.flatMap((data) => decoder.decode({ data })),
    ...decoder.end(),
  ];
}

const usage = {
  inputTokens: 3,
  outputTokens: 4,
  cachedInputTokens: 1,
  reasoningTokens: 2,
};
const events: readonly StreamEvent[] = [
  { type: "progress", phase: "connecting" },
  { type: "start", id: "upstream's own" },
  {
    type: "reasoning-delta",
    text: "Hm",
    details: [{ type: "reasoning.encrypted", data: "x", index: 0 }],
  },
  { type: "text-delta", text: "Both:" },
  { type: "tool-call-start", index: 0, id: "a", name: "f" },
  { type: "tool-call-start", index: 1, id: "b", name: "g" },
  { type: "tool-call-delta", index: 0, arguments: '{"x":' },
  { type: "tool-call-delta", index: 1, arguments: "{}" },
  { type: "tool-call-delta", index: 0, arguments: "1}" },
  { type: "finish", reason: "tool-calls" },
  { type: "usage", usage },
];

describe("chunks", () => {
  it("say the role once, keep one id, finish once, usage last, then [DONE]", () => {
    const frames = served(events);
    expect(frames.at(-1)).toBe("[DONE]");
    const chunks = frames.slice(0, -1).map((data) => JSON.parse(data));
    expect(new Set(chunks.map(({ id }) => id))).toEqual(
      new Set(["chatcmpl-abc"]),
    );
    expect(new Set(chunks.map(({ model }) => model))).toEqual(
      new Set(["local:stories"]),
    );
    const choices = chunks.flatMap((chunk) => chunk.choices);
    expect(
      choices.filter(({ delta }) => delta.role === "assistant"),
    ).toHaveLength(1);
    expect(
      choices.map(({ finish_reason }) => finish_reason).filter(Boolean),
    ).toEqual(["tool_calls"]);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    });
  });

  it("hide usage unless it was asked for", () => {
    expect(served(events, false).some((data) => data.includes("usage"))).toBe(
      false,
    );
  });

  it("end with the error after one, without [DONE]", () => {
    const error = {
      code: "upstream-failed" as const,
      message: "Gone.",
      retryable: false,
      data: {},
    };
    const frames = served([
      { type: "text-delta", text: "Half" },
      { type: "error", error },
    ]);
    const last = JSON.parse(frames.at(-1) ?? "") as object;
    expect(last).not.toHaveProperty("choices");
    expect(last).toMatchObject({
      error: {
        message: "Gone.",
        type: "api_error",
        param: null,
        code: "upstream_error",
      },
    });
    expect(fold(readBack(frames))).toMatchObject({
      parts: [{ type: "text", text: "Half" }],
      error: { code: "upstream-failed" },
    });
  });

  it("read back, are the same reply", () => {
    expect(fold(readBack(served(events)))).toEqual({
      ...fold(events),
      finish: { reason: "tool-calls", native: "tool_calls" },
      usage,
    });
    const event = fc.oneof(
      fc.record({
        type: fc.constant("text-delta" as const),
        text: fc.string({ minLength: 1 }),
      }),
      fc.record({
        type: fc.constant("reasoning-delta" as const),
        text: fc.string({ minLength: 1 }),
      }),
      fc.record({
        type: fc.constant("image" as const),
        mediaType: fc.constant("image/png"),
        data: fc.base64String({ minLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 8 }),
        (content) => {
          const all: StreamEvent[] = [
            ...content,
            { type: "finish", reason: "length" },
          ];
          fc.pre(!JSON.stringify(content).includes("<"));
          expect(fold(readBack(served(all))).parts).toEqual(fold(all).parts);
        },
      ),
      { examples: [[blankBefore("reasoning-delta")], [blankBefore("image")]] },
    );
  });
});

/** White space that may stand before a tag is held back; nothing may overtake it. */
function blankBefore(type: "reasoning-delta" | "image"): Content[] {
  const next: Content =
    type === "image"
      ? { type, mediaType: "image/png", data: "aaaa" }
      : { type, text: "Hm." };
  return [{ type: "text-delta", text: " " }, next];
}

it("a whole reply reads back as the same reply", () => {
  const reply = fold(events);
  const whole = serveWhole(reply, options);
  expect(whole).toMatchObject({
    id: "chatcmpl-abc",
    object: "chat.completion",
    choices: [
      {
        index: 0,
        finish_reason: "tool_calls",
        message: { role: "assistant", content: "Both:" },
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
  });
  const back = fold(readBack([JSON.stringify(whole)]));
  expect(back.parts).toEqual(reply.parts);
  expect(back.usage).toEqual(usage);
});
