import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
import { startUpstreams } from "./contract/grid.ts";

async function start() {
  const { instances, upstreams, close } = await startUpstreams();
  onTestFinished(async () => void (await close()));
  const { address, dataDir } = await startGateway({ config: { instances } });
  return { address, dataDir, upstreams };
}

const question = {
  max_tokens: 20,
  messages: [{ role: "user" as const, content: "Hi" }],
};

/** One call by each library, set to try three times in all. */
async function askByLibraries(address: string, key: string, model: string) {
  const openai = new OpenAI({
    baseURL: `${address}/v1`,
    apiKey: key,
    maxRetries: 2,
  });
  const anthropic = new Anthropic({
    baseURL: address,
    authToken: key,
    apiKey: null,
    maxRetries: 2,
  });
  const asked = { ...question, model };
  return Promise.allSettled([
    openai.chat.completions.create(asked),
    anthropic.messages.create(asked),
  ]);
}

function statuses(ends: readonly PromiseSettledResult<unknown>[]) {
  return ends.map((end) =>
    end.status === "rejected"
      ? (end.reason as { status: number }).status
      : undefined,
  );
}

test("a used-up quota is said once: nobody's library waits for it to pass", async () => {
  const { address, dataDir } = await start();
  const { token } = await createKey(dataDir, { tokensPerDay: 5 });
  const ends = await askByLibraries(address, token, "openai:text");
  expect(statuses(ends)).toEqual([429, 429]);
  expect(await readAudit(dataDir)).toHaveLength(2);
});

test("a key that the provider rejects is not tried again, though the failure is the server's", async () => {
  const { address, dataDir, upstreams } = await start();
  const { token } = await createKey(dataDir);
  const ends = await askByLibraries(address, token, "openai:401");
  expect(statuses(ends)).toEqual([502, 502]);
  expect(upstreams.openai.calls).toHaveLength(2);
});

test.each([
  { path: "/v1/messages", model: "openai:text", key: "mdk_no", status: 401 },
  { path: "/v1/messages", model: "openai:nobody", status: 404 },
  { path: "/v1/responses", model: "nobody:text", status: 404 },
  { path: "/v1/chat/completions", model: "openai:402", status: 402 },
  { path: "/v1/chat/completions", model: "openai:403", status: 403 },
  { path: "/v1/no-such-route", model: "openai:text", status: 404 },
])("$status of $path for $model is final", async (refused) => {
  const { address, dataDir } = await start();
  const key = refused.key ?? (await createKey(dataDir)).token;
  const reply = await ask(address + refused.path, {
    headers: { authorization: `Bearer ${key}` },
    body:
      refused.path === "/v1/responses"
        ? { model: refused.model, input: "Hi" }
        : { ...question, model: refused.model },
  });
  expect(reply.status).toBe(refused.status);
  expect(reply.headers["x-should-retry"]).toBe("false");
});

test.each([
  { model: "openai:429", status: 429 },
  { model: "openai:503", status: 503 },
  { model: "openai:500", status: 502 },
])("$status may pass, and no client is told otherwise", async (refused) => {
  const { address, dataDir } = await start();
  const { token } = await createKey(dataDir);
  const reply = await ask(`${address}/v1/messages`, {
    headers: { "x-api-key": token },
    body: { ...question, model: refused.model },
  });
  expect(reply.status).toBe(refused.status);
  expect(reply.headers["x-should-retry"]).toBeUndefined();
});

test("so does a limit of requests a minute", async () => {
  const { address, dataDir } = await start();
  const { token } = await createKey(dataDir, { requestsPerMinute: 1 });
  const send = () =>
    ask(`${address}/v1/messages`, {
      headers: { "x-api-key": token },
      body: { ...question, model: "openai:text" },
    });
  expect((await send()).status).toBe(200);
  const limited = await send();
  expect(limited.status).toBe(429);
  expect(limited.headers["x-should-retry"]).toBeUndefined();
});
