import type { RpcClient } from "./rpc.ts";

const paragraphs = [
  "A sentence with `code`, **weight** and a [link](https://example.com/), as chats have them.",
  "- one\n- two\n- three",
  "```ts\nexport const answer = (question: string) => question.length;\n```",
  "| a | b |\n| - | - |\n| 1 | 2 |",
];

/** Fills a new conversation with this many messages, question and echoed reply in turn; returns its id. */
export async function fillConversation(
  client: RpcClient,
  model: string,
  count: number,
): Promise<string> {
  const { id: conversationId } = await client.conversations.create({ model });
  const ended = endedReplies(client, conversationId);
  let parentId: string | undefined;
  for (let turn = 0; turn < count / 2; turn++) {
    const body = paragraphs[turn % paragraphs.length] ?? "";
    const text = `Turn ${turn}\n\n${body}\n\n${body}`;
    const { replies } = await client.chat.send({
      conversationId,
      ...(parentId === undefined ? {} : { parentId }),
      parts: [{ type: "text", text }],
      models: [model],
    });
    const id = replies[0]?.id ?? "";
    await ended.wait(id);
    parentId = id;
  }
  return conversationId;
}

function endedReplies(client: RpcClient, conversationId: string) {
  const ended = new Set<string>();
  const waiting = new Map<string, () => void>();
  void (async () => {
    for await (const event of await client.chat.watch({ conversationId })) {
      if (event.type !== "message" || event.message.status === "streaming")
        continue;
      ended.add(event.message.id);
      waiting.get(event.message.id)?.();
    }
  })().catch(() => undefined);
  return {
    wait: (id: string) =>
      new Promise<void>((resolve) => {
        if (ended.has(id)) resolve();
        else waiting.set(id, resolve);
      }),
  };
}
