import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { textOf } from "#tests/support/chat-text.ts";
import { connectRpc, type RpcClient } from "#tests/support/rpc.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

/** Text of a streaming reply as a window sees it, with the time of each piece. */
async function follow(
  client: RpcClient,
  conversationId: string,
  seen: { text: string; at: number }[],
): Promise<void> {
  let text = "";
  for await (const event of await client.chat.watch({ conversationId })) {
    if (event.type !== "reply-events" && event.type !== "reply-snapshot")
      continue;
    for (const one of event.events)
      if (one.type === "text-delta") text += one.text;
    seen.push({ text, at: performance.now() });
  }
}

test("kill -9 in the middle of a reply loses at most the last second", async () => {
  await using simulated = await simulatedInstance({ slowMs: 20 });
  await using app = await startApp({ config: simulated.config });
  const seen: { text: string; at: number }[] = [];
  let conversationId: string;
  let messageId: string | undefined;
  {
    using connection = await connectRpc(app);
    const { client } = connection;
    const conversation = await client.conversations.create({});
    conversationId = conversation.id;
    const following = follow(client, conversationId, seen).catch(
      () => undefined,
    );
    const { replies } = await client.chat.send({
      conversationId,
      parts: [{ type: "text", text: "Count for me" }],
      models: ["sim:sim/endless"],
    });
    messageId = replies[0]?.id;
    await sleep(3_000);
    await app.kill();
    await following;
  }
  const killedAt = performance.now();
  const settled = seen.findLast(({ at }) => at <= killedAt - 1_200)?.text ?? "";
  expect(settled.split(" ").length).toBeGreaterThan(20);

  const next = await app.restart();
  using connection = await connectRpc(next);
  const { client } = connection;
  const { messages } = await client.conversations.branch({
    id: conversationId,
  });
  const reply = messages.find(({ id }) => id === messageId);
  expect(messages.map(({ role, status }) => ({ role, status }))).toEqual([
    { role: "user", status: "complete" },
    { role: "assistant", status: "interrupted" },
  ]);
  const text = reply === undefined ? "" : textOf(reply);
  expect(text.startsWith(settled)).toBe(true);
  // The rest of the reply can be asked for again: the conversation is whole.
  const again = await client.chat.regenerate({
    messageId: messageId ?? "",
    model: "sim:sim/plain",
  });
  expect(again.siblingIds).toHaveLength(2);
});

test("SIGTERM in the middle of a reply keeps its text and ends within five seconds", async () => {
  await using simulated = await simulatedInstance({ slowMs: 20 });
  await using app = await startApp({ config: simulated.config });
  let id: string;
  {
    using connection = await connectRpc(app);
    const { client } = connection;
    ({ id } = await client.conversations.create({}));
    await client.chat.send({
      conversationId: id,
      parts: [{ type: "text", text: "Count for me" }],
      models: ["sim:sim/endless"],
    });
    await sleep(700);
  }
  const start = performance.now();
  const { code } = await app.stop();
  expect(code).toBe(0);
  expect(performance.now() - start).toBeLessThan(5_000);

  const next = await app.restart();
  using connection = await connectRpc(next);
  const { messages } = await connection.client.conversations.branch({ id });
  const reply = messages[1];
  expect(reply?.status).toMatch(/^(interrupted|stopped|failed)$/);
  expect(textOf(reply ?? { parts: [] })).toMatch(/^0 1 2 3 4 5 /);
});

test("a reply runs to its end with nobody watching", async () => {
  await using simulated = await simulatedInstance({ slowMs: 5 });
  await using app = await startApp({ config: simulated.config });
  let id: string;
  {
    using connection = await connectRpc(app);
    const { client } = connection;
    ({ id } = await client.conversations.create({}));
    await client.chat.send({
      conversationId: id,
      parts: [{ type: "text", text: "Show me Markdown" }],
      models: ["sim:sim/slow"],
    });
  }
  using connection = await connectRpc(app);
  const { client } = connection;
  await expect
    .poll(
      async () =>
        (await client.conversations.branch({ id })).messages[1]?.status,
      { timeout: 15_000 },
    )
    .toBe("complete");
});
