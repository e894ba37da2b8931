import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { textOf } from "#tests/support/chat-text.ts";
import { startLlamaServer } from "#tests/support/llama-server.ts";
import { connectRpc } from "#tests/support/rpc.ts";

const named = process.env["MODELDOCKER_TEST_LLAMA_SERVER"];
if (!named)
  process.stdout.write(
    "The suite on a real llama-server is skipped: name it in MODELDOCKER_TEST_LLAMA_SERVER.\n",
  );

describe.skipIf(!named)("a real llama-server as an endpoint", () => {
  test("lists its model, streams, counts tokens and stops", async () => {
    await using server = await startLlamaServer(named ?? "");
    await using app = await startApp({
      config: {
        instances: [{ id: "llama", kind: "openai", baseUrl: server.url }],
      },
    });
    using connection = await connectRpc(app);
    const { client } = connection;
    const tested = await client.instances.test({ id: "llama" });
    expect(tested).toMatchObject({ ok: true, modelCount: 1 });
    await client.models.refresh({ instance: "llama" });
    const { models } = await client.models.list();
    const model = models.find(({ instance }) => instance === "llama");
    expect(model).toMatchObject({ local: true, simulated: false });

    const { id } = await client.conversations.create({});
    await client.conversations.update({
      id,
      parameters: { maxTokens: 24, temperature: 0 },
    });
    const ask = (text: string) =>
      client.chat.send({
        conversationId: id,
        parts: [{ type: "text", text }],
        models: [model?.ref ?? ""],
      });
    const replyOf = async (messageId: string) => {
      const { messages } = await client.conversations.branch({ id });
      return messages.find((message) => message.id === messageId);
    };

    const first = (await ask("Once upon a time")).replies[0]?.id ?? "";
    await expect
      .poll(async () => (await replyOf(first))?.status, { timeout: 20_000 })
      .toBe("complete");
    const reply = await replyOf(first);
    expect(textOf(reply ?? { parts: [] }).length).toBeGreaterThan(10);
    expect(reply?.usage?.outputTokens).toBeGreaterThan(5);
    expect(reply?.usage?.outputTokens).toBeLessThanOrEqual(24);

    await client.conversations.update({ id, parameters: { maxTokens: 400 } });
    const second = (await ask("Tell me more")).replies[0]?.id ?? "";
    await sleep(60);
    await client.chat.stop({ messageId: second });
    await expect
      .poll(async () => (await replyOf(second))?.status, { timeout: 5_000 })
      .toMatch(/stopped|complete/);
  });
});
