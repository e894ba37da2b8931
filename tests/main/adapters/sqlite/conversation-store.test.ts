import { describe, expect, it } from "vitest";
import type { Conversation, StoredMessage } from "#shared/chat/conversation.ts";
import type { ServedBy } from "#shared/chat/stream-event.ts";
import type { Store } from "#main/ports/stores.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const time = (second: number) =>
  new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

function conversation(id: string, patch: Partial<Conversation> = {}) {
  return {
    id,
    title: id,
    pinned: false,
    systemPrompt: "",
    parameters: {},
    costNanoUsd: 0,
    createdAt: time(0),
    updatedAt: time(0),
    ...patch,
  } satisfies Conversation;
}

function message(
  id: string,
  parentId: string | undefined,
  patch: Partial<StoredMessage> = {},
): StoredMessage {
  return {
    id,
    conversationId: "c",
    ...(parentId === undefined ? {} : { parentId }),
    role: "user",
    parts: [{ type: "text", text: `text of ${id}` }],
    status: "complete",
    createdAt: time(1),
    ...patch,
  };
}

/** u1 → a1, a2 (regenerated); a2 → u2 → a3; and u1b, an edit of u1. */
function withTree(store: Store): void {
  const { conversations } = store;
  conversations.insert(conversation("c"));
  conversations.insertMessage(message("u1", undefined));
  conversations.insertMessage(message("a1", "u1", { role: "assistant" }));
  conversations.insertMessage(message("a2", "u1", { role: "assistant" }));
  conversations.insertMessage(message("u2", "a2"));
  conversations.insertMessage(message("a3", "u2", { role: "assistant" }));
  conversations.insertMessage(message("u1b", undefined));
}

describe("conversations", () => {
  it("keeps every field over a restart", () => {
    const opened = temporaryStore();
    const full = conversation("c", {
      title: "Réunion",
      pinned: true,
      model: "openrouter:x/y:free",
      cacheChoice: "always",
      systemPrompt: "Be brief.",
      parameters: {
        temperature: 0.5,
        stop: ["\n"],
        reasoning: { effort: "high" },
      },
      leafId: "later",
      costNanoUsd: 12,
      updatedAt: time(9),
    });
    opened.store.conversations.insert(full);
    expect(opened.reopen().conversations.get("c")).toEqual(full);
  });

  it("leaves out of a patch what the patch leaves out", () => {
    const { store } = temporaryStore();
    store.conversations.insert(conversation("c", { model: "m", pinned: true }));
    const changed = store.conversations.update("c", { title: "" }, time(5));
    expect(changed).toEqual(
      conversation("c", {
        title: "",
        model: "m",
        pinned: true,
        updatedAt: time(5),
      }),
    );
    expect(
      store.conversations.update("c", { pinned: false }, time(6)).pinned,
    ).toBe(false);
  });

  it("lists pinned ones first, then by last change, in pages", () => {
    const { conversations } = temporaryStore().store;
    conversations.insert(conversation("old", { updatedAt: time(1) }));
    conversations.insert(conversation("new", { updatedAt: time(3) }));
    conversations.insert(conversation("pinned", { pinned: true }));
    conversations.insert(conversation("middle", { updatedAt: time(2) }));
    const page = (offset: number) =>
      conversations
        .list({ offset, limit: 3 })
        .conversations.map(({ id }) => id);
    expect([...page(0), "|", ...page(3)]).toEqual([
      "pinned",
      "new",
      "middle",
      "|",
      "old",
    ]);
    expect(conversations.list({ offset: 3, limit: 3 }).total).toBe(4);
  });

  it.each([
    ["STRASSE", "Die Straße"],
    ["ΟΔΟΣ", "η οδός"],
    ["привет", "ПРИВЕТ, мир"],
    ["cafe", "Le CAFÉ"],
    ["istanbul", "İSTANBUL"],
    ["ｇｐｔ", "About GPT"],
    ["हिन्दी", "यह हिन्दी है"],
    ["100%", "Up 100% today"],
    ["a_b", "see A_B"],
  ])("finds %s in %s", (search, title) => {
    const { conversations } = temporaryStore().store;
    conversations.insert(conversation("c", { title: "something else" }));
    conversations.update("c", { title }, time(1));
    conversations.insert(conversation("d", { title: "other axb 1000" }));
    const found = conversations.list({ search, offset: 0, limit: 9 });
    expect(found.conversations.map(({ id }) => id)).toEqual(["c"]);
    expect(found.total).toBe(1);
  });

  it("hides, shows again, and purges with all messages only what was hidden long ago", () => {
    const { store } = temporaryStore();
    const { conversations } = store;
    withTree(store);
    conversations.insert(conversation("kept"));
    conversations.setRemoved("c", time(10));
    const shown = () =>
      conversations
        .list({ offset: 0, limit: 9 })
        .conversations.map(({ id }) => id);
    expect(shown()).toEqual(["kept"]);
    expect(conversations.purge(time(10))).toBe(0);
    conversations.setRemoved("c", null);
    expect(shown()).toEqual(["kept", "c"]);
    conversations.setRemoved("c", time(10));
    expect(conversations.purge(time(11))).toBe(1);
    expect(() => conversations.get("c")).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
    expect(() => conversations.message("a3")).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
  });

  // A cascade from message to message would stop at SQLite's limit of 1,000 levels.
  it("purges a conversation of 2,500 messages in a row", () => {
    const { conversations } = temporaryStore().store;
    conversations.insert(conversation("c"));
    for (let index = 0; index < 2_500; index += 1) {
      const parent = index === 0 ? undefined : `m${index - 1}`;
      conversations.insertMessage(
        message(`m${index}`, parent, { role: "assistant" }),
      );
    }
    conversations.setRemoved("c", time(1));
    expect(conversations.purge(time(2))).toBe(1);
    expect(() => conversations.message("m2499")).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
  });

  it("adds up the cost of replies on all branches, as each changes", () => {
    const { store } = temporaryStore();
    const { conversations } = store;
    withTree(store);
    const usage = (costNanoUsd?: number) => ({
      inputTokens: 1,
      outputTokens: 1,
      ...(costNanoUsd === undefined ? {} : { costNanoUsd }),
    });
    conversations.updateMessage("a1", { usage: usage(100) });
    conversations.updateMessage("a2", { usage: usage(7) });
    conversations.updateMessage("a1", { usage: usage(40) });
    conversations.updateMessage("a1", { status: "complete" });
    conversations.insertMessage(
      message("a4", "u2", { role: "assistant", usage: usage(1000) }),
    );
    expect(conversations.get("c").costNanoUsd).toBe(1047);
    conversations.updateMessage("a1", { usage: usage() });
    expect(conversations.get("c").costNanoUsd).toBe(1007);
    expect(conversations.get("c").savedNanoUsd).toBeUndefined();
  });

  it("adds up what the cache has saved, once for each reply", () => {
    const { store } = temporaryStore();
    const { conversations } = store;
    withTree(store);
    const servedBy = (savedNanoUsd?: number): ServedBy => ({
      instance: "i",
      model: "m",
      local: false,
      simulated: false,
      attempt: 0,
      cached: {
        source: "memory",
        ageSeconds: 1,
        ...(savedNanoUsd === undefined ? {} : { savedNanoUsd }),
      },
    });
    conversations.updateMessage("a1", { servedBy: servedBy(40) });
    conversations.updateMessage("a1", { status: "complete" });
    conversations.updateMessage("a2", { servedBy: servedBy() });
    conversations.insertMessage(
      message("a4", "u2", { role: "assistant", servedBy: servedBy(2) }),
    );
    expect(conversations.get("c")).toMatchObject({
      costNanoUsd: 0,
      savedNanoUsd: 42,
    });
  });
});

describe("messages", () => {
  it("keeps every field over a restart, lone surrogates included", () => {
    const opened = temporaryStore();
    opened.store.conversations.insert(conversation("c"));
    const full: StoredMessage = message("m", undefined, {
      role: "assistant",
      status: "failed",
      model: "demo:a",
      parts: [{ type: "text", text: "half \ud83d and \0 nul" }],
      servedBy: {
        instance: "demo",
        model: "a",
        local: true,
        simulated: true,
        attempt: 1,
      },
      finishReason: "error",
      usage: { inputTokens: 3, outputTokens: 4 },
      timings: { firstTokenMs: 1.5, totalMs: 9 },
      error: {
        code: "overloaded",
        message: "x",
        retryable: true,
        data: { status: 503 },
      },
    });
    opened.store.conversations.insertMessage(full);
    expect(opened.reopen().conversations.message("m")).toEqual({
      ...full,
      siblingIds: ["m"],
    });
  });

  it("reads a path from the root and a branch with siblings in order of creation", () => {
    const { store } = temporaryStore();
    withTree(store);
    const { conversations } = store;
    expect(conversations.path("a3").map(({ id }) => id)).toEqual([
      "u1",
      "a2",
      "u2",
      "a3",
    ]);
    const { messages, hasMore } = conversations.branch({
      leafId: "a3",
      limit: 10,
    });
    expect(messages.map(({ id, siblingIds }) => [id, siblingIds])).toEqual([
      ["u1", ["u1", "u1b"]],
      ["a2", ["a1", "a2"]],
      ["u2", ["u2"]],
      ["a3", ["a3"]],
    ]);
    expect(hasMore).toBe(false);
  });

  it("pages a branch towards the root", () => {
    const { store } = temporaryStore();
    withTree(store);
    const page = (before?: string) => {
      const { messages, hasMore } = store.conversations.branch({
        leafId: "a3",
        limit: 2,
        ...(before === undefined ? {} : { before }),
      });
      return [messages.map(({ id }) => id), hasMore];
    };
    expect(page()).toEqual([["u2", "a3"], true]);
    expect(page("u2")).toEqual([["u1", "a2"], false]);
    expect(page("u1")).toEqual([[], false]);
  });

  it("does not mix roots of different conversations", () => {
    const { store } = temporaryStore();
    withTree(store);
    store.conversations.insert(conversation("d"));
    store.conversations.insertMessage(
      message("other", undefined, { conversationId: "d" }),
    );
    expect(store.conversations.message("other").siblingIds).toEqual(["other"]);
    expect(() =>
      store.conversations.insertMessage(
        message("stray", "a1", { conversationId: "d" }),
      ),
    ).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  it("follows the newest child down to the leaf", () => {
    const { store } = temporaryStore();
    withTree(store);
    expect(store.conversations.newestLeaf("u1")).toBe("a3");
    expect(store.conversations.newestLeaf("a1")).toBe("a1");
    store.conversations.insertMessage(
      message("a5", "u1", { role: "assistant" }),
    );
    expect(store.conversations.newestLeaf("u1")).toBe("a5");
  });

  it("marks what still streams as interrupted and keeps its text", () => {
    const opened = temporaryStore();
    withTree(opened.store);
    opened.store.conversations.insertMessage(
      message("s", "u2", { role: "assistant", status: "streaming", parts: [] }),
    );
    opened.store.conversations.updateMessage("s", {
      parts: [{ type: "text", text: "partial" }],
    });
    const store = opened.reopen();
    expect(store.conversations.markInterrupted()).toEqual(["s"]);
    expect(store.conversations.markInterrupted()).toEqual([]);
    expect(store.conversations.message("s")).toMatchObject({
      status: "interrupted",
      parts: [{ type: "text", text: "partial" }],
    });
  });

  it.each([
    ["message", (store: Store) => store.conversations.message("none")],
    [
      "updateMessage",
      (store: Store) => store.conversations.updateMessage("none", {}),
    ],
    ["path", (store: Store) => store.conversations.path("none")],
    [
      "branch",
      (store: Store) =>
        store.conversations.branch({ leafId: "none", limit: 1 }),
    ],
    [
      "branch before",
      (store: Store) =>
        store.conversations.branch({ leafId: "a3", before: "none", limit: 1 }),
    ],
    ["newestLeaf", (store: Store) => store.conversations.newestLeaf("none")],
    [
      "update",
      (store: Store) => store.conversations.update("none", {}, time(1)),
    ],
    [
      "setRemoved",
      (store: Store) => store.conversations.setRemoved("none", null),
    ],
    [
      "insertMessage",
      (store: Store) =>
        store.conversations.insertMessage(
          message("x", undefined, { conversationId: "none" }),
        ),
    ],
  ])("%s answers not-found for an unknown id", (_, call) => {
    const { store } = temporaryStore();
    withTree(store);
    expect(() => call(store)).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
  });

  it("refuses an id that is taken as a conflict and keeps the first", () => {
    const { store } = temporaryStore();
    withTree(store);
    expect(() =>
      store.conversations.insertMessage(message("a1", "u1")),
    ).toThrow(expect.objectContaining({ code: "conflict" }));
    expect(store.conversations.message("a1").role).toBe("assistant");
  });
});
