import { setTimeout as sleep } from "node:timers/promises";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

async function start(more: Record<string, unknown> = {}) {
  const simulated = await simulatedInstance({ slowMs: 5 });
  const { instances } = simulated.config as { instances: unknown[] };
  const config = {
    instances,
    gateway: { requireKey: false },
    ...more,
  };
  const gateway = await startGateway({ config, demo: true });
  const messages = [{ role: "user" as const, content: "Say this again." }];
  const chat = (body: object, headers: Record<string, string> = {}) =>
    ask(`${gateway.address}/v1/chat/completions`, {
      headers,
      body: { messages, ...body },
    });
  const { upstream } = simulated;
  return { ...gateway, upstream, chat, messages };
}

test("the official openai client: whole, streamed, with tools", async () => {
  const { address, messages, upstream } = await start();
  const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: "any" });
  const whole = await client.chat.completions.create({
    model: "sim:sim/echo",
    messages,
  });
  expect(whole.model).toBe("sim:sim/echo");
  expect(whole.choices[0]?.message.content).toBe("Say this again.");

  const stream = await client.chat.completions.create({
    model: "sim:sim/echo",
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let total: number | undefined;
  for await (const chunk of stream) {
    expect(chunk.model).toBe("sim:sim/echo");
    text += chunk.choices[0]?.delta.content ?? "";
    total = chunk.usage?.total_tokens ?? total;
  }
  expect(text).toBe("Say this again.");
  expect(total).toBe(20);
  expect(upstream.requests.at(-1)?.headers.authorization).toBe(
    "Bearer sk-or-v1-for-tests",
  );
});

test("the official anthropic client reaches an upstream of another dialect", async () => {
  const { address, messages } = await start();
  const client = new Anthropic({ baseURL: address, apiKey: "any" });
  const model = "sim:sim/echo";
  const whole = await client.messages.create({
    model,
    messages,
    max_tokens: 64,
  });
  expect(whole).toMatchObject({ model, role: "assistant" });
  expect(whole.content).toEqual([{ type: "text", text: "Say this again." }]);

  const stream = client.messages.stream({ model, messages, max_tokens: 64 });
  expect(await stream.finalText()).toBe("Say this again.");
  const { input_tokens: counted } = await client.messages.countTokens({
    model,
    messages,
  });
  expect(counted).toBeGreaterThan(0);
});

test("tool calls cross from OpenAI's dialect to Anthropic's", async () => {
  const { address, messages } = await start();
  const { json } = await ask(`${address}/v1/messages`, {
    body: {
      model: "sim:sim/parallel-tools",
      messages,
      max_tokens: 64,
      tools: [
        {
          name: "weather",
          input_schema: { type: "object" },
        },
      ],
    },
  });
  const { content, stop_reason: reason } = json as {
    content: { type: string }[];
    stop_reason: string;
  };
  expect(reason).toBe("tool_use");
  expect(content.filter(({ type }) => type === "tool_use").length).toBe(2);
});

test("Google's routes answer whole, as events and as an array", async () => {
  const { address } = await start();
  const body = { contents: [{ role: "user", parts: [{ text: "Hello you" }] }] };
  const call = (version: string, method: string) =>
    ask(`${address}/${version}/models/sim:sim/echo:${method}`, { body });
  const whole = await call("v1beta", "generateContent");
  expect(whole.json).toMatchObject({ modelVersion: "sim:sim/echo" });
  const events = await call("v1", "streamGenerateContent?alt=sse");
  expect(events.headers["content-type"]).toContain("text/event-stream");
  expect(events.text).toMatch(/^data: \{/);
  const pieces = await call("v1beta", "streamGenerateContent");
  expect(Array.isArray(pieces.json)).toBe(true);
  expect(JSON.stringify(pieces.json)).toContain("Hello");
  const count = await call("v1beta", "countTokens");
  expect(count.json).toEqual({ totalTokens: expect.any(Number) as number });
});

test("same dialect: fields that nobody knows come through, streamed and whole", async () => {
  const { chat } = await start();
  const whole = await chat({ model: "sim:sim/whole" });
  expect(whole.json).toMatchObject({
    id: "gen-sim-whole",
    provider: "Simulated",
    model: "sim:sim/whole",
  });
  const streamed = await chat({ model: "sim:sim/echo", stream: true });
  expect(streamed.text).toContain('"provider":"Simulated"');
  expect(streamed.text).not.toContain('"usage"');
  expect(streamed.text.trimEnd().endsWith("data: [DONE]")).toBe(true);
  expect(streamed.headers).toMatchObject({
    "x-modeldocker-target": "sim:sim/echo",
    "x-modeldocker-attempts": "1",
    "x-cache": "BYPASS",
  });
});

test("Responses and the old completions answer", async () => {
  const { address } = await start();
  const model = "sim:sim/echo";
  const response = await ask(`${address}/v1/responses`, {
    body: { model, input: "Hello you" },
  });
  expect(response.json).toMatchObject({ object: "response", model });
  expect(response.text).toContain("Hello you");
  const old = await ask(`${address}/v1/completions`, {
    body: { model, prompt: "Hello you" },
  });
  expect(old.json).toMatchObject({
    object: "text_completion",
    choices: [{ text: "Hello you", finish_reason: "stop" }],
  });
  const asking = (more: object) =>
    ask(`${address}/v1/completions`, { body: { model, prompt: "x", ...more } });
  for (const more of [{ suffix: "y" }, { n: 2 }, { best_of: 3 }])
    expect(await asking(more)).toMatchObject({
      status: 400,
      json: { error: { param: Object.keys(more)[0] } },
    });
  const usual = { suffix: "", n: 1, best_of: 1, echo: false, logprobs: null };
  expect((await asking(usual)).status).toBe(200);
});

test.each([
  ["sim:sim/401", 502, "upstream_error"],
  ["sim:sim/402", 402, "insufficient_credit"],
  ["sim:sim/403", 403, "permission_denied"],
  ["sim:sim/404", 404, "model_not_found"],
  ["sim:sim/429", 429, "rate_limit_exceeded"],
  ["sim:sim/503", 503, "overloaded"],
  ["sim:sim/500", 502, "upstream_error"],
  ["sim:sim/too-long", 400, "context_length_exceeded"],
  ["sim:sim/moderated", 400, "content_policy_violation"],
  ["nobody:model", 404, "model_not_found"],
])(
  "%s: %i %s",
  async (model, status, code) => {
    const { chat } = await start();
    for (const stream of [false, true]) {
      const reply = await chat({ model, stream });
      expect(reply).toMatchObject({ status, json: { error: { code } } });
      expect(reply.headers["x-modeldocker-request-id"]).toBeTruthy();
    }
  },
  40_000,
);

test("an alias falls back, says so, and does not where it is forbidden", async () => {
  const targets = ["sim:sim/401", "sim:sim/echo"];
  const { chat } = await start({ aliases: [{ id: "best", targets }] });
  const reply = await chat({ model: "best" });
  expect(reply.json).toMatchObject({ model: "best" });
  expect(reply.headers).toMatchObject({
    "x-modeldocker-target": "sim:sim/echo",
    "x-modeldocker-attempts": "2",
  });
  const first = await chat(
    { model: "best" },
    { "x-modeldocker-no-fallback": "1" },
  );
  expect(first.status).toBe(502);
});

test("a failure in mid-stream is told in the client's dialect", async () => {
  const { address, messages } = await start();
  const body = { model: "sim:sim/reset", messages, stream: true };
  const openAi = await ask(`${address}/v1/chat/completions`, { body });
  expect(openAi.status).toBe(200);
  expect(openAi.text).toContain('"error":{');
  expect(openAi.text).not.toContain("[DONE]");
  const anthropic = await ask(`${address}/v1/messages`, {
    body: { ...body, max_tokens: 64 },
  });
  expect(anthropic.text).toContain("event: error");
});

test.each(["sim:sim/silent", "sim:sim/endless"])(
  "a client that leaves reaches the upstream within 100 ms: %s",
  async (model) => {
    const { address, messages, upstream } = await start();
    const leaving = new AbortController();
    const answered = fetch(`${address}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model, messages, stream: true }),
      signal: leaving.signal,
    }).then((reply) => reply.text());
    answered.catch(() => undefined);
    const asked = () => upstream.requests.find(({ body }) => body);
    while (!asked()) await sleep(5);
    await sleep(60);
    const left = performance.now();
    leaving.abort();
    while (asked()?.abortedAt === undefined) await sleep(2);
    expect((asked()?.abortedAt ?? Infinity) - left).toBeLessThan(100);
  },
);

test("models are listed in three shapes, and shown one by one", async () => {
  const { address, client } = await start();
  await client.models.refresh({});
  const list = (headers: Record<string, string>, path = "/v1/models") =>
    ask(`${address}${path}`, { headers });
  const openAi = (await list({})).json as { data: { id: string }[] };
  expect(openAi.data.map(({ id }) => id)).toContain("sim:sim/echo");
  const anthropic = await list({ "anthropic-version": "2023-06-01" });
  expect(anthropic.json).toMatchObject({ has_more: false });
  const google = await list({}, "/v1beta/models");
  expect(JSON.stringify(google.json)).toContain('"name":"models/sim:sim/echo"');
  const one = await list({}, "/v1/models/sim:sim%2Fecho");
  expect(one.json).toMatchObject({ id: "sim:sim/echo", object: "model" });
  expect((await list({}, "/v1/models/nope")).status).toBe(404);
});

test("the cache is used as the headers say, and says what it did", async () => {
  const { chat, upstream } = await start();
  const body = { model: "sim:sim/echo" };
  const asking = (wish: string, more: Record<string, string> = {}) =>
    chat(body, { "x-modeldocker-cache": wish, ...more });
  const asked = () => upstream.requests.filter((it) => it.body).length;
  const missed = await asking("only");
  expect(missed).toMatchObject({
    status: 504,
    json: { error: { code: "cache_miss" } },
  });
  expect(asked()).toBe(0);
  expect((await asking("on")).headers["x-cache"]).toBe("MISS");
  const hit = await asking("only");
  expect(hit.headers).toMatchObject({ "x-cache": "HIT", age: "0" });
  expect(hit.text).toContain("Say this again.");
  expect(asked()).toBe(1);
  expect((await asking("off")).headers["x-cache"]).toBe("BYPASS");
  expect((await asking("perhaps")).status).toBe(400);
  for (const seconds of ["-1", "0", "0x10", "1e3", "9007199254740991"]) {
    const ttl = { "x-modeldocker-cache-ttl": seconds };
    expect([seconds, (await asking("on", ttl)).status]).toEqual([seconds, 400]);
  }
});

test("a key has its own word on the cache, and the request's header the last", async () => {
  const simulated = await simulatedInstance();
  onTestFinished(() => simulated[Symbol.asyncDispose]());
  const { address, dataDir, client } = await startGateway({
    config: simulated.config,
  });
  const cacheOf = async (token: string, body: object, wish?: string) => {
    const reply = await ask(`${address}/v1/chat/completions`, {
      headers: {
        "x-api-key": token,
        ...(wish === undefined ? {} : { "x-modeldocker-cache": wish }),
      },
      body: {
        model: "sim:sim/echo",
        messages: [{ role: "user", content: "Say this again." }],
        ...body,
      },
    });
    return reply.headers["x-cache"];
  };
  const open = {};
  const fixed = { temperature: 0 };
  const always = await createKey(dataDir, { cacheMode: "always" });
  expect(await cacheOf(always.token, open)).toBe("MISS");
  expect(await cacheOf(always.token, open)).toBe("HIT");
  expect(await cacheOf(always.token, open, "off")).toBe("BYPASS");
  const never = await createKey(dataDir, { cacheMode: "off" });
  expect(await cacheOf(never.token, fixed)).toBe("BYPASS");
  expect(await cacheOf(never.token, fixed)).toBe("BYPASS");
  expect(await cacheOf(never.token, fixed, "on")).toBe("MISS");
  // Taken back, it follows the settings: only where the answer is fixed.
  const [view] = await client.keys.list();
  expect(view).toMatchObject({ id: never.id, cacheMode: "off" });
  await client.keys.update({ id: never.id, cacheMode: null });
  expect(await cacheOf(never.token, open)).toBe("BYPASS");
  expect(await cacheOf(never.token, fixed)).toBe("HIT");
});

test("a cache that the config file switched off is off, whatever request and key wish", async () => {
  const { config, upstream } = await simulatedInstance();
  const { address, dataDir } = await startGateway({
    config: { ...(config as object), cache: { enabled: false } },
  });
  const { token } = await createKey(dataDir, { cacheMode: "always" });
  const body = {
    model: "sim:sim/echo",
    messages: [{ role: "user", content: "Say this again." }],
    temperature: 0,
  };
  for (const wish of [{}, { "x-modeldocker-cache": "on" }]) {
    const { headers } = await ask(`${address}/v1/chat/completions`, {
      headers: { "x-api-key": token, ...wish },
      body,
    });
    expect(headers["x-cache"]).toBe("BYPASS");
  }
  const asked = upstream.requests.length;
  const missed = await ask(`${address}/v1/chat/completions`, {
    headers: { "x-api-key": token, "x-modeldocker-cache": "only" },
    body,
  });
  expect(missed.status).toBe(504);
  expect(upstream.requests).toHaveLength(asked);
});
