import { setTimeout as sleep } from "node:timers/promises";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { expect, onTestFinished, test } from "vitest";
import type { KeyWish } from "#main/services/access/issue-key.ts";
import {
  callOf,
  modelRoutes,
  purposeOf,
} from "#tests/support/gateway-calls.ts";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
import { startLlamaServer } from "#tests/support/llama-server.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";
import { countedTokens } from "#tests/support/upstream/scenes/beside-chat.ts";
import { sceneKinds } from "#tests/support/upstream/scenes/scene-kind.ts";
import { startSceneUpstream } from "#tests/support/upstream/scenes/scene-upstream.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";
import { plainModel as gguf } from "../../adapters/local/real-runtime.ts";

const llamaServer = process.env["MODELDOCKER_TEST_LLAMA_SERVER"];
const counting = modelRoutes.filter((route) => purposeOf(route) === "count");

async function start(
  more: object = {},
  wish: Partial<KeyWish> = {},
  kinds: readonly (typeof sceneKinds)[number][] = ["anthropic", "gemini"],
) {
  const upstreams = await Promise.all(
    kinds.map(async (kind) => {
      const upstream = await startSceneUpstream(kind);
      onTestFinished(() => upstream.close());
      return { kind, ...upstream };
    }),
  );
  const instances = upstreams.map(({ kind, baseUrl }) => ({
    id: kind,
    kind,
    baseUrl,
    apiKey: { value: `sk-${kind}` },
    ...more,
  }));
  const gateway = await startGateway({ config: { instances } });
  const { token } = await createKey(gateway.dataDir, wish);
  const headers = { "x-api-key": token };
  const count = async (route: (typeof counting)[number], model: string) => {
    const wanted = { model, text: "Hello there", maxTokens: 5 };
    const call = callOf(route, wanted);
    const url = gateway.address + call.path;
    const reply = await ask(url, { ...call, headers });
    const { input_tokens, totalTokens } = (reply.json ?? {}) as {
      input_tokens?: number;
      totalTokens?: number;
    };
    return {
      status: reply.status,
      tokens: input_tokens ?? totalTokens,
      kind: reply.headers["x-modeldocker-count"],
      target: reply.headers["x-modeldocker-target"],
    };
  };
  const asked = () =>
    upstreams
      .flatMap(({ requests }) => requests)
      .filter(({ method }) => method === "POST");
  return { ...gateway, token, count, asked, upstreams };
}

test("who counts is the target itself where it can, and we where it cannot; the reply says which", async () => {
  const { count, dataDir } = await start({}, {}, sceneKinds);
  for (const route of counting)
    for (const kind of sceneKinds) {
      const can = kind === "anthropic" || kind === "gemini";
      const counted = await count(route, `${kind}:text`);
      expect([route.path, kind, counted]).toEqual([
        route.path,
        kind,
        can
          ? {
              status: 200,
              tokens: countedTokens,
              kind: "exact",
              target: `${kind}:text`,
            }
          : {
              status: 200,
              tokens: expect.toSatisfy((it) => it > 3 && it < 20) as number,
              kind: "estimated",
              target: undefined,
            },
      ]);
    }
  await expect
    .poll(async () => (await readAudit(dataDir)).length)
    .toBe(counting.length * sceneKinds.length);
  const [event] = (await readAudit(dataDir)).filter(
    ({ askedModel }) => askedModel === "anthropic:text",
  );
  expect(event).toMatchObject({
    servedModel: "anthropic:text",
    attempts: 1,
    outcome: "ok",
  });
  expect(event?.inputTokens).toBeUndefined();
});

test("Anthropic's client: system, tools and thinking are counted, and nothing else is sent", async () => {
  const { address, token, asked } = await start();
  const client = new Anthropic({ baseURL: address, apiKey: token });
  const question = {
    system: "Be brief.",
    messages: [{ role: "user" as const, content: "Hello there" }],
    tools: [
      {
        name: "tide",
        input_schema: { type: "object" as const, properties: {} },
      },
    ],
    tool_choice: { type: "auto" as const },
    thinking: { type: "enabled" as const, budget_tokens: 4_000 },
  };
  expect(
    await client.messages.countTokens({ model: "anthropic:text", ...question }),
  ).toEqual({ input_tokens: countedTokens });
  const [call] = asked();
  expect(call).toMatchObject({
    path: "/v1/messages/count_tokens",
    body: { model: "text", ...question },
    headers: { "x-api-key": "sk-anthropic", "anthropic-version": "2023-06-01" },
  });
  expect(Object.keys(call?.body as object).toSorted()).toEqual(
    ["model", ...Object.keys(question)].toSorted(),
  );
});

test("Google's client: the whole request is counted, under the model's own name", async () => {
  const { address, token, asked } = await start();
  const client = new GoogleGenAI({
    apiKey: token,
    httpOptions: { baseUrl: address },
  });
  const counted = await client.models.countTokens({
    model: "gemini:text",
    contents: "Hello there",
  });
  expect(counted.totalTokens).toBe(countedTokens);
  expect(asked()[0]).toMatchObject({
    path: "/v1beta/models/text:countTokens",
    headers: { "x-goog-api-key": "sk-gemini" },
    body: {
      generateContentRequest: {
        model: "models/text",
        contents: [{ role: "user", parts: [{ text: "Hello there" }] }],
      },
    },
  });
});

test.each(["404", "429", "500", "tell-key", "silent"])(
  "a target that does not count (%s) leaves our estimate, and is asked once",
  async (model) => {
    const { count, asked } = await start({ timeouts: { firstByteMs: 150 } });
    let sent = 0;
    for (const route of counting)
      for (const kind of ["anthropic", "gemini"]) {
        expect(await count(route, `${kind}:${model}`)).toMatchObject({
          status: 200,
          kind: "estimated",
          tokens: expect.any(Number) as number,
          target: undefined,
        });
        sent += 1;
        expect(asked().length).toBe(sent);
      }
  },
);

test("whom a key or its instance forbids is not asked for a count", async () => {
  const denied = await start({}, { deny: ["*:text"] });
  const unlisted = await start({ allow: ["other"] });
  for (const route of counting)
    for (const kind of ["anthropic", "gemini"])
      for (const { count, asked } of [denied, unlisted]) {
        expect((await count(route, `${kind}:text`)).status).toBe(403);
        expect(asked()).toEqual([]);
      }
});

test("who leaves before the count comes leaves upstream too", async () => {
  const { address, token, asked } = await start();
  const late: number[] = [];
  for (const [index, model] of [
    "anthropic:silent",
    "gemini:silent",
  ].entries()) {
    const leaving = new AbortController();
    const left = fetch(`${address}/v1/messages/count_tokens`, {
      method: "POST",
      headers: { "x-api-key": token, "content-type": "application/json" },
      body: JSON.stringify({
        model,
        messages: [{ role: "user", content: "Hi" }],
      }),
      signal: leaving.signal,
    }).catch(() => "left");
    await expect.poll(() => asked().length).toBe(index + 1);
    const at = performance.now();
    leaving.abort();
    expect(await left).toBe("left");
    const call = asked()[index];
    while (call?.abortedAt === undefined) await sleep(2);
    late.push(call.abortedAt - at);
  }
  // A busy machine makes one late, a defect both: the call's own patience is two seconds.
  expect(Math.min(...late)).toBeLessThan(100);
});

test("a count that the gateway's end cuts off is no estimate", async () => {
  const { count, asked, host } = await start();
  const [route] = counting;
  if (route === undefined) throw new Error("No route counts.");
  const counted = count(route, "anthropic:silent");
  await expect.poll(() => asked().length).toBe(1);
  await host.close(0);
  expect((await counted).status).toBe(503);
});

test("an endpoint of OpenAI's that is known to speak Anthropic's messages counts by them", async () => {
  const invalid = { type: "error", error: { message: "messages is missing" } };
  const upstream = await startDialectUpstream("openai-chat", {
    "GET /v1/models": (_, response) =>
      sendJson(response, 200, { data: [{ id: "plain" }] }),
    "POST /v1/messages": (_, response) => sendJson(response, 400, invalid),
    "POST /v1/messages/count_tokens": (_, response) =>
      sendJson(response, 200, { input_tokens: 9 }),
  });
  onTestFinished(() => upstream.close());
  const baseUrl = `${upstream.url}/v1`;
  const { address, client } = await startGateway({
    config: {
      instances: [{ id: "lab", kind: "openai", baseUrl }],
      gateway: { requireKey: false },
    },
  });
  await client.models.refresh({});
  for (const route of counting) {
    const wanted = { model: "lab:plain", text: "Hello", maxTokens: 5 };
    const { path, body } = callOf(route, wanted);
    const { json, headers } = await ask(address + path, { body });
    expect(Object.values(json as object)).toEqual([9]);
    expect(headers["x-modeldocker-count"]).toBe("exact");
  }
  expect(upstream.requests.at(-1)).toMatchObject({
    path: "/v1/messages/count_tokens",
    headers: { "anthropic-version": "2023-06-01" },
  });
});

/** A count beside what a reply to the same prompt was billed. */
async function countAndAsk(instance: { readonly id: string }) {
  const { address, client } = await startGateway({
    config: { instances: [instance], gateway: { requireKey: false } },
  });
  await client.models.refresh({});
  const body = {
    model: `${instance.id}:stories`,
    system: "Tell a story.",
    messages: [{ role: "user", content: "Once upon a time" }],
  };
  const count = async () => {
    const url = `${address}/v1/messages/count_tokens`;
    const { json, headers } = await ask(url, { body });
    const { input_tokens: tokens } = json as { input_tokens: number };
    return { tokens, kind: headers["x-modeldocker-count"] };
  };
  const before = await count();
  const { json } = await ask(`${address}/v1/messages`, {
    body: { ...body, max_tokens: 3 },
  });
  const { usage } = json as { usage: Record<string, number> };
  const { input_tokens: input = 0, cache_read_input_tokens: cached = 0 } =
    usage;
  return { before, billed: input + cached, after: await count() };
}

test("a GGUF file counts by its own tokens as soon as it is loaded", async () => {
  const models = [{ id: "stories", path: gguf, contextSize: 512 }];
  const instance = { id: "local", kind: "llamacpp", models };
  const { before, billed, after } = await countAndAsk(instance);
  // Nothing is loaded for the sake of a count.
  expect(before.kind).toBe("estimated");
  expect(after).toEqual({ tokens: billed, kind: "exact" });
}, 30_000);

test.skipIf(llamaServer === undefined)(
  "a real llama-server counts exactly what it bills",
  async () => {
    const server = await startLlamaServer(llamaServer ?? "");
    onTestFinished(() => server[Symbol.asyncDispose]());
    const instance = { id: "llama", kind: "openai", baseUrl: server.url };
    const { before, billed } = await countAndAsk(instance);
    expect(before).toEqual({ tokens: billed, kind: "exact" });
  },
  60_000,
);
