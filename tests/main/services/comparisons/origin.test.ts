import { expect, onTestFinished, test } from "vitest";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import { pushed } from "#tests/fakes/pulled.ts";
import type { ChatService } from "#main/services/chat/chat.ts";
import { createModelPreferences } from "#main/services/registry/preferences.ts";
import { createConversationFeed } from "#main/services/replies/feed.ts";
import { createReplyService } from "#main/services/replies/replies.ts";
import { createFakeProvider, stop, text } from "#tests/fakes/chat-provider.ts";
import { aColumn, aComparison } from "#tests/fakes/comparisons.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

// Otherwise eight columns would take eight turns where a chat takes one.
test("the columns of a comparison stand in a provider's queue as one", async () => {
  const { store } = temporaryStore();
  const origins: string[] = [];
  const provider = createFakeProvider([text("Hi"), stop]);
  const chat: ChatService = {
    plan: () => ({ asked: "", targets: [] }),
    run({ request, origin }, signal, emit) {
      origins.push(origin);
      return pushed(provider.chat({ request }, signal), emit);
    },
  };
  const announcements = createAnnouncements();
  let count = 0;
  const replies = createReplyService({
    conversations: store.conversations,
    feed: createConversationFeed(),
    announcements,
    clock: createSystemClock(),
    newId: () => `id-${(count += 1)}`,
    chat,
    preferences: createModelPreferences({
      values: store.values,
      announcements,
    }),
  });
  onTestFinished(() => replies.dispose());
  store.comparisons.insert(aComparison(), [
    aColumn("left", "comparison-1"),
    aColumn("right", "comparison-1"),
  ]);
  for (const conversationId of ["left-conversation", "right-conversation"])
    replies.send({
      conversationId,
      parts: [{ type: "text", text: "Hello" }],
      models: ["a:m"],
    });
  expect(origins).toEqual(["comparison-1", "comparison-1"]);
});
