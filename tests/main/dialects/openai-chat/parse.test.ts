import { expect, it } from "vitest";
import { parse } from "#main/dialects/openai-chat/parse.ts";

const user = { role: "user", content: "Hi" };

const wrong: readonly [unknown, string | undefined][] = [
  [null, undefined],
  [[], undefined],
  [{ messages: [user] }, "model"],
  [{ model: "", messages: [user] }, "model"],
  [{ model: 5, messages: [user] }, "model"],
  [{ model: "m" }, "messages"],
  [{ model: "m", messages: [] }, "messages"],
  [{ model: "m", messages: {} }, "messages"],
  [{ model: "m", messages: [user, "x"] }, "messages[1]"],
  [
    { model: "m", messages: [{ role: "robot", content: "" }] },
    "messages[0].role",
  ],
  [{ model: "m", messages: [{ role: "user" }] }, "messages[0].content"],
  [
    { model: "m", messages: [{ role: "user", content: 5 }] },
    "messages[0].content",
  ],
  [
    {
      model: "m",
      messages: [{ role: "user", content: [{ type: "text", text: 5 }] }],
    },
    "messages[0].content[0].text",
  ],
  [
    { model: "m", messages: [{ role: "user", content: [{ type: "text" }] }] },
    "messages[0].content[0].text",
  ],
  [
    {
      model: "m",
      messages: [{ role: "user", content: [{ type: "image_url" }] }],
    },
    "messages[0].content[0].image_url",
  ],
  [
    { model: "m", messages: [{ role: "tool", content: "x" }] },
    "messages[0].tool_call_id",
  ],
  [
    {
      model: "m",
      messages: [
        { role: "assistant", tool_calls: [{ id: "c", type: "function" }] },
      ],
    },
    "messages[0].tool_calls[0].function",
  ],
  [{ model: "m", messages: [user], temperature: "hot" }, "temperature"],
  [{ model: "m", messages: [user], temperature: 3 }, "temperature"],
  [{ model: "m", messages: [user], max_tokens: 1.5 }, "max_tokens"],
  [{ model: "m", messages: [user], stop: [1] }, "stop[0]"],
  [{ model: "m", messages: [user], stream: "yes" }, "stream"],
  [
    { model: "m", messages: [user], tools: [{ type: "function" }] },
    "tools[0].function",
  ],
  [
    {
      model: "m",
      messages: [user],
      tools: [{ type: "function", function: {} }],
    },
    "tools[0].function.name",
  ],
  [{ model: "m", messages: [user], tool_choice: "always" }, "tool_choice"],
  [
    { model: "m", messages: [user], tool_choice: { type: "function" } },
    "tool_choice.function.name",
  ],
  [
    { model: "m", messages: [user], response_format: { type: "json_schema" } },
    "response_format.json_schema.name",
  ],
  [{ model: "m", messages: [user], reasoning_effort: 5 }, "reasoning_effort"],
  [
    {
      model: "m",
      messages: [user],
      reasoning: { effort: "low" },
      reasoning_effort: "high",
    },
    "reasoning_effort",
  ],
];

it.each(wrong)("names the wrong parameter of %j", (body, parameter) => {
  const data = parameter === undefined ? {} : { parameter };
  expect(() => parse(body)).toThrow(
    expect.objectContaining({ code: "invalid-request", data }),
  );
});

it("takes null for absent, one stop text for a list, and no stream unless asked", () => {
  expect(
    parse({
      model: "m",
      messages: [
        { role: "assistant", content: null, tool_calls: null, refusal: null },
        user,
      ],
      temperature: null,
      max_tokens: null,
      tools: null,
      stream: null,
      stream_options: null,
      logit_bias: null,
      stop: "END",
    }),
  ).toEqual({
    request: {
      model: "m",
      messages: [
        { role: "assistant", parts: [] },
        { role: "user", parts: [{ type: "text", text: "Hi" }] },
      ],
      parameters: { stop: ["END"] },
      dialect: "openai-chat",
    },
    stream: false,
    includeUsage: false,
  });
});
