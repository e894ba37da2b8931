import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import {
  chatOnce,
  startBackend,
  type TestClient,
} from "#tests/support/backend.ts";
import { startUpstream } from "#tests/support/upstream/server.ts";

const stories = fileURLToPath(
  new URL("../fixtures/models/stories260K.gguf", import.meta.url),
);

/** An upstream that counts as elsewhere, and aliases that lead there. */
async function setUp() {
  const upstream = await startUpstream();
  onTestFinished(() => upstream.close());
  const config = parseConfig({
    instances: [
      { id: "sim", kind: "openrouter", baseUrl: upstream.url, cloud: true },
      { id: "dead", kind: "openai", baseUrl: "http://127.0.0.1:9/v1" },
    ],
    aliases: [
      { id: "out", targets: ["sim:sim/plain"] },
      { id: "first-out", targets: ["sim:sim/plain", "local:stories260K"] },
    ],
    settings: { fallbackToLocal: true, fallbackModel: "sim:sim/plain" },
  });
  const { client } = await startBackend({ config });
  const asked = () =>
    upstream.requests.filter(({ path }) => path.includes("/chat/")).length;
  return { client, asked };
}

const ask = (client: TestClient, model: string, isPrivate = true) =>
  chatOnce(client, { model, text: "Once", maxTokens: 4, isPrivate });

test("a private chat is refused by name, alias and rule alike, and nobody is asked", async () => {
  const { client, asked } = await setUp();
  for (const model of ["sim:sim/plain", "out"]) {
    const { reply } = await ask(client, model);
    expect(reply).toMatchObject({
      status: "failed",
      error: { code: "private-chat", data: { model } },
    });
  }
  const { reply } = await ask(client, "dead:x");
  expect(reply.error?.code).toBe("upstream-unreachable");
  expect(asked()).toBe(0);
  expect((await ask(client, "sim:sim/plain", false)).reply.status).toBe(
    "complete",
  );
});

test("of an alias only what runs here is asked", async () => {
  const { client, asked } = await setUp();
  await client.local.addFile({ path: stories });
  const { reply } = await ask(client, "first-out");
  expect(reply.servedBy).toMatchObject({ instance: "local", local: true });
  expect(asked()).toBe(0);
}, 60_000);

test("what begins private stays so where it goes on, and can be opened by hand", async () => {
  const { client } = await setUp();
  const { reply } = await ask(client, "dead:x");
  const id = reply.conversationId;
  expect(await client.conversations.get({ id })).toMatchObject({
    private: true,
  });
  const compared = await client.comparisons.create({
    models: ["sim:sim/plain"],
    fromConversation: id,
  });
  const column = compared.columns[0];
  const { conversationId } = await client.comparisons.continueFrom({
    id: compared.id,
    columnId: column?.id ?? "",
  });
  const onward = { id: conversationId };
  expect((await client.conversations.get(onward)).private).toBe(true);
  await client.conversations.update({ ...onward, private: false });
  expect((await client.conversations.get(onward)).private).toBeUndefined();
});
