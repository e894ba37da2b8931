import { expect, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

const id = "sim:sim/echo";
const pricing = { prompt: "0.000001", completion: "0.000002" };
const name = "Simulated: echo";

const openAi = {
  id,
  object: "model",
  created: 1772800000,
  owned_by: "sim",
  name,
  context_length: 32768,
  max_output_tokens: 4096,
  pricing,
};

const anthropic = {
  id,
  type: "model",
  display_name: name,
  created_at: "2026-03-06T12:26:40.000Z",
  context_length: 32768,
  max_output_tokens: 4096,
  pricing,
};

const google = {
  name: `models/${id}`,
  displayName: name,
  description: 'Answers in the way of "sim/echo".',
  inputTokenLimit: 32768,
  outputTokenLimit: 4096,
  pricing,
  supportedGenerationMethods: ["generateContent", "countTokens"],
};

const shapes = [
  ["OpenAI's", "/v1/models", {}, "data", openAi],
  [
    "Anthropic's",
    "/v1/models",
    { "anthropic-version": "2023-06-01" },
    "data",
    anthropic,
  ],
  ["Google's", "/v1beta/models", {}, "models", google],
  [
    "Google's new library's",
    "/v1/models",
    { "x-goog-api-key": "any" },
    "models",
    google,
  ],
] as const;

async function start() {
  const { config } = await simulatedInstance();
  const { instances } = config as { instances: unknown[] };
  const { address, client } = await startGateway({
    config: {
      instances,
      aliases: [{ id: "best", targets: [id] }],
      gateway: { requireKey: false },
    },
  });
  await client.models.refresh({});
  return address;
}

test.each(shapes)(
  "in %s shape, context and prices are told in the list, of one model and of an alias",
  async (...shape) => {
    const [, path, headers, field, entry] = shape;
    const address = await start();
    const get = async (url: string) =>
      (await ask(address + url, { headers })).json;
    const list = (await get(path)) as Record<string, (typeof entry)[]>;
    expect(list[field]).toContainEqual(entry);
    expect(await get(`${path}/${id}`)).toEqual(entry);
    expect(await get(`${path}/${encodeURIComponent(id)}`)).toEqual(entry);
    const named = "id" in entry ? { id: "best" } : { name: "models/best" };
    expect(list[field]).toContainEqual({ ...entry, ...named });
    expect(await get(`${path}/best`)).toEqual({ ...entry, ...named });
    const missing = await ask(`${address}${path}/nope`, { headers });
    expect(missing.status).toBe(404);
    expect(missing.text).toContain("nope");
  },
);

test("a model is found by every id that a call may name it by", async () => {
  const address = await start();
  const get = (url: string) => ask(`${address}/v1/models/${url}`);
  for (const bare of ["sim/echo", "sim%2Fecho"])
    expect((await get(bare)).json).toEqual({ ...openAi, id: "sim/echo" });
  for (const none of ["sim", "sim:", "sim:unlisted", "other:sim/echo"])
    expect((await get(none)).status).toBe(404);
});

test("counts take in system and tools, and say that they are estimated", async () => {
  const address = await start();
  const said = "Answer like a pirate who has read all of Shakespeare. ".repeat(
    5,
  );
  const schema = {
    type: "object",
    properties: { place: { type: "string", description: said } },
  };
  const tool = { name: "weather", description: said };
  const messages = [{ role: "user", content: "Hi" }];
  const contents = [{ role: "user", parts: [{ text: "Hi" }] }];
  const anthropicCount = async (more: object) => {
    const body = { model: id, messages, ...more };
    const url = `${address}/v1/messages/count_tokens`;
    const { json, headers } = await ask(url, { body });
    expect(headers["x-modeldocker-count"]).toBe("estimated");
    return (json as { input_tokens: number }).input_tokens;
  };
  const googleCount = async (more: object) => {
    const url = `${address}/v1beta/models/${id}:countTokens`;
    const body = {
      generateContentRequest: { model: `models/${id}`, contents, ...more },
    };
    const { json, headers } = await ask(url, { body });
    expect(headers["x-modeldocker-count"]).toBe("estimated");
    return (json as { totalTokens: number }).totalTokens;
  };
  const bare = await anthropicCount({});
  expect(await anthropicCount({ system: said })).toBeGreaterThan(bare + 40);
  const tools = [{ ...tool, input_schema: schema }];
  expect(await anthropicCount({ tools })).toBeGreaterThan(bare + 80);
  const plain = await googleCount({});
  const systemInstruction = { parts: [{ text: said }] };
  expect(await googleCount({ systemInstruction })).toBeGreaterThan(plain + 40);
  const declared = [
    { functionDeclarations: [{ ...tool, parametersJsonSchema: schema }] },
  ];
  expect(await googleCount({ tools: declared })).toBeGreaterThan(plain + 80);
});
