import { expect, onTestFinished, test, vi } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import type { CacheChoice } from "#shared/chat/cache-choice.ts";
import { startBackend, type TestClient } from "#tests/support/backend.ts";
import { startUpstream } from "#tests/support/upstream/server.ts";

const model = "sim:sim/echo";
const parts = [{ type: "text" as const, text: "Say it again" }];

async function setUp() {
  const upstream = await startUpstream();
  onTestFinished(() => upstream.close());
  const { client } = await startBackend({
    config: parseConfig({
      instances: [
        {
          id: "sim",
          kind: "openrouter",
          baseUrl: upstream.url,
          apiKey: { value: "sk-or-v1-for-tests" },
        },
      ],
    }),
  });
  const asked = () =>
    upstream.requests.filter(({ path }) => path.endsWith("/chat/completions"))
      .length;
  return { client, asked };
}

/** How the newest reply of a conversation was served, once it has settled. */
function served(client: TestClient, id: string) {
  return vi.waitFor(
    async () => {
      const { messages } = await client.conversations.branch({ id });
      const reply = messages.at(-1);
      if (reply?.status !== "complete") throw new Error("It still runs.");
      return reply;
    },
    { timeout: 10_000, interval: 10 },
  );
}

async function chat(client: TestClient, cacheChoice?: CacheChoice) {
  const { id } = await client.conversations.create({ model });
  if (cacheChoice !== undefined)
    await client.conversations.update({ id, cacheChoice });
  await client.chat.send({ conversationId: id, parts, models: [model] });
  return { id, reply: await served(client, id) };
}

// Otherwise a chat that must never repeat itself would, and one that may would pay twice.
test("a chat's own choice wins over the settings, and going back to them works", async () => {
  const { client, asked } = await setUp();
  await chat(client, "always");
  const again = await chat(client, "always");
  expect(again.reply.servedBy?.cached).toMatchObject({ source: "memory" });
  expect(asked()).toBe(1);
  await chat(client, "off");
  await chat(client);
  expect(asked()).toBe(3);
  await client.conversations.update({ id: again.id, cacheChoice: "settings" });
  await client.chat.send({ conversationId: again.id, parts, models: [model] });
  await served(client, again.id);
  expect(asked()).toBe(4);
});

test("asking again without the cache reaches the upstream and replaces what was kept", async () => {
  const { client, asked } = await setUp();
  await chat(client, "always");
  const { id, reply } = await chat(client, "always");
  const regenerate = async (refresh?: boolean) => {
    await client.chat.regenerate({
      messageId: reply.id,
      ...(refresh === undefined ? {} : { cache: { refresh } }),
    });
    return (await served(client, id)).servedBy?.cached !== undefined;
  };
  expect(await regenerate(false)).toBe(true);
  expect(asked()).toBe(1);
  expect(await regenerate(true)).toBe(false);
  expect(await regenerate()).toBe(false);
  expect(asked()).toBe(3);
});

test("a comparison's choice holds for its columns, and goes along into a chat", async () => {
  const { client, asked } = await setUp();
  await chat(client, "always");
  const { id } = await client.comparisons.create({ models: [model] });
  const { columns, cacheChoice } = await client.comparisons.update({
    id,
    cacheChoice: "always",
  });
  expect(cacheChoice).toBe("always");
  await client.comparisons.send({ id, parts });
  const [column] = columns;
  const reply = await served(client, column?.conversationId ?? "");
  expect(reply.servedBy?.cached).toBeDefined();
  expect(asked()).toBe(1);
  const { conversationId } = await client.comparisons.continueFrom({
    id,
    columnId: column?.id ?? "",
  });
  expect(
    (await client.conversations.get({ id: conversationId })).cacheChoice,
  ).toBe("always");
});
