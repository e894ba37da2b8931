import { expect, onTestFinished, test, vi } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import { chatOnce, replyText, startBackend } from "#tests/support/backend.ts";
import { startUpstream } from "#tests/support/upstream/server.ts";

test("an upstream that writes on past the budget is hung up on; what it said is kept and booked", async () => {
  const upstream = await startUpstream();
  onTestFinished(() => upstream.close());
  const config = parseConfig({
    instances: [{ id: "sim", kind: "openrouter", baseUrl: upstream.url }],
    settings: { budgetPerChatCents: 1 },
  });
  const { client } = await startBackend({ config });
  await client.models.refresh({});
  // Five tokens are asked for, and so reserved; it never stops by itself.
  const { reply } = await chatOnce(client, {
    model: "sim:sim/flood",
    text: "Write",
    maxTokens: 5,
  });
  expect(reply).toMatchObject({
    status: "failed",
    error: { code: "over-budget", data: { budget: "chat", stopped: true } },
    usage: { costSource: "estimate" },
  });
  expect(replyText(reply)).not.toBe("");
  await vi.waitFor(() => {
    const call = upstream.requests.find(({ method }) => method === "POST");
    if (call?.abortedAt === undefined) throw new Error("It still writes.");
  });
  const { conversationId } = reply;
  const [budget] = await client.activity.budgets({ conversationId });
  expect(budget?.usedNanoUsd).toBe(reply.usage?.costNanoUsd);
  // The next message of this chat is refused before anybody is asked.
  await client.chat.send({
    conversationId,
    parentId: reply.id,
    parts: [{ type: "text", text: "More" }],
    models: ["sim:sim/plain"],
  });
  await vi.waitFor(async () => {
    const { messages } = await client.conversations.branch({
      id: conversationId,
    });
    expect(messages.at(-1)?.error?.code).toBe("over-budget");
  });
  expect(
    upstream.requests.filter(({ method }) => method === "POST"),
  ).toHaveLength(1);
}, 30_000);

// Otherwise every column has the whole bound for itself, and a wide comparison spends a multiple of it.
test("a comparison's columns share one bound, and past it nobody is asked", async () => {
  const upstream = await startUpstream();
  onTestFinished(() => upstream.close());
  const config = parseConfig({
    instances: [{ id: "sim", kind: "openrouter", baseUrl: upstream.url }],
    settings: { budgetPerChatCents: 1 },
  });
  const { client } = await startBackend({ config });
  await client.models.refresh({});
  const { id, columns } = await client.comparisons.create({
    models: ["sim:sim/flood", "sim:sim/plain"],
  });
  const [flood, plain] = columns;
  const send = async (columnIds: readonly string[]) =>
    client.comparisons.send({
      id,
      parts: [{ type: "text", text: "Write" }],
      columnIds: [...columnIds],
    });
  const ending = (conversationId = "") =>
    vi.waitFor(
      async () => {
        const { messages } = await client.conversations.branch({
          id: conversationId,
        });
        const reply = messages.at(-1);
        if (reply?.status !== "failed") throw new Error("It still runs.");
        return reply.error;
      },
      { timeout: 10_000 },
    );
  await send([flood?.id ?? ""]);
  expect(await ending(flood?.conversationId)).toMatchObject({
    code: "over-budget",
    data: { budget: "chat", stopped: true },
  });
  await send([plain?.id ?? ""]);
  const refused = await ending(plain?.conversationId);
  expect(refused).toMatchObject({
    code: "over-budget",
    data: { budget: "chat" },
  });
  expect(refused?.data).not.toHaveProperty("stopped");
  expect(
    upstream.requests.filter(({ method }) => method === "POST"),
  ).toHaveLength(1);
}, 30_000);
