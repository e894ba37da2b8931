import { expect, test } from "vitest";
import { createAnnouncements } from "#main/services/announcements/announcements.ts";
import { createConversationService } from "#main/services/conversations/conversations.ts";
import { createConversationFeed } from "#main/services/replies/feed.ts";
import { defaultSettings } from "#shared/settings/schema.ts";
import { createManualClock } from "#tests/fakes/manual-clock.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

function setUp() {
  const { store } = temporaryStore();
  const clock = createManualClock();
  let count = 0;
  const conversations = createConversationService({
    conversations: store.conversations,
    feed: createConversationFeed(),
    announcements: createAnnouncements(),
    settings: () => defaultSettings,
    clock,
    newId: () => `chat-${(count += 1)}`,
  });
  const titles = () =>
    conversations
      .list({ offset: 0, limit: 10 })
      .conversations.map(({ id }) => id);
  return { conversations, clock, titles };
}

test("a removed conversation comes back whole within the day, then is gone", async () => {
  const { conversations, clock, titles } = setUp();
  const { id } = conversations.create({ model: "a:m" });
  conversations.remove(id);
  expect(titles()).toEqual([]);
  expect(conversations.restore(id)).toMatchObject({ id, model: "a:m" });
  conversations.remove(id);
  const controller = new AbortController();
  const purging = conversations.purgeRemoved(controller.signal);
  await clock.advance(24 * 3_600_000 - 1);
  expect(conversations.get(id).id).toBe(id);
  await clock.advance(3_600_000);
  expect(() => conversations.get(id)).toThrow(
    expect.objectContaining({ code: "not-found" }),
  );
  controller.abort();
  await purging;
});

test("renaming and pinning do not move a conversation by its time", async () => {
  const { conversations, clock, titles } = setUp();
  const { id: first } = conversations.create({});
  await clock.advance(1_000);
  const { id: second } = conversations.create({});
  conversations.update(first, { title: "Renamed" });
  expect(titles()).toEqual([second, first]);
  conversations.update(first, { pinned: true });
  expect(titles()).toEqual([first, second]);
});
