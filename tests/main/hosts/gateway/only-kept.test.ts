import { expect, onTestFinished, test } from "vitest";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
import { startLab } from "#tests/support/scene-lab.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

async function start(config: object = {}) {
  const { instance, asked } = await startLab({ retry: { maxAttempts: 1 } });
  const aliases = [
    { id: "best", targets: ["lab:500", "lab:text"] },
    { id: "reverse", targets: ["lab:text", "lab:500"] },
  ];
  const { address, dataDir } = await startGateway({
    config: { instances: [instance], aliases, ...config },
  });
  const { token } = await createKey(dataDir);
  const send = (
    wish: string,
    model: string,
    { key = token, path = "chat/completions", seed = 1 } = {},
  ) =>
    ask(`${address}/v1/${path}`, {
      headers: { "x-api-key": key, "x-modeldocker-cache": wish },
      body: {
        model,
        seed,
        input: "Hi",
        messages: question,
      },
    });
  return { send, asked, dataDir };
}

const question = [{ role: "user", content: "Hi" }];
const kindSeed = 100;

/** Answers one question and fails at all others. */
async function startOnceKind() {
  const upstream = await startDialectUpstream("openai-chat", {
    "POST /v1/chat/completions": ({ body }, response) => {
      const { model, seed } = body as { model: string; seed: number };
      if (seed !== kindSeed)
        return sendJson(response, 500, { error: { message: "broken" } });
      const message = { role: "assistant", content: "Hello." };
      const choices = [{ index: 0, message, finish_reason: "stop" }];
      sendJson(response, 200, { id: "x", created: 1, model, choices });
    },
  });
  onTestFinished(() => upstream.close());
  const asked = () =>
    upstream.requests.flatMap(({ body }) =>
      body ? [(body as { model: string }).model] : [],
    );
  return { baseUrl: upstream.url, asked };
}

test("an answer that a later target gave is found by who wants no other", async () => {
  const { send, asked } = await start();
  const first = await send("on", "best");
  expect(first.headers["x-modeldocker-target"]).toBe("lab:text");
  const count = asked().length;
  const kept = await send("only", "best");
  expect([kept.status, kept.headers["x-cache"]]).toEqual([200, "HIT"]);
  expect(kept.headers["x-modeldocker-target"]).toBe("lab:text");
  const missed = await send("only", "best", { seed: 2 });
  expect(missed.json).toMatchObject({ error: { code: "cache_miss" } });
  expect(asked()).toHaveLength(count);
});

test("what is left alone after its failures still has what it once answered", async () => {
  const { baseUrl, asked } = await startOnceKind();
  const { address, dataDir } = await startGateway({
    config: {
      instances: [{ id: "lab", kind: "openai", baseUrl: `${baseUrl}/v1` }],
      aliases: [{ id: "best", targets: ["lab:moody", "lab:other"] }],
    },
  });
  const { token } = await createKey(dataDir);
  const send = (wish: string, seed: number) =>
    ask(`${address}/v1/chat/completions`, {
      headers: { "x-api-key": token, "x-modeldocker-cache": wish },
      body: { model: "best", seed, messages: question },
    });
  expect((await send("on", kindSeed)).status).toBe(200);
  for (let seed = 0; seed < 10; seed += 1) await send("on", seed);
  const count = asked().length;
  expect(asked().slice(-2)).toEqual(["other", "other"]);
  const kept = await send("only", kindSeed);
  expect(kept.headers["x-modeldocker-target"]).toBe("lab:moody");
  expect(kept.headers["x-cache"]).toBe("HIT");
  expect(asked()).toHaveLength(count);
});

test("a target that the key may not have is not looked at, and its refusal is not the answer", async () => {
  const { send, dataDir } = await start();
  const deny = await createKey(dataDir, { deny: ["lab:text"] });
  const missed = await send("only", "best", { key: deny.token });
  expect([missed.status, missed.json]).toMatchObject([
    504,
    { error: { code: "cache_miss" } },
  ]);
  const refused = await send("only", "reverse", { key: deny.token });
  expect(refused.status).toBe(403);
});

test("vectors are never kept: who wants nothing else asks nobody for them", async () => {
  const { send, asked, dataDir } = await start();
  const missed = await send("only", "lab:text", { path: "embeddings" });
  expect([missed.status, missed.json]).toMatchObject([
    504,
    { error: { code: "cache_miss" } },
  ]);
  expect(missed.headers["x-modeldocker-attempts"]).toBe("0");
  expect(asked()).toHaveLength(0);
  const unread = await send("perhaps", "lab:text", { path: "embeddings" });
  expect(unread.json).toMatchObject({
    error: { param: "x-modeldocker-cache" },
  });
  expect(
    (await readAudit(dataDir)).map(({ status, attempts }) => [
      status,
      attempts,
    ]),
  ).toEqual([
    [504, 0],
    [400, 0],
  ]);
});

test("the file's bound holds for what is kept in memory too", async () => {
  for (const [maxBytes, found] of [
    [0, "MISS"],
    [1_000_000, "HIT"],
  ] as const) {
    const { send } = await start({ cache: { maxBytes } });
    await send("on", "lab:text");
    const again = await send("on", "lab:text");
    expect([maxBytes, again.headers["x-cache"]]).toEqual([maxBytes, found]);
  }
});
