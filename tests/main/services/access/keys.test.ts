import { expect, test } from "vitest";
import { decodeError } from "#shared/rpc/error-codec.ts";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";
import { failureOf } from "#tests/support/rpc.ts";

const hello = [{ role: "user", content: "Hello" }];

async function start() {
  const started = await startGateway({ demo: true });
  const chat = (token: string) =>
    ask(`${started.address}/v1/chat/completions`, {
      headers: { authorization: `Bearer ${token}` },
      body: { model: "demo:simulated-fast", messages: hello, max_tokens: 5 },
    });
  return { ...started, chat };
}

test("a key is made, told once, used, counted, changed and revoked at once", async () => {
  const { client, chat } = await start();
  const { key, token } = await client.keys.create({
    name: "Editor",
    requestsPerMinute: 120,
    tokensPerDay: 20_000,
  });
  expect(key).toMatchObject({
    name: "Editor",
    prefix: token.slice(0, 12),
    state: "active",
    scopes: ["chat", "embeddings", "models"],
    limits: {
      requestsPerMinute: { limit: 120, used: 0 },
      tokensPerDay: { limit: 20_000, used: 0 },
    },
  });
  expect((await chat(token)).status).toBe(200);

  const [used] = await client.keys.list();
  expect(used?.limits.requestsPerMinute?.used).toBe(1);
  expect(used?.limits.tokensPerDay?.used).toBeGreaterThan(0);
  expect(used?.lastUsedAt).toBeDefined();
  expect(JSON.stringify(used)).not.toContain(token);

  const { id } = key;
  await client.keys.update({ id, deny: ["demo:*"], tokensPerDay: null });
  expect((await chat(token)).status).toBe(403);
  const [changed] = await client.keys.list();
  // Whoever may not reach a target does not pay for asking.
  expect(changed?.limits).toEqual({
    requestsPerMinute: { limit: 120, used: 1 },
  });

  expect((await client.keys.revoke({ id })).state).toBe("revoked");
  expect((await chat(token)).status).toBe(401);
  expect(await failureOf(client.keys.update({ id, name: "x" }))).toBe(
    "conflict",
  );
});

test("a rule that could never match is refused, and what was meant is told", async () => {
  const { client } = await start();
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => "none",
      (error: unknown) => {
        const { code, message, data } = decodeError(error);
        return [code, data["parameter"], message];
      },
    );
  const sentence =
    '"openrouter" matches no model: a rule is INSTANCE:MODEL with * for anything, alias:NAME, cloud, high-risk or lan. Perhaps openrouter:*, *:openrouter or alias:openrouter was meant.';
  expect(
    await refusal(
      client.keys.create({ name: "a", deny: ["cloud", "openrouter"] }),
    ),
  ).toEqual(["invalid-request", "deny", sentence]);
  expect(await client.keys.list()).toEqual([]);

  const { key } = await client.keys.create({ name: "a", deny: ["cloud"] });
  expect(
    await refusal(client.keys.update({ id: key.id, allow: ["openrouter"] })),
  ).toEqual(["invalid-request", "allow", sentence]);
  const [kept] = await client.keys.list();
  expect(kept).toMatchObject({ allow: [], deny: ["cloud"] });
});

test("a key that the command line makes is announced to the windows", async () => {
  const { client, dataDir } = await start();
  const watching = new AbortController();
  const changes = await client.app.changes(undefined, {
    signal: watching.signal,
  });
  const announced = (async () => {
    for await (const { topic } of changes) if (topic === "keys") return;
  })();
  await createKey(dataDir, { name: "From outside" });
  await announced;
  watching.abort();
  const [key] = await client.keys.list();
  expect(key?.name).toBe("From outside");
});
