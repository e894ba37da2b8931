import { expect, test } from "vitest";
import { ownName } from "#main/dialects/own-names.ts";
import { dialects } from "#main/dialects/table.ts";

type Name = keyof typeof dialects;

/** What errors of an encoder are called in the words of a client's dialect, and of its request. */
function named(dialect: Name, body: object, parameters: readonly string[]) {
  const { fieldNames, parse } = dialects[dialect];
  const { places = { messages: [], tools: [] } } = parse(body, {
    model: "m",
    stream: false,
  });
  return parameters.map((one) => ownName(one, fieldNames, places));
}

const usual = [
  "stop",
  "max_tokens",
  "reasoning.exclude",
  "response_format.schema.pattern",
  "seed",
  "images",
  "metadata",
] as const;

test.each<[Name, object, readonly string[]]>([
  [
    "openai-chat",
    { model: "m", messages: [{ role: "user", content: "Hi" }] },
    [
      ...["stop", "max_tokens", "reasoning.exclude"],
      ...["response_format.schema.pattern", "seed", "messages", "metadata"],
    ],
  ],
  [
    "openai-responses",
    { model: "m", input: "Hi" },
    [
      ...["stop", "max_output_tokens", "reasoning.exclude"],
      ...["text.format.schema.pattern", "seed", "input", "metadata"],
    ],
  ],
  [
    "anthropic-messages",
    {
      model: "m",
      max_tokens: 1,
      messages: [{ role: "user", content: "Hi" }],
    },
    [
      ...["stop_sequences", "max_tokens", "thinking.display"],
      ...["output_config.format.schema.pattern", "seed"],
      ...["messages", "metadata"],
    ],
  ],
  [
    "gemini",
    { contents: [{ parts: [{ text: "Hi" }] }] },
    [
      ...["generationConfig.stopSequences", "generationConfig.maxOutputTokens"],
      "generationConfig.thinkingConfig.includeThoughts",
      "generationConfig.responseSchema.schema.pattern",
      ...["generationConfig.seed", "contents", "metadata"],
    ],
  ],
  [
    "ollama",
    { model: "m", messages: [] },
    [
      ...["options.stop", "options.num_predict", "think.exclude"],
      ...["format.schema.pattern", "options.seed", "messages", "metadata"],
    ],
  ],
])(
  "fields have the names that their caller wrote (%s)",
  (dialect, body, own) => {
    expect(named(dialect, body, usual)).toEqual(own);
  },
);

test("messages of Responses are the items that they came from", () => {
  const body = {
    model: "m",
    instructions: "Be brief.",
    input: [
      { type: "additional_tools", tools: [{ type: "function", name: "late" }] },
      { role: "user", content: "Hi" },
      { role: "assistant", content: [{ type: "output_text", text: "a" }] },
      { type: "web_search_call", id: "ws_1" },
      { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "1" },
    ],
    tools: [
      {
        type: "namespace",
        name: "g",
        tools: [{ type: "function", name: "f" }],
      },
      { type: "web_search" },
    ],
  };
  expect(
    named("openai-responses", body, [
      "messages[0].content",
      "messages[1].content",
      "messages[2].parts[0].content",
      "messages[2].parts[1].content",
      "messages[2].parts[2].wrong",
      "messages[3].content",
      "messages[3].parts[0]",
      "tools[0].wrong",
      "tools[1].type",
      "tools[2]",
    ]),
  ).toEqual([
    "instructions",
    "input[1].content",
    "input[2].content",
    "input[3]",
    "input[4].wrong",
    "input[5].output",
    "input[5]",
    "tools[0].tools[0].wrong",
    "tools[1].type",
    "input[0].tools[0]",
  ]);
});

test("messages of Anthropic are counted without its system, results with what follows them", () => {
  const body = {
    model: "m",
    max_tokens: 1,
    system: "Be brief.",
    messages: [
      { role: "user", content: "Hi" },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "t", content: "1" },
          { type: "text", text: "Go on" },
        ],
      },
      {
        role: "system",
        content: [
          {
            type: "tool_addition",
            tool: {
              type: "tool_definition",
              definition: { name: "late", input_schema: {} },
            },
          },
        ],
      },
    ],
    tools: [{ name: "f", input_schema: {} }],
  };
  expect(
    named("anthropic-messages", body, [
      "messages[0].parts[0].content",
      "messages[1].parts[0].content",
      "messages[2].parts[0].wrong",
      "messages[3].parts[0].content",
      "tools[0].wrong",
      "tools[1].wrong",
    ]),
  ).toEqual([
    "system",
    "messages[0].content",
    "messages[1].wrong",
    "messages[1].content",
    "tools[0].wrong",
    "messages[2].content[0].tool.definition.wrong",
  ]);
});

test("messages of Gemini are its contents, and tools its functions", () => {
  const body = {
    systemInstruction: { parts: [{ text: "Be brief." }] },
    contents: [
      { role: "user", parts: [{ text: "Hi" }] },
      { role: "model", parts: [{ text: "Yes?" }] },
    ],
    tools: [
      { googleSearch: {} },
      { functionDeclarations: [{ name: "f" }, { name: "g" }] },
    ],
  };
  expect(
    named("gemini", body, [
      "messages[0].content",
      "messages[2].parts[0].content",
      "messages[2].wrong",
      "tools[1].wrong",
    ]),
  ).toEqual([
    "systemInstruction.parts",
    "contents[1].parts",
    "contents[1].wrong",
    "tools[1].functionDeclarations[1].wrong",
  ]);
});
