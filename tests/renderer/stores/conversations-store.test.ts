import { describe, expect, it } from "vitest";
import {
  createConversationsStore,
  type ListedConversation,
} from "#renderer/stores/conversations-store.ts";
import { conversation } from "./fake-chat-backend.ts";

type Client = Parameters<typeof createConversationsStore>[0];

function fakeClient(count: number) {
  let rows: ListedConversation[] = Array.from(
    { length: count },
    (_, index) => ({
      ...conversation({ id: `c${index}`, title: `Chat ${index}` }),
      streaming: false,
    }),
  );
  const removed = new Map<string, ListedConversation>();
  const state = { lists: 0, fail: false };
  const client = {
    list: (input: { search?: string; offset: number; limit: number }) => {
      state.lists += 1;
      const found = rows.filter(({ title }) =>
        title.includes(input.search ?? ""),
      );
      return Promise.resolve({
        conversations: found.slice(input.offset, input.offset + input.limit),
        total: found.length,
      });
    },
    search: ({ search }: { search: string }) => {
      const hits = rows
        .filter(({ id }) => id.includes(search))
        .map(({ id }) => ({ messageId: `message of ${id}` }));
      return Promise.resolve({ hits, hasMore: false });
    },
    update: (change: { id: string }) => {
      if (state.fail) return Promise.reject(new Error("full disk"));
      rows = rows.map((row) =>
        row.id === change.id ? { ...row, ...change } : row,
      );
      return Promise.resolve(rows[0]);
    },
    remove: ({ id }: { id: string }) => {
      if (state.fail) return Promise.reject(new Error("full disk"));
      const row = rows.find((each) => each.id === id);
      if (row !== undefined) removed.set(id, row);
      rows = rows.filter((each) => each.id !== id);
      return Promise.resolve();
    },
    restore: ({ id }: { id: string }) => {
      const row = removed.get(id);
      if (row !== undefined) rows = [row, ...rows];
      return Promise.resolve(row);
    },
  };
  return { client: client as unknown as Client, state };
}

describe("the list of conversations", () => {
  it("finds titles and messages alike, and forgets both with the search", async () => {
    const { client } = fakeClient(3);
    const list = createConversationsStore(client);
    await list.setSearch("c1");
    expect(list.getState()).toMatchObject({
      rows: [],
      hits: [{ messageId: "message of c1" }],
      shownSearch: "c1",
    });
    await list.setSearch("");
    expect(list.getState()).toMatchObject({ hits: [], total: 3 });
  });

  it("holds only what was looked at, and all of that after a reload", async () => {
    const { client } = fakeClient(1_250);
    const list = createConversationsStore(client);
    await list.reload();
    expect(list.getState().rows).toHaveLength(200);
    expect(list.getState().total).toBe(1_250);
    for (let page = 0; page < 4; page += 1) await list.loadMore();
    expect(list.getState().rows).toHaveLength(1_000);
    await list.reload();
    expect(list.getState().rows).toHaveLength(1_000);
    await Promise.all([list.loadMore(), list.loadMore()]);
    await list.loadMore();
    expect(new Set(list.getState().rows.map(({ id }) => id)).size).toBe(1_250);
  });

  it("answers many changes with one more reading", async () => {
    const { client, state } = fakeClient(3);
    const list = createConversationsStore(client);
    await Promise.all(Array.from({ length: 20 }, () => list.reload()));
    expect(state.lists).toBe(2);
  });

  it("shows what was searched for last, whichever answer came first", async () => {
    const { client } = fakeClient(120);
    const list = createConversationsStore(client);
    await list.reload();
    await Promise.all([list.setSearch("Chat 1"), list.setSearch("Chat 11")]);
    expect(list.getState().rows.map(({ title }) => title)).toEqual([
      "Chat 11",
      "Chat 110",
      "Chat 111",
      "Chat 112",
      "Chat 113",
      "Chat 114",
      "Chat 115",
      "Chat 116",
      "Chat 117",
      "Chat 118",
      "Chat 119",
    ]);
  });

  it("hides a removed one at once and brings it back", async () => {
    const { client } = fakeClient(3);
    const list = createConversationsStore(client);
    await list.reload();
    const removing = list.remove("c1");
    expect(list.getState().rows.map(({ id }) => id)).toEqual(["c0", "c2"]);
    await removing;
    await list.restore("c1");
    expect(list.getState().rows.map(({ id }) => id)).toContain("c1");
  });

  it("takes back a removal or a name that was refused", async () => {
    const { client, state } = fakeClient(3);
    const list = createConversationsStore(client);
    await list.reload();
    state.fail = true;
    await expect(list.remove("c1")).rejects.toThrow("full disk");
    await expect(list.rename("c1", "Other")).rejects.toThrow("full disk");
    expect(list.getState().rows[1]?.title).toBe("Chat 1");
    expect(list.getState().total).toBe(3);
  });
});
