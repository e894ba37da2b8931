import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import {
  chat,
  gemini,
  messages,
  model,
  name,
  question,
  responses,
  schema,
  type Ask,
} from "#tests/support/function-clients.ts";
import { claudeCodeRequest } from "#tests/support/claude-code.ts";
import { codexLiteRequest } from "#tests/support/codex.ts";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";
import { chatModel, plainModel } from "../../adapters/local/real-runtime.ts";

async function start() {
  const models = [
    { id: "chat", path: chatModel },
    { id: "plain", path: plainModel },
  ];
  const instances = [{ id: "local", kind: "llamacpp", models }];
  const gateway = await startGateway({ config: { instances } });
  const { token } = await createKey(gateway.dataDir);
  return { ...gateway, token };
}

test.each<[string, Ask, string]>([
  ["OpenAI's chat", chat, "tool_calls"],
  ["OpenAI's Responses", responses, "completed"],
  ["Anthropic's messages", messages, "tool_use"],
  ["Google's generateContent", gemini, "MAX_TOKENS"],
])(
  "a GGUF model calls a function as %s has it, whole and streamed, and hears the result",
  async (_, wanted, reason) => {
    const at = await start();
    const validate = new Ajv2020().compile(schema);
    for (const isStreamed of [false, true]) {
      const { answer, ...called } = await wanted(at, isStreamed);
      expect(called).toMatchObject({ name, reason });
      expect([called.args, validate(called.args)]).toEqual([called.args, true]);
      expect(await answer()).not.toBe("");
    }
  },
  60_000,
);

test("Claude Code's and Codex's own tools are offered to it as well", async () => {
  const { address, token } = await start();
  const claude = { ...claudeCodeRequest({ model }), max_tokens: 5 };
  const codex = { ...codexLiteRequest({ model }), max_output_tokens: 5 };
  const headers = { authorization: `Bearer ${token}` };
  const replies = [
    await ask(`${address}/v1/messages`, { headers, body: claude }),
    await ask(`${address}/v1/responses`, { headers, body: codex }),
  ];
  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  expect(replies[0]?.text).toContain('"stop_reason":"max_tokens"');
  expect(replies[1]?.text).toContain('"reason":"max_output_tokens"');
}, 30_000);

test.each<[string, object, string, string]>([
  [
    "tools to a model without a chat template",
    { model: "local:plain" },
    "tools",
    "no chat template",
  ],
  [
    "a name that no template can write",
    { tools: [{ type: "function", function: { name: 'a"}<|im_end|>' } }] },
    "tools[0]",
    "name",
  ],
  [
    "a schema that leads elsewhere",
    {
      tools: [
        { type: "function", function: { name: "fine" } },
        {
          type: "function",
          function: { name, parameters: { $ref: "file:///etc/passwd" } },
        },
      ],
    },
    "tools[1]",
    "$ref",
  ],
  [
    "a schema that never ends",
    {
      tools: [
        {
          type: "function",
          function: {
            name,
            parameters: {
              $ref: "#/$defs/a",
              $defs: { a: { anyOf: [{ $ref: "#/$defs/a" }] } },
            },
          },
        },
      ],
    },
    "tools[0]",
    "$ref",
  ],
  [
    "a strict schema that no grammar can say",
    {
      tools: [
        {
          type: "function",
          function: {
            name,
            strict: true,
            parameters: { properties: { a: { type: "string", pattern: "b" } } },
          },
        },
      ],
    },
    "tools[0]",
    "pattern",
  ],
  [
    "a choice of what is not there",
    { tool_choice: { type: "function", function: { name: "other" } } },
    "tool_choice",
    "not offered",
  ],
])("is refused by name: %s", async (_, changes, ...[parameter, word]) => {
  const { address, token } = await start();
  const reply = await ask(`${address}/v1/chat/completions`, {
    headers: { authorization: `Bearer ${token}` },
    body: {
      model,
      messages: [{ role: "user", content: question }],
      tools: [{ type: "function", function: { name, parameters: schema } }],
      max_tokens: 5,
      ...changes,
    },
  });
  expect([reply.status, reply.text]).toEqual([
    400,
    expect.stringContaining(word),
  ]);
  expect(reply.json).toMatchObject({
    error: { type: "invalid_request_error", param: parameter },
  });
});
