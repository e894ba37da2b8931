import { expect, test } from "vitest";
import { createConversationFeed } from "#main/services/replies/feed.ts";
import type { ConversationEvent } from "#shared/chat/conversation.ts";
import { text } from "#tests/fakes/chat-provider.ts";
import { aMessage } from "#tests/fakes/messages.ts";

const delta = (sequence: number, messageId = "m"): ConversationEvent => ({
  type: "reply-events",
  messageId,
  sequence,
  events: [text(`${sequence} `)],
});
const changed = (id: string, answer: string): ConversationEvent => ({
  type: "message",
  message: {
    ...aMessage({ id, parts: [{ type: "text", text: answer }] }),
    siblingIds: [id],
  },
});
const snapshot = {
  type: "reply-snapshot" as const,
  messageId: "m",
  sequence: 3,
  events: [text("1 2 3 ")],
  startedAt: "2026-01-01T00:00:00.000Z",
};

function watch(
  feed: ReturnType<typeof createConversationFeed>,
  signal?: AbortSignal,
) {
  const watched = { conversationId: "c", snapshots: () => [snapshot] };
  return feed.watch(watched, signal)[Symbol.asyncIterator]();
}

test("a watcher gets the state first and then what happens, others' chats left out", async () => {
  const feed = createConversationFeed();
  const watcher = watch(feed);
  expect((await watcher.next()).value).toEqual(snapshot);
  const next = watcher.next();
  feed.publish("other", delta(9));
  feed.publish("c", delta(4));
  expect((await next).value).toEqual(delta(4));
});

test("a watcher that is slow gets the same text in one piece", async () => {
  const feed = createConversationFeed();
  const watcher = watch(feed);
  await watcher.next();
  for (let sequence = 4; sequence < 1_000; sequence += 1) {
    feed.publish("c", delta(sequence));
    feed.publish("c", delta(sequence, "n"));
    feed.publish("c", changed("x", String(sequence)));
  }
  const [first, second, third] = [
    (await watcher.next()).value,
    (await watcher.next()).value,
    (await watcher.next()).value,
  ];
  expect(first).toMatchObject({ messageId: "m", sequence: 999 });
  const events = first?.type === "reply-events" ? first.events : [];
  expect(events).toEqual([
    { type: "text-delta", text: expect.stringMatching(/^4 5 6 .* 999 $/) },
  ]);
  expect(second).toMatchObject({ messageId: "n", sequence: 999 });
  expect(third).toMatchObject({ message: { parts: [{ text: "999" }] } });
});

test("an abort ends the watching, also while nothing happens", async () => {
  const controller = new AbortController();
  const watcher = watch(createConversationFeed(), controller.signal);
  await watcher.next();
  const next = watcher.next();
  controller.abort();
  expect((await next).done).toBe(true);
});
