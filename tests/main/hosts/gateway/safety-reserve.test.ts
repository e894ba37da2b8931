import { expect, test } from "vitest";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";
import { startLab } from "#tests/support/scene-lab.ts";

const words = "word ".repeat(1_000);
const chat = "/v1/chat/completions";
const messages = [{ role: "user", content: "Hi" }];
const tool = (description: string) => {
  return { type: "function", function: { name: "look", description } };
};

/** Each would take more than a thousand tokens. */
test.each<[string, string, object]>([
  ["several replies", chat, { messages, n: 9, max_tokens: 200 }],
  ["replies counted in words", chat, { messages, N: "9", max_tokens: 200 }],
  [
    "a bound by another name",
    chat,
    { messages, max_tokens: 1, n_predict: 9_000 },
  ],
  [
    "no bound but for thoughts",
    chat,
    { messages, reasoning: { max_tokens: 9_000 } },
  ],
  ["tools", chat, { messages, max_tokens: 1, tools: [tool(words)] }],
  [
    "a document",
    chat,
    {
      max_tokens: 1,
      messages: [
        { role: "user", content: [{ type: "file", file: { text: words } }] },
      ],
    },
  ],
  [
    "a field that passes as it came",
    chat,
    { messages, max_tokens: 1, documents: [{ text: words }] },
  ],
  [
    "replies of Google's",
    "/v1beta/models/lab:text:generateContent",
    {
      contents: [{ parts: [{ text: "Hi" }] }],
      generationConfig: { candidateCount: 9, maxOutputTokens: 200 },
    },
  ],
  [
    "texts in tokens",
    "/v1/embeddings",
    { input: Array.from({ length: 1_001 }, () => 1) },
  ],
])(
  "%s: what it may take is reserved, and nobody is asked beyond it",
  async (_, path, fields) => {
    const { instance, asked } = await startLab();
    const { address, dataDir } = await startGateway({
      config: { instances: [instance] },
    });
    const { token } = await createKey(dataDir, { tokensPerDay: 1_000 });
    const reply = await ask(address + path, {
      headers: { "x-api-key": token },
      body: { model: "lab:text", ...fields },
    });
    expect(reply).toMatchObject({ status: 429 });
    expect(reply.text).toContain("may exceed");
    expect(asked()).toEqual([]);
  },
);

test("a dearer model that the request names beside its own is what is reserved for", async () => {
  const prices = [
    { model: "text", input: 0.1, output: 0.1 },
    { model: "dear", input: 9_000, output: 9_000 },
  ];
  const { instance, asked } = await startLab({ prices });
  const { address, dataDir } = await startGateway({
    config: { instances: [instance] },
  });
  const { token } = await createKey(dataDir, { nanoUsdPerMonth: 10_000_000 });
  const send = (fields: object) =>
    ask(address + chat, {
      headers: { "x-api-key": token },
      body: { model: "lab:text", messages, max_tokens: 9, ...fields },
    });
  expect((await send({ models: ["dear"] })).status).toBe(429);
  expect(asked()).toEqual([]);
  expect((await send({ models: ["text"] })).status).toBe(200);
});
