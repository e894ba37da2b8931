import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { KeyWish } from "#main/services/access/issue-key.ts";
import {
  ask,
  createKey,
  readAudit,
  revokeKey,
  startGateway,
} from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

async function start(wish: Partial<KeyWish> = {}) {
  const { config, upstream } = await simulatedInstance({ slowMs: 5 });
  const { instances } = config as { instances: unknown[] };
  const targets = ["sim:sim/503", "sim:sim/echo"];
  const aliases = [{ id: "best", targets }];
  const gateway = await startGateway({
    config: { instances, aliases },
    demo: true,
  });
  const key = await createKey(gateway.dataDir, wish);
  const chat = (model: string, body: object = {}, token = key.token) =>
    ask(`${gateway.address}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${token}` },
      body: { model, messages: [{ role: "user", content: "Hi" }], ...body },
    });
  const asked = () => upstream.requests.filter(({ body }) => body).length;
  return { ...gateway, key, chat, asked };
}

test("one reader takes the key wherever an SDK puts it; two different ones are refused", async () => {
  const { address, key } = await start();
  const list = (headers: Record<string, string>, query = "") =>
    ask(`${address}/v1/models${query}`, { headers });
  const { token } = key;
  const ways = [
    await list({ authorization: `Bearer ${token}` }),
    await list({ "x-api-key": token }),
    await list({ "x-goog-api-key": token }),
    await list({}, `?key=${token}`),
    await list({ authorization: `Bearer ${token}`, "x-api-key": token }),
  ];
  expect(ways.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const two = await list({ authorization: `Bearer ${token}` }, "?key=other");
  expect(two.status).toBe(400);
  const cut = await list({ "x-api-key": token.slice(0, -1) });
  expect(cut.status).toBe(401);
});

test("a revocation by another program holds within a second; an expired key is refused", async () => {
  const { chat, key, dataDir } = await start();
  expect((await chat("sim:sim/echo")).status).toBe(200);
  await revokeKey(dataDir, key.id);
  const statusNow = async () => (await chat("sim:sim/echo")).status;
  await expect.poll(statusNow, { timeout: 1_000, interval: 20 }).toBe(401);
  const expiresAt = new Date(Date.now() - 1_000).toISOString();
  const { token } = await createKey(dataDir, { expiresAt });
  expect((await chat("sim:sim/echo", {}, token)).status).toBe(401);
});

test("a scope that is missing is a 403", async () => {
  const { address, key, chat } = await start({ scopes: ["models"] });
  expect((await chat("sim:sim/echo")).status).toBe(403);
  const headers = { "x-api-key": key.token };
  expect((await ask(`${address}/v1/models`, { headers })).status).toBe(200);
  expect((await ask(`${address}/metrics`, { headers })).status).toBe(403);
});

test("every hop is authorized, and a denial asks nobody and never falls back", async () => {
  const { chat, asked } = await start({ deny: ["sim:sim/echo"] });
  expect((await chat("sim:sim/echo")).status).toBe(403);
  expect(asked()).toBe(0);
  const hop = await chat("best");
  expect(hop.status).toBe(403);
  const tried = asked();
  expect(tried).toBeGreaterThan(0);
  expect((await chat("demo:anything")).status).not.toBe(403);
  expect(asked()).toBe(tried);
});

test("what a key may not reach is not in its list", async () => {
  const { address, key, client } = await start({ allow: ["sim:sim/echo"] });
  await client.models.refresh({});
  const headers = { "x-api-key": key.token };
  const { json } = await ask(`${address}/v1/models`, { headers });
  const { data } = json as { data: { id: string }[] };
  expect(data.map(({ id }) => id)).toEqual(["sim:sim/echo"]);
});

test("requests per minute and tokens per day are held, with Retry-After", async () => {
  const paced = await start({ requestsPerMinute: 1 });
  expect((await paced.chat("sim:sim/echo")).status).toBe(200);
  const fast = await paced.chat("sim:sim/echo");
  expect(fast).toMatchObject({
    status: 429,
    json: { error: { code: "rate_limit_exceeded" } },
  });
  expect(Number(fast.headers["retry-after"])).toBeGreaterThan(0);

  const bounded = await start({ tokensPerDay: 25 });
  expect((await bounded.chat("sim:sim/echo")).status).toBe(200);
  const asked = bounded.asked();
  expect(await bounded.chat("sim:sim/echo")).toMatchObject({
    status: 429,
    json: { error: { code: "insufficient_quota" } },
  });
  expect(bounded.asked()).toBe(asked);
});

test("one audit event per request whatever its end, and no prompt or key anywhere", async () => {
  const { chat, key, dataDir, address, logLines } = await start();
  const canary = "canary-7f1d-prompt";
  const messages = [{ role: "user", content: canary }];
  await chat("sim:sim/echo", { messages });
  await chat("best", { messages });
  await chat("nobody:x", { messages });
  await chat("sim:sim/500", { messages });
  await ask(`${address}/v1/models`, { headers: { "x-api-key": "mdk_wrong" } });
  const leaving = new AbortController();
  const left = fetch(`${address}/v1/chat/completions?key=${key.token}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "sim:sim/silent", messages }),
    signal: leaving.signal,
  }).catch(() => undefined);
  await sleep(200);
  leaving.abort();
  await left;
  await sleep(200);

  const events = await readAudit(dataDir);
  expect(events.map(({ outcome }) => outcome)).toEqual([
    "ok",
    "ok",
    "failed",
    "failed",
    "denied",
    "aborted",
  ]);
  expect(events[0]).toMatchObject({
    keyId: key.id,
    client: "127.0.0.1",
    route: "POST /v1/chat/completions",
    askedModel: "sim:sim/echo",
    servedModel: "sim:sim/echo",
    ...{
      attempts: 1,
      status: 200,
      inputTokens: 10,
      outputTokens: 10,
    },
  });
  expect(events[1]).toMatchObject({
    askedModel: "best",
    servedModel: "sim:sim/echo",
  });
  const written = JSON.stringify(events) + JSON.stringify(logLines);
  expect(written).not.toContain(canary);
  expect(written).not.toContain(key.token);
});
