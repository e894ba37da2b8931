import { expect, onTestFinished, test } from "vitest";
import { inCallersWords } from "#main/hosts/gateway/callers-words.ts";
import { dialects } from "#main/dialects/table.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { plainModel } from "#tests/main/adapters/local/real-runtime.ts";
import { startUpstreams } from "./contract/grid.ts";

async function start() {
  const { instances, close } = await startUpstreams();
  onTestFinished(async () => void (await close()));
  const { address } = await startGateway({
    config: {
      instances: [...instances, local],
      gateway: { requireKey: false },
    },
  });
  return (path: string, body: object) => ask(address + path, { body });
}

const local = {
  id: "local",
  kind: "llamacpp",
  models: [{ id: "stories", path: plainModel }],
};
const png = "iVBORw0KGgo=";
const picture = `data:image/png;base64,${png}`;

const everywhere = [
  ...["openai:text", "anthropic:text", "gemini:text", "ollama:text"],
  "local:stories",
];
const user = { role: "user", content: "Hi" };
const gemini = "/v1beta/models/anthropic:text:generateContent";
const contents = [{ role: "user", parts: [{ text: "Hi" }] }];

/** Each step doubles it. */
const twice = (i: number) => {
  const $ref = `#/$defs/D${i}`;
  return { anyOf: [{ $ref }, { $ref }] };
};
const doubling = {
  ...twice(0),
  $defs: Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`D${i}`, twice(i + 1)]),
  ),
};
const format = { type: "json_schema", schema: doubling };

test.each<[string, object, string]>([
  [
    "/v1/chat/completions",
    {
      model: "local:stories",
      messages: [
        user,
        {
          role: "user",
          content: [
            { type: "text", text: "Look:" },
            { type: "image_url", image_url: { url: picture } },
          ],
        },
      ],
    },
    "messages[1].content",
  ],
  [
    "/v1/responses",
    {
      model: "local:stories",
      instructions: "Be brief.",
      input: [
        user,
        {
          role: "user",
          content: [{ type: "input_image", image_url: picture }],
        },
      ],
    },
    "input[1].content",
  ],
  [
    "/v1/messages",
    {
      model: "local:stories",
      max_tokens: 9,
      messages: [
        {
          role: "user",
          content: [
            {
              type: "image",
              source: { type: "base64", media_type: "image/png", data: png },
            },
          ],
        },
      ],
    },
    "messages[0].content",
  ],
  [
    "/v1beta/models/local:stories:generateContent",
    {
      contents: [
        ...contents,
        {
          role: "user",
          parts: [
            { text: "Look:" },
            { inlineData: { mimeType: "image/png", data: png } },
          ],
        },
      ],
    },
    "contents[1].parts",
  ],
  ...[{ output_format: format }, { output_config: { format } }].map(
    (asked): [string, object, string] => [
      "/v1/messages",
      { model: "gemini:text", max_tokens: 9, messages: [user], ...asked },
      asked.output_format
        ? "output_format.schema"
        : "output_config.format.schema",
    ],
  ),
  [
    "/v1/chat/completions",
    { model: "anthropic:text", messages: [user], min_p: 0.5 },
    "min_p",
  ],
  [
    "/v1/chat/completions",
    {
      model: "gemini:text",
      messages: [
        user,
        { role: "user", content: [{ type: "input_audio", input_audio: {} }] },
      ],
    },
    "messages[1].content",
  ],
  ["/v1/completions", { model: "ollama:text", prompt: "Hi", best: 1 }, "best"],
  ...everywhere.map((model): [string, object, string] => [
    "/v1/responses",
    { model, prompt: { id: "pmpt_1" } },
    "prompt",
  ]),
  [
    "/v1/responses",
    {
      model: "openai:text",
      instructions: "Be brief.",
      input: [
        user,
        { role: "assistant", content: [{ type: "output_text", text: "a" }] },
        { type: "web_search_call", id: "ws_1", status: "completed" },
      ],
    },
    "input[2]",
  ],
  [
    "/v1/responses",
    {
      model: "openai:text",
      input: "Hi",
      tools: [
        {
          type: "namespace",
          name: "g",
          tools: [
            { type: "function", name: "f" },
            { type: "function", name: "h", allowed_callers: ["program"] },
          ],
        },
      ],
    },
    "tools[0].tools[1].allowed_callers",
  ],
  [
    "/v1/messages",
    {
      model: "ollama:text",
      max_tokens: 9,
      messages: [user],
      tools: [{ name: "f", input_schema: { type: "object" } }],
      tool_choice: { type: "any" },
    },
    "tool_choice",
  ],
  [
    "/v1/messages",
    {
      model: "gemini:text",
      max_tokens: 9,
      system: "Be brief.",
      messages: [
        user,
        { role: "user", content: [{ type: "document", source: {} }] },
      ],
    },
    "messages[1].content",
  ],
  [
    gemini,
    { contents, generationConfig: { seed: 1 } },
    "generationConfig.seed",
  ],
  [
    gemini,
    { contents, generationConfig: { temperature: 1.5 } },
    "generationConfig.temperature",
  ],
  [
    gemini,
    { contents, generationConfig: { candidateCount: 2 } },
    "generationConfig.candidateCount",
  ],
  [
    gemini,
    {
      contents: [...contents, { role: "user", parts: [{ videoMetadata: {} }] }],
    },
    "contents[1].parts",
  ],
])(
  "%s names what it refuses as its client wrote it: %j",
  async (path, body, name) => {
    const post = await start();
    const { status, text, json } = await post(path, body);
    expect([status, text]).toEqual([
      400,
      expect.stringContaining(`\`${name}\``),
    ]);
    const { error } = json as { error: { param?: string } };
    if (!path.startsWith("/v1beta") && path !== "/v1/messages")
      expect(error.param).toBe(name);
  },
);

test("what asks for nothing more than there is in any case is not refused", async () => {
  const post = await start();
  const generationConfig = {
    candidateCount: 1,
    responseModalities: ["TEXT"],
    responseMimeType: "text/plain",
    thinkingConfig: { includeThoughts: false },
    responseLogprobs: false,
  };
  const { status } = await post(gemini, { contents, generationConfig });
  expect(status).toBe(200);
});

test("an upstream's name for a field becomes the client's, its count of messages is not told", () => {
  const words = {
    dialect: "openai-responses",
    fields: dialects["openai-responses"].fieldNames,
    places: undefined,
  };
  const failed = (parameter: string) =>
    new AppError("unsupported-parameter", {
      message: "No `max_completion_tokens`.",
      data: { status: 400, parameter, dialect: "openai-chat" },
    }).toJSON();
  expect(inCallersWords(failed("max_completion_tokens"), words)).toMatchObject({
    message: "No `max_completion_tokens`.",
    data: { status: 400, parameter: "max_output_tokens" },
  });
  const chat = { ...words, dialect: "openai-chat", fields: {} };
  for (const name of ["messages[3].content", "messages.3.content"]) {
    const counted = failed(name);
    expect(inCallersWords(counted, words).data).toEqual({ status: 400 });
    expect(inCallersWords(counted, chat)).toEqual(counted);
  }
});

test("an upstream's name for a field goes on as it is where its caller speaks the same", () => {
  const name = "openai-responses" as const;
  const fields = dialects[name].fieldNames;
  const words = { dialect: name, fields, places: undefined };
  const failed = (parameter: string) =>
    new AppError("invalid-request", {
      message: "No.",
      data: { parameter, dialect: name },
    }).toJSON();
  const counted = failed("input[2].content[0].image_url");
  expect(inCallersWords(counted, words)).toEqual(counted);
  const places = { messages: [], tools: [], hasEarlier: true };
  expect(inCallersWords(counted, { ...words, places }).data).toEqual({});
  // A word of its own that another dialect uses otherwise.
  const own = failed("verbosity");
  expect(inCallersWords(own, { ...words, places })).toEqual(own);
  for (const [theirs, chats] of [
    ["max_output_tokens", "max_tokens"],
    ["input", "messages"],
    ["text.format.schema", "response_format.schema"],
    ["top_logprobs", "top_logprobs"],
  ] as const) {
    const chat = { ...words, dialect: "openai-chat", fields: {} };
    expect(inCallersWords(failed(theirs), chat).data).toMatchObject({
      parameter: chats,
    });
  }
  const gemini = {
    ...words,
    dialect: "gemini",
    fields: dialects.gemini.fieldNames,
  };
  expect(
    inCallersWords(failed("max_output_tokens"), gemini).data,
  ).toMatchObject({
    parameter: "generationConfig.maxOutputTokens",
  });
});
