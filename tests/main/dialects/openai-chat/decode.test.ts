import { describe, expect, it } from "vitest";
import { createDecoder } from "#main/dialects/openai-chat/decode.ts";
import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { streamEventSchema } from "#shared/chat/stream-event.ts";
import {
  readRecording,
  recordingNames,
} from "#tests/support/upstream/recordings.ts";

function decodeAll(frames: readonly string[]): StreamEvent[] {
  const decoder = createDecoder(() => "r-1");
  const events = frames.flatMap((data) => decoder.decode({ data }));
  return [...events, ...decoder.end()];
}

function recorded(name: string): StreamEvent[] {
  return decodeAll(
    readRecording(name).flatMap((item) => ("data" in item ? [item.data] : [])),
  );
}

function chunks(...deltas: readonly object[]): string[] {
  return deltas.map((delta) =>
    JSON.stringify({
      id: "chatcmpl-1",
      choices: [{ index: 0, delta, finish_reason: null }],
    }),
  );
}

const stop = JSON.stringify({
  id: "chatcmpl-1",
  choices: [{ index: 0, delta: {}, finish_reason: "stop" }],
});

function fold(events: readonly StreamEvent[]): Reply {
  return events.reduce(applyStreamEvent, emptyReply);
}

describe("recorded streams", () => {
  it.each(recordingNames())(
    "%s: valid events, one terminal event, nothing after it but usage",
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

  it("reasoning: text once, details as they came", () => {
    const reply = fold(recorded("reasoning"));
    expect(reply.parts).toEqual([
      {
        type: "reasoning",
        text: "Seventeen times three is fifty-one.",
        details: [
          {
            type: "reasoning.text",
            text: "Seventeen times",
            format: "anthropic-claude-v1",
            index: 0,
          },
          {
            type: "reasoning.text",
            text: " three is fifty-one.",
            format: "anthropic-claude-v1",
            index: 0,
          },
          {
            type: "reasoning.text",
            signature: "EtkBCkYICxgCKkBsaWdo",
            format: "anthropic-claude-v1",
            index: 0,
          },
        ],
      },
      { type: "text", text: "51 has two prime factors: 3 and 17." },
    ]);
    expect(reply.usage).toEqual({
      inputTokens: 31,
      outputTokens: 48,
      cachedInputTokens: 12,
      cacheWriteTokens: 4,
      reasoningTokens: 24,
      costNanoUsd: 813_000,
      costSource: "upstream",
    });
  });

  it("think-tags: a leading tag is reasoning, a later one is text", () => {
    expect(fold(recorded("think-tags")).parts).toEqual([
      { type: "reasoning", text: "Try 2, then 3." },
      { type: "text", text: "It is 3 <think> is only a word here." },
    ]);
  });

  it("parallel-tools: interleaved arguments go to their own calls", () => {
    const reply = fold(recorded("parallel-tools"));
    expect(reply.parts).toEqual([
      { type: "text", text: "Looking both up." },
      {
        type: "tool-call",
        id: "call_tide_9Xk2",
        name: "get_tide",
        arguments: '{"port":"Brest"}',
      },
      {
        type: "tool-call",
        id: "call_wind_4Rm7",
        name: "get_wind",
        arguments: '{"port":"Brest","unit":"kn"}',
      },
    ]);
    expect(reply.finish).toEqual({
      reason: "tool-calls",
      native: "tool_calls",
    });
  });

  it("stop-tools: index always 0, no ids, `stop`: three calls with ids of their own", () => {
    const reply = fold(recorded("stop-tools"));
    expect(reply.parts).toEqual([
      {
        type: "tool-call",
        id: "call_r1_0",
        name: "get_tide",
        arguments: '{"port":"Brest"}',
      },
      {
        type: "tool-call",
        id: "call_r1_1",
        name: "get_tide",
        arguments: '{"port":"Lorient"}',
      },
      {
        type: "tool-call",
        id: "call_r1_2",
        name: "get_wind",
        arguments: '{"port":"Brest"}',
      },
    ]);
    expect(reply.finish).toEqual({ reason: "tool-calls", native: "stop" });
  });

  it("function-call: the legacy form is a tool call", () => {
    const reply = fold(recorded("function-call"));
    expect(reply.parts).toMatchObject([
      { name: "get_tide", arguments: '{"port":"Brest"}' },
    ]);
    expect(reply.finish?.reason).toBe("tool-calls");
  });

  it("image: data, not an address", () => {
    const [, image] = fold(recorded("image")).parts;
    expect(image).toMatchObject({
      type: "image",
      mediaType: "image/png",
      source: { type: "base64" },
    });
  });

  it("mid-error: the text stands, the error has the upstream's code", () => {
    const reply = fold(recorded("mid-error"));
    expect(reply.parts).toEqual([
      { type: "text", text: "The first half of a sentence" },
    ]);
    expect(reply.error).toMatchObject({
      code: "upstream-failed",
      data: {
        status: 502,
        upstreamMessage: "Provider disconnected unexpectedly",
      },
    });
  });

  it("early-error: no start, no content, so that another target may be tried", () => {
    const events = recorded("early-error");
    expect(events.map(({ type }) => type)).toEqual(["error"]);
    expect(fold(events).error).toMatchObject({
      code: "rate-limited",
      retryable: true,
      data: {
        upstreamMessage:
          'Provider returned error: {"detail":"Too many requests"}',
      },
    });
  });

  it("no-terminal: an end without a terminal event is a failure", () => {
    expect(fold(recorded("no-terminal")).error?.code).toBe(
      "stream-interrupted",
    );
  });

  it("refusal, length, content-filter: their own reasons", () => {
    expect(fold(recorded("refusal"))).toMatchObject({
      parts: [{ type: "text", text: "I can't help with that." }],
      finish: { reason: "content-filter", native: "stop" },
    });
    expect(fold(recorded("length")).finish?.reason).toBe("length");
    expect(fold(recorded("content-filter")).finish?.reason).toBe(
      "content-filter",
    );
  });

  it("usage-each: usage in every chunk is told once, at the end", () => {
    const events = recorded("usage-each");
    expect(events.filter(({ type }) => type === "usage")).toEqual([
      { type: "usage", usage: { inputTokens: 6, outputTokens: 4 } },
    ]);
  });
});

describe("departures", () => {
  it("reasoning in two fields and in tags is told once", () => {
    const events = decodeAll([
      ...chunks(
        {
          reasoning: "Hm",
          reasoning_content: "Hm",
          reasoning_details: [{ type: "reasoning.text", text: "Hm" }],
        },
        { content: "<think>Hm</think>Yes" },
      ),
      stop,
    ]);
    expect(fold(events).parts).toEqual([
      {
        type: "reasoning",
        text: "Hm",
        details: [{ type: "reasoning.text", text: "Hm" }],
      },
      { type: "text", text: "Yes" },
    ]);
  });

  it("a tag that never closes, and one cut off by the end, lose nothing", () => {
    expect(
      fold(decodeAll([...chunks({ content: "<think>on and on </thi" }), stop]))
        .parts,
    ).toEqual([{ type: "reasoning", text: "on and on </thi" }]);
    expect(
      fold(decodeAll([...chunks({ content: " <thin" }), stop])).parts,
    ).toEqual([{ type: "text", text: " <thin" }]);
  });

  it("content as a list with thinking pieces", () => {
    const thinking = {
      type: "thinking",
      thinking: [{ type: "text", text: "Hm" }],
    };
    const events = decodeAll([
      ...chunks(
        { content: [thinking] },
        { content: [{ type: "text", text: "Yes" }] },
      ),
      stop,
    ]);
    expect(fold(events).parts).toEqual([
      { type: "reasoning", text: "Hm" },
      { type: "text", text: "Yes" },
    ]);
  });

  it("a new id at the same index is a new call; the same id again is not", () => {
    const call = (id: string, name: string, text: string) => ({
      tool_calls: [{ index: 0, id, function: { name, arguments: text } }],
    });
    const events = decodeAll([
      ...chunks(
        call("a", "f", '{"x"'),
        call("a", "f", ":1}"),
        call("b", "f", "{}"),
      ),
      stop,
    ]);
    expect(fold(events).parts).toEqual([
      { type: "tool-call", id: "a", name: "f", arguments: '{"x":1}' },
      { type: "tool-call", id: "b", name: "f", arguments: "{}" },
    ]);
  });

  it("text after the finish is kept, before the finish", () => {
    const events = decodeAll([
      ...chunks({ content: "a" }),
      stop,
      ...chunks({ content: "b" }),
      "[DONE]",
    ]);
    expect(events.map(({ type }) => type)).toEqual([
      "start",
      "text-delta",
      "text-delta",
      "finish",
    ]);
  });

  it("[DONE] after text is an end; [DONE] after nothing is not", () => {
    expect(
      fold(decodeAll([...chunks({ content: "a" }), "[DONE]"])).finish,
    ).toEqual({ reason: "stop" });
    expect(fold(decodeAll(["[DONE]"])).error?.code).toBe("stream-interrupted");
  });

  it("another choice's text does not mix in", () => {
    const other = JSON.stringify({
      choices: [{ index: 1, delta: { content: "B" } }],
    });
    expect(
      fold(decodeAll([...chunks({ content: "A" }), other, stop])).parts,
    ).toEqual([{ type: "text", text: "A" }]);
  });

  it("a reply is over when its last choice is, not when the first one is", () => {
    const decoder = createDecoder();
    const piece = (index: number, finish: string | null) => {
      const choice = { index, delta: { content: "x" }, finish_reason: finish };
      decoder.decode({ data: JSON.stringify({ choices: [choice] }) });
      return decoder.complete;
    };
    expect([piece(0, null), piece(1, null), piece(0, "stop")]).toEqual([
      false,
      false,
      false,
    ]);
    expect([piece(1, "stop"), piece(2, null), piece(2, "length")]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("fields of the wrong type are passed over, what is no JSON is a failure", () => {
    const odd = [
      "null",
      '{"choices":7}',
      '{"choices":[null,{"delta":{"content":5,"tool_calls":[null,3]}}]}',
    ];
    for (const data of odd.slice(1))
      expect(() => decodeAll([data, stop])).not.toThrow();
    expect(fold(decodeAll([odd[0] ?? ""])).error?.code).toBe(
      "upstream-invalid",
    );
  });
});
