import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Step } from "#tests/fakes/chat-provider.ts";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { pushed } from "#tests/fakes/pulled.ts";
import type { ChatService } from "#main/services/chat/chat.ts";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import { createConversationService } from "#main/services/conversations/conversations.ts";
import { createModelPreferences } from "#main/services/registry/preferences.ts";
import { createConversationFeed } from "#main/services/replies/feed.ts";
import { createReplyService } from "#main/services/replies/replies.ts";
import type { ConversationEvent } from "#shared/chat/conversation.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { defaultSettings } from "#shared/settings/schema.ts";
import {
  createFakeProvider,
  failed,
  stop,
  text,
  usage,
} from "#tests/fakes/chat-provider.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const hello = [{ type: "text" as const, text: "Hello" }];

function setUp(...scripts: readonly (readonly Step[])[]) {
  const { store } = temporaryStore();
  const provider = createFakeProvider(...scripts);
  const chat: ChatService = {
    plan: () => ({ asked: "", targets: [] }),
    run: ({ request }, signal, emit) =>
      pushed(provider.chat({ request }, signal), emit),
  };
  let count = 0;
  const announcements = createAnnouncements();
  const shared = {
    conversations: store.conversations,
    feed: createConversationFeed(),
    announcements,
    clock: createSystemClock(),
    newId: () => `id-${(count += 1)}`,
  };
  const preferences = createModelPreferences({
    values: store.values,
    announcements,
  });
  const replies = createReplyService({ ...shared, chat, preferences });
  const conversations = createConversationService({
    ...shared,
    settings: () => ({ ...defaultSettings, defaultSystemPrompt: "Be kind." }),
  });
  onTestFinished(() => replies.dispose());
  const { id: conversationId } = conversations.create({});
  const settled = (id: string) =>
    vi.waitFor(() => {
      const message = store.conversations.message(id);
      if (message.status === "streaming") throw new Error("It still runs.");
      return message;
    });
  return {
    store,
    provider,
    replies,
    conversations,
    preferences,
    conversationId,
    settled,
    send: (models = ["a:m"], parentId?: string) =>
      replies.send({ conversationId, parts: hello, models, parentId }),
  };
}

describe("sending", () => {
  test("stores message and reply, runs with the branch as prompt, and settles whole", async () => {
    const { send, settled, provider, conversations, conversationId } = setUp([
      { type: "start", id: "gen" },
      text("Hi "),
      text("there"),
      stop,
      usage(4, 2, { costNanoUsd: 50 }),
    ]);
    const { message, replies } = send();
    expect(message).toMatchObject({ role: "user", status: "complete" });
    const [reply] = replies;
    expect(reply).toMatchObject({
      parentId: message.id,
      status: "streaming",
      model: "a:m",
    });
    expect(await settled(reply?.id ?? "")).toMatchObject({
      status: "complete",
      parts: [{ type: "text", text: "Hi there" }],
      finishReason: "stop",
      usage: { inputTokens: 4, outputTokens: 2, costNanoUsd: 50 },
      timings: {
        firstTokenMs: expect.any(Number),
        totalMs: expect.any(Number),
      },
    });
    expect(provider.requests[0]?.messages).toEqual([
      { role: "system", parts: [{ type: "text", text: "Be kind." }] },
      { role: "user", parts: hello },
    ]);
    expect(conversations.get(conversationId)).toMatchObject({
      title: "Hello",
      model: "a:m",
      leafId: reply?.id,
      costNanoUsd: 50,
    });
  });

  test("several models answer as siblings, each with its own end", async () => {
    const { send, settled, preferences } = setUp(
      [text("One"), stop],
      [failed("out-of-credit")],
    );
    const { replies } = send(["a:m", "b:m"]);
    const [first, second] = await Promise.all(
      replies.map(({ id }) => settled(id)),
    );
    expect(replies[0]?.siblingIds).toEqual(replies.map(({ id }) => id));
    expect(first).toMatchObject({ status: "complete", model: "a:m" });
    expect(second).toMatchObject({
      status: "failed",
      model: "b:m",
      error: { code: "out-of-credit" },
    });
    expect(preferences.recents()).toEqual(["a:m", "b:m"]);
  });

  test("an edited message is a sibling of the first one", async () => {
    const { send, settled, conversations, conversationId } = setUp([
      text("x"),
      stop,
    ]);
    const first = send();
    const second = send();
    await settled(first.replies[0]?.id ?? "");
    expect(second.message.siblingIds).toEqual([
      first.message.id,
      second.message.id,
    ]);
    const selected = conversations.selectBranch(
      conversationId,
      first.message.id,
    );
    expect(selected.leafId).toBe(first.replies[0]?.id);

    // A branch that runs through the message stays; another one gives way.
    const reveal = (id: string) => conversations.reveal(conversationId, id);
    expect(reveal(first.message.id)).toMatchObject({
      conversation: { leafId: selected.leafId },
      below: 1,
    });
    expect(reveal(second.message.id)).toMatchObject({
      conversation: { leafId: second.replies[0]?.id },
      below: 1,
    });
    expect(() => reveal("nowhere")).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
  });

  test("a parent from elsewhere is refused before anything is stored", () => {
    const { send, conversations, conversationId } = setUp([stop]);
    expect(() => send(["a:m"], "nowhere")).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
    expect(conversations.get(conversationId).leafId).toBeUndefined();
  });
});

describe("a running reply", () => {
  test("is in the store within the second, before it ends", async () => {
    const { send, store } = setUp([text("Partial"), "hang"]);
    const [reply] = send().replies;
    await vi.waitFor(
      () =>
        expect(store.conversations.message(reply?.id ?? "")).toMatchObject({
          status: "streaming",
          parts: [{ type: "text", text: "Partial" }],
        }),
      { timeout: 1_000 },
    );
  });

  test("is stopped with its text, and stopping again does nothing", async () => {
    const { send, settled, replies } = setUp([text("Partial"), "hang"]);
    const [reply] = send().replies;
    await new Promise((resolve) => setTimeout(resolve, 30));
    replies.stop(reply?.id ?? "");
    const message = await settled(reply?.id ?? "");
    expect(message).toMatchObject({ status: "stopped" });
    expect(message.error).toBeUndefined();
    replies.stop(reply?.id ?? "");
    replies.stop("unknown");
  });

  test("is settled as interrupted when the program closes", async () => {
    const { send, store, replies } = setUp([text("Partial"), "hang"]);
    const [reply] = send().replies;
    await new Promise((resolve) => setTimeout(resolve, 30));
    await replies.dispose();
    expect(store.conversations.message(reply?.id ?? "")).toMatchObject({
      status: "interrupted",
      parts: [{ type: "text", text: "Partial" }],
    });
    expect(() => send()).toThrow(
      expect.objectContaining({ code: "interrupted" }),
    );
  });

  test("keeps its partial text when it fails", async () => {
    const { send, settled } = setUp([text("Half"), failed("upstream-failed")]);
    const [reply] = send().replies;
    expect(await settled(reply?.id ?? "")).toMatchObject({
      status: "failed",
      parts: [{ type: "text", text: "Half" }],
      error: { code: "upstream-failed" },
    });
  });

  test("is generated again as a sibling, by another model if asked", async () => {
    const { send, settled, replies } = setUp([text("x"), stop]);
    const [reply] = send().replies;
    const again = replies.regenerate({
      messageId: reply?.id ?? "",
      model: "b:m",
    });
    expect(again).toMatchObject({
      model: "b:m",
      siblingIds: [reply?.id, again.id],
    });
    await settled(again.id);
    expect(() =>
      replies.regenerate({ messageId: again.parentId ?? "" }),
    ).toThrow(expect.objectContaining({ code: "invalid-request" }));
  });
});

describe("watching", () => {
  async function until(
    events: AsyncIterable<ConversationEvent>,
    isEnd: (event: ConversationEvent) => boolean,
  ) {
    const seen: ConversationEvent[] = [];
    for await (const event of events) {
      seen.push(event);
      if (isEnd(event)) break;
    }
    return seen;
  }
  const isSettled = (event: ConversationEvent) =>
    event.type === "message" &&
    event.message.role === "assistant" &&
    event.message.status !== "streaming";

  test("who comes late gets all so far, then the rest, and nothing twice", async () => {
    const gate = Promise.withResolvers<void>();
    const { send, replies, conversationId } = setUp([
      text("One "),
      text("two "),
      () => gate.promise,
      text("three"),
      stop,
    ]);
    const [reply] = send().replies;
    await new Promise((resolve) => setTimeout(resolve, 40));
    const seen = until(replies.watch(conversationId, undefined), isSettled);
    await new Promise((resolve) => setTimeout(resolve, 10));
    gate.resolve();
    const [snapshot, ...rest] = await seen;
    expect(snapshot).toMatchObject({
      type: "reply-snapshot",
      messageId: reply?.id,
      events: [text("One two ")],
    });
    const texts = rest.flatMap((event) =>
      event.type === "reply-events" ? event.events : [],
    );
    expect(texts).toEqual([text("three"), stop]);
    const first = snapshot?.type === "reply-snapshot" ? snapshot.sequence : 0;
    const sequences = rest.flatMap((event) =>
      event.type === "reply-events" ? event.sequence : [],
    );
    expect(sequences).toEqual(sequences.map((_, index) => first + 1 + index));
  });

  test("an unknown conversation cannot be watched", () => {
    const { replies } = setUp([stop]);
    expect(() => replies.watch("nowhere", undefined)).toThrow(AppError);
  });
});

test("a reply that the store refuses is shown with the reason, its text kept", async () => {
  const gate = Promise.withResolvers<void>();
  const { send, store, replies, conversationId } = setUp([
    text("Paid for"),
    () => gate.promise,
    stop,
  ]);
  send();
  const refused = vi
    .spyOn(store.conversations, "updateMessage")
    .mockImplementation(() => {
      throw new AppError("store-full");
    });
  const last = (async () => {
    for await (const event of replies.watch(conversationId, undefined))
      if (event.type === "message") return event.message;
    return undefined;
  })();
  await new Promise((resolve) => setTimeout(resolve, 20));
  gate.resolve();
  expect(await last).toMatchObject({
    status: "failed",
    parts: [{ type: "text", text: "Paid for" }],
    error: { code: "store-full" },
  });
  refused.mockRestore();
});
