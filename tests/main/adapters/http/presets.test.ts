import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import {
  providerRows,
  type ProviderRow,
} from "#main/domain/catalog/providers.ts";
import { recognize } from "#main/domain/catalog/recognize.ts";
import {
  asking,
  providerOf,
  replyTo,
  testKey,
} from "#tests/support/provider-calls.ts";
import type { RecordedRequest } from "#tests/support/upstream/recorded-request.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";
import { closeServer, receive } from "#tests/support/upstream/server.ts";

const bearer = { authorization: `Bearer ${testKey}` };
const signal = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** What each row's calls must look like on the wire: where the list and the chat go, and the key. */
const wire: Readonly<Record<string, readonly [string, string, object]>> = {
  openrouter: [
    "openrouter.ai/api/v1/models",
    "openrouter.ai/api/v1/chat/completions",
    bearer,
  ],
  openai: openAiAt("api.openai.com/v1"),
  anthropic: [
    "api.anthropic.com/v1/models",
    "api.anthropic.com/v1/messages",
    { "x-api-key": testKey, "anthropic-version": "2023-06-01" },
  ],
  gemini: [
    "generativelanguage.googleapis.com/v1beta/models",
    "generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent",
    { "x-goog-api-key": testKey },
  ],
  groq: openAiAt("api.groq.com/openai/v1"),
  together: openAiAt("api.together.ai/v1"),
  mistral: openAiAt("api.mistral.ai/v1"),
  deepseek: openAiAt("api.deepseek.com"),
  xai: openAiAt("api.x.ai/v1"),
  fireworks: openAiAt("api.fireworks.ai/inference/v1"),
  cerebras: openAiAt("api.cerebras.ai/v1"),
  perplexity: openAiAt("api.perplexity.ai"),
  nvidia: openAiAt("integrate.api.nvidia.com/v1"),
  huggingface: openAiAt("router.huggingface.co/v1"),
  dashscope: openAiAt("dashscope-intl.aliyuncs.com/compatible-mode/v1"),
  moonshot: openAiAt("api.moonshot.ai/v1"),
  siliconflow: openAiAt("api.siliconflow.com/v1"),
  azure: openAiAt("mine.openai.azure.com/openai/v1", { "api-key": testKey }),
  lmstudio: openAiAt("127.0.0.1:1234/v1"),
  ollama: ["127.0.0.1:11434/api/tags", "127.0.0.1:11434/api/chat", bearer],
  vllm: openAiAt("127.0.0.1:8000/v1"),
  "llama-server": openAiAt("127.0.0.1:8080/v1"),
  tgi: openAiAt("127.0.0.1:3000/v1"),
};

function openAiAt(base: string, key: object = bearer) {
  return [`${base}/models`, `${base}/chat/completions`, key] as const;
}

/** Stands in for every host: a proxy that keeps what it was asked to pass on, and answers itself. */
async function startEverywhere() {
  const requests: RecordedRequest[] = [];
  const server: Server = createServer((incoming, response) => {
    void receive(incoming, response).then((request) => {
      if (request) requests.push(request);
      sendJson(response, 200, {
        data: [{ id: "m", type: "model" }],
        models: [{ model: "m", name: "models/m" }],
      });
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(() => closeServer(server));
  const { port } = server.address() as AddressInfo;
  return { requests, proxy: `http://127.0.0.1:${port}` };
}

async function requestsOf(kind: ProviderRow["kind"], address: string) {
  const { requests, proxy } = await startEverywhere();
  const provider = providerOf({
    kind,
    baseUrl: address.replace(/^https:/, "http:"),
    resolveProxy: () => Promise.resolve(proxy),
  });
  closing.push(() => provider.dispose());
  await provider.listModels(signal);
  const listed = requests[0];
  await replyTo(provider, { request: asking("m") });
  return { listed, asked: requests.at(-1) };
}

const addressed = providerRows.filter(({ id }) => id !== "custom");

test("every preset has its row of wire facts", () => {
  expect(Object.keys(wire)).toEqual(addressed.map(({ id }) => id));
});

test.each(addressed)("$id: path and key as the row says", async (row) => {
  const { baseUrl, hostSuffixes = [], kind, id, path = "" } = row;
  const address = baseUrl ?? `https://mine${hostSuffixes[0]}${path}`;
  const { listed, asked } = await requestsOf(kind, address);
  const [list, chat, key] = wire[id] ?? ["", "", {}];
  expect(listed).toMatchObject({ path: `http://${list}`, headers: key });
  expect(asked).toMatchObject({ path: `http://${chat}`, headers: key });
  const names = Object.keys(asked?.headers ?? {});
  expect(
    names.filter((name) => /^(authorization|(x-|x-goog-)?api-key)$/.test(name)),
  ).toEqual([Object.keys(key)[0]]);
});

test.each([
  ...addressed.flatMap(({ id, baseUrl }) =>
    baseUrl === undefined ? [] : [[id, baseUrl, baseUrl]],
  ),
  ["together", "api.together.xyz", "https://api.together.xyz/v1"],
  ["deepseek", "api.deepseek.com/v1", "https://api.deepseek.com/v1"],
  [
    "dashscope",
    "https://dashscope.aliyuncs.com",
    "https://dashscope.aliyuncs.com/compatible-mode/v1",
  ],
  [
    "dashscope",
    "https://cn-hongkong.dashscope.aliyuncs.com",
    "https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1",
  ],
  [
    "dashscope",
    "https://ws1.ap-southeast-1.maas.aliyuncs.com",
    "https://ws1.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1",
  ],
  [
    "huggingface",
    "https://abc.us-east-1.aws.endpoints.huggingface.cloud",
    "https://abc.us-east-1.aws.endpoints.huggingface.cloud/v1",
  ],
  ["openai", "https://eu.api.openai.com", "https://eu.api.openai.com/v1"],
  [
    "azure",
    "https://mine.services.ai.azure.com",
    "https://mine.services.ai.azure.com/openai/v1",
  ],
])("%s is recognised by %s", (preset, pasted, baseUrl) => {
  expect(recognize(pasted)).toMatchObject({ preset, baseUrl });
});

test.each(
  addressed.flatMap(({ id, keyPrefixes }) =>
    keyPrefixes.map((prefix) => [prefix, id]),
  ),
)("a key that begins with %s is one of %s", (prefix, preset) => {
  expect(recognize(`${prefix}0123456789abcdef`)).toMatchObject({
    preset,
    isKey: true,
    missing: [],
  });
});

test("a deployment of Azure: its path, version and header, and one model without asking twice", async () => {
  const deployment = "mine.openai.azure.com/openai/deployments/gpt%205";
  const { listed, asked } = await requestsOf(
    "openai",
    `https://${deployment}?api-version=2024-10-21`,
  );
  const facts = {
    query: "api-version=2024-10-21",
    headers: { "api-key": testKey },
  };
  expect(listed).toMatchObject({
    ...facts,
    path: "http://mine.openai.azure.com/openai/models",
  });
  expect(asked).toMatchObject({
    ...facts,
    path: `http://${deployment}/chat/completions`,
  });
});

test("a provider without a list offers what is known of it, but only when it says so", async () => {
  let status = 404;
  const server = createServer((_, response) => sendJson(response, status, {}));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(() => closeServer(server));
  const { port } = server.address() as AddressInfo;
  const provider = providerOf({
    kind: "openai",
    baseUrl: "http://api.perplexity.ai",
    resolveProxy: () => Promise.resolve(`http://127.0.0.1:${port}`),
  });
  closing.push(() => provider.dispose());
  const models = await provider.listModels(signal);
  expect(models.map(({ id }) => id)).toContain("sonar-pro");
  status = 401;
  await expect(provider.listModels(signal)).rejects.toMatchObject({
    code: "key-rejected",
  });
});
