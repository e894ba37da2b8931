import { describe, expect, it } from "vitest";
import type { ConversationEvent } from "#shared/chat/conversation.ts";
import {
  createChatStore,
  type ChatStore,
} from "#renderer/stores/chat-store.ts";
import {
  branch,
  conversation,
  createFakeChatBackend,
  message,
  settle,
} from "./fake-chat-backend.ts";

function ids(store: ChatStore): string[] {
  return store.getState().messages.map(({ id }) => id);
}

function textOf(store: ChatStore, id: string): string {
  const parts = store.getState().live[id]?.reply.parts ?? [];
  return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

function delta(sequence: number, text: string): ConversationEvent {
  return {
    type: "reply-events",
    messageId: "a2",
    sequence,
    events: [{ type: "text-delta", text }],
  };
}

function snapshot(sequence: number, text: string): ConversationEvent {
  return {
    type: "reply-snapshot",
    messageId: "a2",
    sequence,
    events: [{ type: "text-delta", text }],
    startedAt: "2026-01-01T00:00:00.000Z",
  };
}

const streaming = [
  ...branch("u1", "a1", "u2"),
  message("a2", { parentId: "u2", parts: [], status: "streaming" }),
];

describe("a chat on show", () => {
  it("applies deltas on top of the snapshot, once each", async () => {
    const fake = createFakeChatBackend(streaming);
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    fake.tell(
      snapshot(5, "Hello"),
      delta(5, "lo"),
      delta(6, ", "),
      delta(7, "you"),
    );
    fake.draw();
    expect(textOf(store, "a2")).toBe("Hello, you");
    fake.tell(delta(7, "you"), delta(9, "!"));
    fake.draw();
    expect(textOf(store, "a2")).toBe("Hello, you!");
  });

  it("draws any number of deltas as one change of state per frame", async () => {
    const fake = createFakeChatBackend(streaming);
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    let changes = 0;
    store.subscribe(() => {
      changes += 1;
    });
    for (let sequence = 1; sequence <= 500; sequence += 1)
      fake.tell(delta(sequence, "x"));
    expect(changes).toBe(0);
    fake.draw();
    expect(changes).toBe(1);
    expect(textOf(store, "a2")).toHaveLength(500);
  });

  it("keeps the messages that do not stream the same objects", async () => {
    const fake = createFakeChatBackend(streaming);
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    const before = store.getState().messages;
    fake.tell(delta(1, "x"));
    fake.draw();
    expect(store.getState().messages).toBe(before);
  });

  it("holds back what streams until the branch was read", async () => {
    const fake = createFakeChatBackend(streaming);
    const store = createChatStore("c", fake.backend);
    store.watch();
    const connected = fake.connect();
    fake.tell(snapshot(1, "early"));
    fake.draw();
    expect(store.getState().live).toEqual({});
    await connected;
    expect(textOf(store, "a2")).toBe("early");
  });

  it("after a lost connection takes the new snapshot for what it had", async () => {
    const fake = createFakeChatBackend(streaming);
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    fake.tell(snapshot(2, "ab"));
    fake.draw();
    const again = fake.connect();
    fake.tell(snapshot(4, "abcd"), delta(5, "e"));
    await again;
    fake.draw();
    expect(textOf(store, "a2")).toBe("abcde");
  });

  it("drops the stream of a reply that ended while nobody listened", async () => {
    const fake = createFakeChatBackend(streaming);
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    fake.tell(snapshot(2, "ab"));
    fake.draw();
    fake.state.branch = branch("u1", "a1", "u2", "a2");
    await fake.connect();
    expect(store.getState().live).toEqual({});
    expect(store.getState().messages.at(-1)?.status).toBe("complete");
  });

  it("lets the settled message take the place of its stream in one change", async () => {
    const fake = createFakeChatBackend(streaming);
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    fake.tell(snapshot(2, "ab"));
    fake.draw();
    const settled = message("a2", {
      parentId: "u2",
      parts: [{ type: "text", text: "abc" }],
      status: "stopped",
    });
    fake.tell(delta(3, "c"), { type: "message", message: settled });
    fake.draw();
    expect(store.getState().live).toEqual({});
    expect(store.getState().messages.at(-1)).toEqual(settled);
  });

  it("leaves and comes back without losing or doubling a message", async () => {
    const fake = createFakeChatBackend(streaming);
    const store = createChatStore("c", fake.backend);
    const leave = store.watch();
    await fake.connect();
    leave();
    expect(fake.isWatched()).toBe(false);
    fake.state.branch.push(message("u3", { parentId: "a2" }));
    store.watch();
    await fake.connect();
    expect(ids(store)).toEqual(["u1", "a1", "u2", "a2", "u3"]);
  });

  it("reads the branch anew when another window moved to another one", async () => {
    const fake = createFakeChatBackend(branch("u1", "a1", "u2", "a2"));
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    fake.state.branch = [
      ...branch("u1", "a1"),
      message("u3", { parentId: "a1", siblingIds: ["u2", "u3"] }),
    ];
    fake.tell({
      type: "conversation",
      conversation: conversation({ leafId: "u3" }),
    });
    fake.draw();
    await settle();
    expect(ids(store)).toEqual(["u1", "a1", "u3"]);
  });
});

describe("what a person does in a chat", () => {
  it("sends below the last message and shows message and reply", async () => {
    const fake = createFakeChatBackend(branch("u1", "a1"));
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    await store.send([{ type: "text", text: "More" }], ["demo:m"]);
    expect(fake.state.calls.at(-1)).toEqual([
      "send",
      {
        conversationId: "c",
        parentId: "a1",
        parts: [{ type: "text", text: "More" }],
        models: ["demo:m"],
      },
    ]);
    expect(ids(store)).toEqual(["u1", "a1", "u9", "a9"]);
  });

  it("does not show a message twice that the stream told of first", async () => {
    const fake = createFakeChatBackend(branch("u1", "a1"));
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    fake.tell(
      { type: "message", message: message("u9", { parentId: "a1" }) },
      { type: "message", message: message("a9", { parentId: "u9" }) },
    );
    fake.draw();
    await store.send([{ type: "text", text: "More" }], ["demo:m"]);
    expect(ids(store)).toEqual(["u1", "a1", "u9", "a9"]);
    expect(store.getState().messages.at(-1)?.status).toBe("complete");
  });

  it("resends an edited message as a branch of its own", async () => {
    const fake = createFakeChatBackend(branch("u1", "a1", "u2", "a2"));
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    const [, , second] = store.getState().messages;
    if (second === undefined) throw new Error("no second message");
    await store.resend(second, [{ type: "text", text: "x" }], "demo:m");
    expect(ids(store)).toEqual(["u1", "a1", "u9", "a9"]);
  });

  it("regenerates in the place of the old reply", async () => {
    const fake = createFakeChatBackend(branch("u1", "a1", "u2", "a2"));
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    await store.regenerate("a2", "demo:other");
    expect(ids(store)).toEqual(["u1", "a1", "u2", "a9"]);
    expect(store.getState().messages.at(-1)?.siblingIds).toEqual(["a2", "a9"]);
  });

  it("stops everything that streams", async () => {
    const fake = createFakeChatBackend(streaming);
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    await store.stop();
    expect(fake.state.calls.at(-1)).toEqual(["stop", { messageId: "a2" }]);
  });

  it("loads a message far up with all that is below it, once", async () => {
    const ids = Array.from(
      { length: 9 },
      (_, at) => `${at % 2 ? "a" : "u"}${at}`,
    );
    const fake = createFakeChatBackend(branch(...ids));
    fake.state.pageSize = 2;
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    await store.reveal("a3");
    const shown = store.getState().messages.map(({ id }) => id);
    expect(shown).toEqual(ids.slice(-shown.length));
    expect(shown).toContain("a3");
    expect(store.getState().hasOlder).toBe(shown.length < ids.length);
    const calls = fake.state.calls.length;
    await store.reveal("a3");
    expect(fake.state.calls).toHaveLength(calls);
  });

  it("loads older pages in front, however often it is asked at once", async () => {
    const fake = createFakeChatBackend(branch("u1", "a1", "u2", "a2"));
    fake.state.pageSize = 2;
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    expect(ids(store)).toEqual(["u2", "a2"]);
    await Promise.all([store.loadOlder(), store.loadOlder()]);
    expect(ids(store)).toEqual(["u1", "a1", "u2", "a2"]);
    expect(store.getState().hasOlder).toBe(false);
  });

  it("keeps a change on show while the backend still tells of what was before it", async () => {
    const fake = createFakeChatBackend(branch("u1"));
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    const first = store.update({ title: "First" });
    const second = store.update({ title: "Second" });
    const titles: unknown[] = [];
    store.subscribe(({ conversation: now }) => titles.push(now?.title));
    fake.tell({ type: "conversation", conversation: conversation() });
    fake.draw();
    await Promise.all([first, second]);
    expect(new Set(titles)).toEqual(new Set(["Second"]));
  });

  it("takes back a change that the backend refused", async () => {
    const fake = createFakeChatBackend(branch("u1"));
    const store = createChatStore("c", fake.backend);
    store.watch();
    await fake.connect();
    fake.state.failNext = new Error("full disk");
    const update = store.update({ title: "Other" });
    expect(store.getState().conversation?.title).toBe("Other");
    await expect(update).rejects.toThrow("full disk");
    expect(store.getState().conversation?.title).toBe("Title");
  });
});
