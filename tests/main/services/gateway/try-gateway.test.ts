import { expect, test } from "vitest";
import { failureOf } from "#tests/support/rpc.ts";
import { startOwned } from "#tests/support/owned-gateway.ts";

const model = "demo:simulated-fast";
const routes = ["chat", "responses", "messages", "gemini"] as const;

test("a snippet of each route is run for real, on behalf of a key", async () => {
  const { client } = await startOwned();
  const { key } = await client.keys.create({ name: "Editor" });
  for (const route of routes) {
    const result = await client.gateway.try({ route, model, keyId: key.id });
    expect([route, result.status, result.target]).toEqual([route, 200, model]);
    expect(result.text.length).toBeGreaterThan(5);
    expect(result.firstTextMs).toBeGreaterThan(0);
    expect(result.durationMs).toBeGreaterThanOrEqual(result.firstTextMs ?? 0);
  }
  await expect
    .poll(async () => (await client.audit.query({ keyId: key.id })).total)
    .toBe(4);
  const { events } = await client.audit.query({ outcome: "ok" });
  expect(events.map(({ keyName }) => keyName)).toEqual(
    routes.map(() => "Editor"),
  );
});

test("a test is bound by the key's rules and by the door's", async () => {
  const { client } = await startOwned();
  const denying = await client.keys.create({ name: "No", deny: ["demo:*"] });
  const run = (more: { keyId?: string; token?: string }) =>
    client.gateway.try({ route: "chat", model, ...more });
  const { id } = denying.key;
  expect(await run({ keyId: id })).toMatchObject({
    status: 403,
    text: "",
    error: { code: "permission_denied" },
  });
  expect((await run({})).status).toBe(401);
  expect((await run({ token: "mdk_wrong" })).status).toBe(401);
  const { token, key } = await client.keys.create({ name: "Yes" });
  expect((await run({ token })).status).toBe(200);
  await client.keys.revoke({ id: key.id });
  expect((await run({ keyId: key.id })).status).toBe(401);
  expect((await run({ token })).status).toBe(401);
  expect(await failureOf(run({ keyId: "nobody" }))).toBe("not-found");
  await client.gateway.configure({ enabled: false });
  expect(await failureOf(run({ token }))).toBe("conflict");
});
