import { expect, onTestFinished, test } from "vitest";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

test("a key's money for the month is reserved before, booked after, and then nobody is asked", async () => {
  const { config, upstream } = await simulatedInstance();
  const { instances } = config as { instances: unknown[] };
  const { address, client, dataDir } = await startGateway({
    config: { instances },
  });
  // Prices are known from the list of models.
  await client.models.refresh({});
  // One reply of 100 tokens is 200,000 nano-dollars at most; its prompt a few thousand.
  const { token } = await createKey(dataDir, { nanoUsdPerMonth: 250_000 });
  const chat = async (maxTokens: number, path = "/v1/chat/completions") =>
    ask(address + path, {
      headers: { "x-api-key": token },
      body: {
        model: "sim:sim/echo",
        messages: [{ role: "user", content: "Hi" }],
        max_tokens: maxTokens,
      },
    });
  const asked = () => upstream.requests.filter(({ body }) => body).length;

  const large = await chat(200);
  expect(large).toMatchObject({
    status: 429,
    json: { error: { code: "insufficient_quota" } },
  });
  expect(Number(large.headers["retry-after"])).toBeGreaterThan(0);
  expect(asked()).toBe(0);

  let answered = 0;
  let last = await chat(100);
  while (last.status === 200 && answered < 1_000) {
    answered += 1;
    last = await chat(100);
  }
  expect(answered).toBeGreaterThan(0);
  expect(last).toMatchObject({
    status: 429,
    json: { error: { code: "insufficient_quota" } },
  });
  expect(asked()).toBe(answered);
  expect(await chat(100, "/v1/messages")).toMatchObject({
    status: 429,
    json: { type: "error", error: { type: "rate_limit_error" } },
  });
  expect(asked()).toBe(answered);
  const events = await readAudit(dataDir);
  expect(events.slice(-2).map(({ outcome }) => outcome)).toEqual([
    "denied",
    "denied",
  ]);
});

test("what a model without a known price did cost counts for the next call, however soon it comes", async () => {
  const dollars = 0.4;
  const upstream = await startDialectUpstream("openai-chat", {
    "POST /v1/chat/completions": (_, response) => {
      const message = { role: "assistant", content: "Hello." };
      const choices = [{ index: 0, message, finish_reason: "stop" }];
      const usage = { prompt_tokens: 9, completion_tokens: 2, cost: dollars };
      sendJson(response, 200, { id: "x", created: 1, choices, usage });
    },
  });
  onTestFinished(() => upstream.close());
  const baseUrl = `${upstream.url}/v1`;
  const { address, dataDir } = await startGateway({
    config: { instances: [{ id: "or", kind: "openrouter", baseUrl }] },
  });
  const { token } = await createKey(dataDir, { nanoUsdPerMonth: 1e9 });
  const statuses: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    const { status } = await ask(`${address}/v1/chat/completions`, {
      headers: { "x-api-key": token },
      body: { model: "or:new", messages: [{ role: "user", content: "Hi" }] },
    });
    statuses.push(status);
  }
  // The third goes past the bound, which nobody could have known before it.
  expect(statuses).toEqual([200, 200, 200, 429, 429, 429]);
});
