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
