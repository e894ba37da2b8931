import { expect, test } from "vitest";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
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
