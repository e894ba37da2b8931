import { describe, expect, it } from "vitest";
import { createDecoder } from "#main/dialects/gemini/decode.ts";
import { encode } from "#main/dialects/gemini/encode.ts";
import { simplifySchema } from "#main/dialects/gemini/schema.ts";
import { createWriter, serveWhole } from "#main/dialects/gemini/serve.ts";
import { parse } from "#main/dialects/gemini/parse.ts";
import { encode as encodeOpenAi } from "#main/dialects/openai-chat/encode.ts";
import { parse as parseOpenAi } from "#main/dialects/openai-chat/parse.ts";
import { serveWhole as serveOpenAi } from "#main/dialects/openai-chat/serve.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import {
  decodeAll,
  fold,
  recordedFrames,
  writeAll,
} from "#tests/support/dialects/fold.ts";

const options = { id: "r1", model: "asked", created: 0, includeUsage: true };
const chat = (body: object) =>
  parseOpenAi({
    model: "m",
    messages: [{ role: "user", content: "Hi" }],
    ...body,
  }).request;

it("from OpenAI's dialect: roles, results by name, schemas without what Gemini refuses", () => {
  const request = chat({
    messages: [
      { role: "system", content: "Brief." },
      { role: "user", content: "Where?" },
      {
        role: "assistant",
        tool_calls: [
          {
            id: "c1",
            type: "function",
            function: { name: "f", arguments: '{"x":1}' },
          },
          {
            id: "c2",
            type: "function",
            function: { name: "g", arguments: "" },
          },
        ],
      },
      { role: "tool", tool_call_id: "c1", content: '{"at":"Brest"}' },
      { role: "tool", tool_call_id: "c2", content: "plain" },
      { role: "user", content: "And?" },
    ],
    tools: [
      {
        type: "function",
        function: {
          name: "f",
          parameters: {
            type: "object",
            properties: { x: { $ref: "#/$defs/n" } },
            $defs: { n: { const: 1 } },
            additionalProperties: false,
          },
        },
      },
    ],
    tool_choice: { type: "function", function: { name: "f" } },
    response_format: {
      type: "json_schema",
      json_schema: {
        name: "o",
        schema: { type: "object", additionalProperties: false },
      },
    },
    max_tokens: 5,
    reasoning_effort: "low",
  });
  expect(encode(request, {}).body).toEqual({
    systemInstruction: { parts: [{ text: "Brief." }] },
    contents: [
      { role: "user", parts: [{ text: "Where?" }] },
      {
        role: "model",
        parts: [
          { functionCall: { id: "c1", name: "f", args: { x: 1 } } },
          { functionCall: { id: "c2", name: "g", args: {} } },
        ],
      },
      {
        role: "user",
        parts: [
          {
            functionResponse: {
              id: "c1",
              name: "f",
              response: { at: "Brest" },
            },
          },
          {
            functionResponse: {
              id: "c2",
              name: "g",
              response: { output: "plain" },
            },
          },
          { text: "And?" },
        ],
      },
    ],
    tools: [
      {
        functionDeclarations: [
          {
            name: "f",
            parametersJsonSchema: {
              type: "object",
              properties: { x: { enum: [1] } },
            },
          },
        ],
      },
    ],
    toolConfig: {
      functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f"] },
    },
    generationConfig: {
      maxOutputTokens: 5,
      thinkingConfig: { thinkingLevel: "low" },
      responseMimeType: "application/json",
      responseJsonSchema: { type: "object" },
    },
  });
});

it.each([
  [{ logit_bias: { "50256": -100 } }, "logit_bias"],
  [{ min_p: 0.1 }, "min_p"],
  [
    {
      messages: [
        {
          role: "user",
          content: [
            {
              type: "image_url",
              image_url: { url: "https://x.example/a.png" },
            },
          ],
        },
      ],
    },
    "messages[0].parts[0].content",
  ],
])("refuses by name what cannot be said here: %j", (body, parameter) => {
  expect(() => encode(chat(body), {})).toThrow(
    expect.objectContaining({
      code: "unsupported-parameter",
      data: { parameter },
    }),
  );
});

describe("signatures", () => {
  it("survive a client of OpenAI's dialect: reply, back, and onto their call again", () => {
    const reply = fold(
      decodeAll(createDecoder(), recordedFrames("gemini", "thinking-tools")),
    );
    const whole = serveOpenAi(reply, options) as {
      choices: { message: object }[];
    };
    const request = chat({
      messages: [{ role: "user", content: "Hi" }, whole.choices[0]?.message],
    });
    expect(encode(request, {}).body.contents).toEqual([
      { role: "user", parts: [{ text: "Hi" }] },
      {
        role: "model",
        parts: [
          {
            functionCall: { name: "get_tide", args: { port: "Brest" } },
            thoughtSignature: "CpcHAdHtim8",
          },
          { functionCall: { name: "get_tide", args: { port: "Lorient" } } },
          { functionCall: { name: "now", args: {} } },
        ],
      },
    ]);
  });

  it("of another maker survive a client of this dialect", () => {
    const detail = {
      type: "reasoning.text",
      text: "Hm",
      signature: "s",
      format: "anthropic-claude-v1",
      index: 0,
    };
    const whole = serveWhole(
      fold([
        { type: "reasoning-delta", text: "Hm", details: [detail] },
        { type: "text-delta", text: "Yes" },
        { type: "finish", reason: "stop" },
      ]),
      options,
    );
    const [candidate] = whole.candidates as { content: object }[];
    const { request } = parse(
      { contents: [candidate?.content] },
      { model: "m", stream: true },
    );
    const [message] = encodeOpenAi({ ...request, dialect: "x" }, {}).body
      .messages as { reasoning_details: unknown[] }[];
    expect(message?.reasoning_details).toEqual([detail]);
  });
});

it("a stream written is the stream that was read", () => {
  for (const name of [
    "plain",
    "thinking-tools",
    "late-signature",
    "image",
    "safety",
  ]) {
    const events = decodeAll(createDecoder(), recordedFrames("gemini", name));
    const again = decodeAll(
      createDecoder(),
      writeAll(createWriter({ ...options, id: "pTide01" }), events),
    );
    const { upstreamId: _, ...before } = fold(events);
    const { upstreamId: __, ...after } = fold(again);
    expect(after).toEqual(before);
  }
});

it("an error in the stream has Google's shape", () => {
  const error = {
    code: "overloaded" as const,
    message: "Busy.",
    retryable: true,
    data: {},
  };
  const events: StreamEvent[] = [
    { type: "text-delta", text: "Half" },
    { type: "error", error },
  ];
  expect(writeAll(createWriter(options), events).at(-1)).toEqual({
    data: JSON.stringify({
      error: { code: 503, message: "Busy.", status: "UNAVAILABLE" },
    }),
  });
});

it("a recursive schema ends as any object", () => {
  const schema = {
    type: "object",
    properties: {
      next: { $ref: "#" },
      kids: { type: "array", items: { $ref: "#/$defs/n" } },
    },
    $defs: { n: { oneOf: [{ type: "string" }, { $ref: "#/$defs/n" }] } },
  };
  expect(simplifySchema(schema, "it")).toEqual({
    type: "object",
    properties: {
      next: { type: "object" },
      kids: {
        type: "array",
        items: { anyOf: [{ type: "string" }, { type: "object" }] },
      },
    },
  });
});

it("a schema that doubles with every reference is refused in good time", () => {
  const twice = (i: number) => ({
    anyOf: [1, 2].map(() => ({ $ref: `#/$defs/D${i}` })),
  });
  const all = Array.from({ length: 24 }, (_, i) => [`D${i}`, twice(i + 1)]);
  const schema = { ...twice(0), $defs: Object.fromEntries(all) };
  expect(() => simplifySchema(schema, "tools[0].parameters")).toThrow(
    "`tools[0].parameters`: is too large",
  );
});

describe("what a part's object says beyond its neutral fields", () => {
  const asked = (functionResponse: object) => {
    const route = { model: "m", stream: false };
    const body = { contents: [{ parts: [{ functionResponse }] }] };
    return parse(body, route).request;
  };
  const result = { id: "c1", name: "f", response: { output: "done" } };

  it("images that came with a tool's result are refused elsewhere, never lost", () => {
    const parts = [{ inlineData: { mimeType: "image/png", data: "AAAA" } }];
    expect(() => encodeOpenAi(asked({ ...result, parts }), {})).toThrow(
      expect.objectContaining({ code: "unsupported-parameter" }),
    );
  });

  it("a result that is whole says so without the word", () => {
    const said = { willContinue: false, scheduling: "WHEN_IDLE" };
    expect(encodeOpenAi(asked({ ...result, ...said }), {}).body).toMatchObject({
      messages: [{ role: "tool", tool_call_id: "c1", content: "done" }],
    });
    const more = asked({ ...result, willContinue: true });
    expect(() => encodeOpenAi(more, {})).toThrow(
      expect.objectContaining({ code: "unsupported-parameter" }),
    );
  });
});
