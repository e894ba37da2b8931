import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDecoder } from "#main/dialects/ollama/decode.ts";
import { encode } from "#main/dialects/ollama/encode.ts";
import { readError } from "#main/dialects/ollama/errors.ts";
import { parse } from "#main/dialects/ollama/parse.ts";
import { createWriter, serveWhole } from "#main/dialects/ollama/serve.ts";
import { parse as parseOpenAi } from "#main/dialects/openai-chat/parse.ts";
import { chatRequestSchema } from "#shared/chat/request.ts";
import { streamEventSchema } from "#shared/chat/stream-event.ts";
import {
  decodeAll,
  fold,
  overTheWire,
  recordedFrames,
  recordingsOf,
  writeAll,
} from "#tests/support/dialects/fold.ts";

const recorded = (name: string) =>
  decodeAll(
    createDecoder(() => "r-1"),
    recordedFrames("ollama", name),
  );
const options = {
  id: "r",
  model: "asked",
  created: 1772359205,
  includeUsage: true,
};
const chat = (body: object) =>
  parseOpenAi({
    model: "m",
    messages: [{ role: "user", content: "Hi" }],
    ...body,
  }).request;

describe("recorded streams", () => {
  it.each(recordingsOf("ollama"))(
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

  it("thinking-tools: two calls although both have index 0 and no id", () => {
    const reply = fold(recorded("thinking-tools"));
    expect(reply.parts).toEqual([
      { type: "reasoning", text: "Two ports, two calls." },
      {
        type: "tool-call",
        id: "call_ollama_r1_0",
        name: "get_tide",
        arguments: '{"port":"Brest"}',
      },
      {
        type: "tool-call",
        id: "call_ollama_r1_1",
        name: "get_tide",
        arguments: '{"port":"Lorient"}',
      },
    ]);
    expect(reply.finish).toEqual({ reason: "tool-calls", native: "stop" });
    expect(reply.usage).toEqual({ inputTokens: 26, outputTokens: 29 });
  });

  it("tags, errors and a missing end", () => {
    expect(fold(recorded("think-tags"))).toMatchObject({
      parts: [
        { type: "reasoning", text: "Hm" },
        { type: "text", text: "Yes" },
      ],
      finish: { reason: "length" },
    });
    expect(fold(recorded("mid-error"))).toMatchObject({
      parts: [{ type: "text", text: "Half a" }],
      error: { code: "upstream-failed" },
    });
    expect(fold(recorded("no-terminal")).error?.code).toBe(
      "stream-interrupted",
    );
    expect(
      readError({ status: 404, body: { error: "model 'x' not found" } }),
    ).toMatchObject({
      code: "model-not-found",
      data: { upstreamMessage: "model 'x' not found" },
    });
  });

  it("written again, are the same reply", () => {
    for (const name of ["plain", "think-tags"]) {
      const events = recorded(name);
      const again = decodeAll(
        createDecoder(),
        writeAll(createWriter(options), events),
      );
      expect(fold(again)).toMatchObject({
        ...fold(events),
        finish: { reason: fold(events).finish?.reason },
      });
    }
    const events = recorded("thinking-tools");
    const again = fold(
      decodeAll(createDecoder(), writeAll(createWriter(options), events)),
    );
    const names = (parts: readonly object[]) =>
      parts.map((part) => ({ ...part, id: "" }));
    expect(names(again.parts)).toEqual(names(fold(events).parts));
    const whole = fold(
      decodeAll(createDecoder(), [
        { data: JSON.stringify(serveWhole(fold(events), options)) },
      ]),
    );
    expect(names(whole.parts)).toEqual(names(fold(events).parts));
  });
});

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const object = fc.dictionary(word, fc.jsonValue({ maxDepth: 1 }), {
  maxKeys: 2,
});
const text = fc.string({ minLength: 1 });
const call = fc.record({
  function: fc.record({ name: word, arguments: object }),
});
const body = fc.record(
  {
    model: word,
    stream: fc.constant(true),
    messages: fc.array(
      fc.oneof(
        fc.record(
          {
            role: fc.constantFrom("system", "user"),
            content: text,
            images: fc.constant(["iVBORwAA"]),
          },
          { requiredKeys: ["role", "content"] },
        ),
        fc.record(
          {
            role: fc.constant("assistant"),
            content: text,
            thinking: text,
            tool_calls: fc.array(call, { minLength: 1, maxLength: 2 }),
            x_new: word,
          },
          { requiredKeys: ["role", "content"] },
        ),
        fc.record({
          role: fc.constant("tool"),
          content: text,
          tool_name: word,
        }),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    think: fc.constantFrom(true, false, "low", "high"),
    format: fc.constantFrom("json", { type: "object" }),
    tools: fc.constant([
      {
        type: "function",
        function: {
          name: "f",
          description: "d",
          parameters: { type: "object" },
        },
      },
    ]),
    options: fc.constantFrom(
      { temperature: 0.5, num_predict: 5, stop: ["x"] },
      { num_ctx: 512, mirostat: 1, num_predict: -1 },
      { repeat_penalty: 1.1, min_p: 0.1, seed: 3 },
    ),
    keep_alive: fc.constantFrom("5m", -1, 300),
    x_future: word,
  },
  { requiredKeys: ["model", "messages", "stream"] },
);

describe("requests", () => {
  it("parsed and encoded again, are the same body", () => {
    fc.assert(
      fc.property(body, (wire) => {
        const { request } = parse(overTheWire(wire));
        chatRequestSchema.parse(request);
        expect(overTheWire(encode(request, {}).body)).toEqual(
          overTheWire(wire),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("find the call of a result that has no id, by name and order", () => {
    const { request } = parse({
      model: "m",
      messages: [
        {
          role: "assistant",
          tool_calls: [
            { function: { name: "f" } },
            { function: { name: "g" } },
            { function: { name: "f" } },
          ],
        },
        { role: "tool", tool_name: "g", content: "2" },
        { role: "tool", tool_name: "f", content: "1" },
        { role: "tool", content: "3" },
      ],
    });
    const calls = request.messages[0]?.parts.map((part) =>
      part.type === "tool-call" ? part.id : "",
    );
    const results = request.messages
      .slice(1)
      .flatMap(({ parts }) =>
        parts.map((part) => (part.type === "tool-result" ? part.callId : "")),
      );
    expect(results).toEqual([calls?.[1], calls?.[0], calls?.[2]]);
  });

  it("from OpenAI's dialect: objects for strings, context and keep-alive from the instance", () => {
    const request = chat({
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "See" },
            {
              type: "image_url",
              image_url: { url: "data:image/png;base64,iVBORw" },
            },
          ],
        },
        {
          role: "assistant",
          content: null,
          reasoning: "Hm",
          tool_calls: [
            {
              id: "c1",
              type: "function",
              function: { name: "f", arguments: "" },
            },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: "1" },
      ],
      max_tokens: 7,
      response_format: { type: "json_object" },
      tools: [{ type: "function", function: { name: "f" } }],
      tool_choice: "none",
      reasoning_effort: "high",
    });
    expect(
      encode(request, { contextSize: 8192, keepAlive: "10m", thinks: true })
        .body,
    ).toEqual({
      truncate: false,
      shift: false,
      model: "m",
      messages: [
        { role: "user", content: "See", images: ["iVBORw"] },
        {
          role: "assistant",
          content: "",
          thinking: "Hm",
          tool_calls: [{ id: "c1", function: { name: "f", arguments: {} } }],
        },
        { role: "tool", tool_name: "f", tool_call_id: "c1", content: "1" },
      ],
      think: "high",
      format: "json",
      options: { num_ctx: 8192, num_predict: 7 },
      keep_alive: "10m",
      stream: true,
    });
  });

  it.each([
    [{ tool_choice: "required" }, "tool_choice"],
    [
      {
        messages: [
          {
            role: "user",
            content: [
              { type: "image_url", image_url: { url: "https://x.example/a" } },
            ],
          },
        ],
      },
      "messages[0].parts[0].content",
    ],
  ])("refuse by name what cannot be said here: %j", (wire, parameter) => {
    expect(() => encode(chat(wire), {})).toThrow(
      expect.objectContaining({
        code: "unsupported-parameter",
        data: { parameter },
      }),
    );
  });
});
