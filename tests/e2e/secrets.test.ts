import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { connectRpc, failureOf } from "#tests/support/rpc.ts";
import {
  canaryKey,
  simulatedInstance,
} from "#tests/support/simulated-instance.ts";

/** Files below a directory that hold the text, whatever they are. */
async function filesWith(directory: string, text: string): Promise<string[]> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}

test("a key that was typed in goes to its upstream and nowhere else", async () => {
  await using simulated = await simulatedInstance();
  const { upstream } = simulated;
  await using app = await startApp({ args: ["--log-level=trace"] });
  using connection = await connectRpc(app);
  const { client, received } = connection;

  const added = await client.instances.add({
    kind: "openrouter",
    name: "Router",
    baseUrl: upstream.url,
    key: canaryKey,
  });
  expect(added.key.source).toBe("stored");
  expect(await client.instances.test({ id: added.id })).toMatchObject({
    ok: true,
  });
  const { id } = await client.conversations.create({});
  for (const model of ["plain", "401", "big-error", "reset", "html"])
    await client.chat.send({
      conversationId: id,
      parts: [{ type: "text", text: "Hello" }],
      models: [`${added.id}:sim/${model}`],
    });
  await expect
    .poll(
      async () => {
        const { conversations } = await client.conversations.list({});
        return conversations.some(({ streaming }) => streaming);
      },
      { timeout: 15_000 },
    )
    .toBe(false);
  await client.instances.list();
  const diagnostics = await client.app.diagnostics();
  expect(
    await failureOf(client.instances.setKey({ id: "absent", key: canaryKey })),
  ).toBe("not-found");

  expect(
    upstream.requests.some(
      ({ headers }) => headers.authorization === `Bearer ${canaryKey}`,
    ),
  ).toBe(true);
  const frames = received.join("\n");
  expect(frames.length).toBeGreaterThan(1_000);
  expect(frames).not.toContain(canaryKey);
  expect(diagnostics).not.toContain(canaryKey);
  const { stdout, stderr } = await app.stop();
  expect(stdout + stderr).not.toContain(canaryKey);
  expect(await filesWith(app.dataDir, canaryKey)).toEqual([]);
});

test("a key from the environment or the config is never told", async () => {
  await using simulated = await simulatedInstance();
  const instance = (id: string, apiKey: unknown) => ({
    id,
    kind: "openai",
    baseUrl: simulated.upstream.url,
    apiKey,
  });
  await using app = await startApp({
    args: ["--log-level=trace"],
    env: { TEST_UPSTREAM_KEY: canaryKey },
    config: {
      instances: [
        instance("by-name", { env: "TEST_UPSTREAM_KEY" }),
        instance("by-value", { value: `${canaryKey}-v` }),
      ],
    },
  });
  using connection = await connectRpc(app);
  const { client, received } = connection;
  for (const { id } of await client.instances.list())
    if (id.startsWith("by-"))
      expect(await client.instances.test({ id })).toMatchObject({ ok: true });
  await client.app.diagnostics();
  expect(received.join("\n")).not.toContain(canaryKey);
  const { stdout, stderr } = await app.stop();
  expect(stdout + stderr).not.toContain(canaryKey);
  expect(await filesWith(app.dataDir, canaryKey)).toEqual([]);
});
