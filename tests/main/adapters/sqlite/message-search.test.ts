import { expect, it, test } from "vitest";
import { excerpt } from "#main/adapters/sqlite/message-search.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const time = "2026-01-01T00:00:00.000Z";

function storeWith(texts: readonly string[]) {
  const { store } = temporaryStore();
  const { conversations } = store;
  conversations.insert({
    id: "c",
    title: "A chat",
    pinned: false,
    systemPrompt: "",
    parameters: {},
    costNanoUsd: 0,
    createdAt: time,
    updatedAt: time,
  });
  texts.forEach((text, index) =>
    conversations.insertMessage({
      id: `m${index}`,
      conversationId: "c",
      ...(index === 0 ? {} : { parentId: `m${index - 1}` }),
      role: index % 2 === 0 ? "user" : "assistant",
      parts: [{ type: "text", text }],
      status: "complete",
      createdAt: time,
    }),
  );
  return conversations;
}

const texts = [
  "Where do HERONS nest?",
  "Im Straßencafé, sagt man.",
  "資料庫索引就像書末的索引",
  "100 % sure, said the_heron",
  "x",
];

test.each([
  ["herons", ["m0"]],
  ["heron", ["m3", "m0"]],
  ["strassencafe", []],
  ["straßencafe", ["m1"]],
  ["索引", ["m2"]],
  ["書末的", ["m2"]],
  ["0 %", ["m3"]],
  ["%", ["m3"]],
  ["_h", ["m3"]],
  ["x", ["m4"]],
  ['"', []],
])("%j finds %j, newest first", (search, ids) => {
  const hits = storeWith(texts).searchMessages({ search, limit: 10 });
  expect(hits.map(({ messageId }) => messageId)).toEqual(ids);
});

it("tells chat, role and the place, and leaves out what was removed", () => {
  const conversations = storeWith(texts);
  const find = () => conversations.searchMessages({ search: "nest", limit: 1 });
  expect(find()).toEqual([
    {
      conversationId: "c",
      title: "A chat",
      messageId: "m0",
      role: "user",
      createdAt: time,
      before: "Where do HERONS ",
      match: "nest",
      after: "?",
    },
  ]);
  conversations.setRemoved("c", time);
  expect(find()).toEqual([]);
});

it("counts what stands below a message on its path, and nothing on another one", () => {
  const conversations = storeWith(texts);
  expect(conversations.countBelow("m1", "m4")).toBe(3);
  expect(conversations.countBelow("m4", "m4")).toBe(0);
  expect(conversations.countBelow("m4", "m1")).toBeUndefined();
});

it("cuts a long text around the place, on one line", () => {
  const text = `${"before ".repeat(20)}\n\nthe Place\n\n${"after ".repeat(60)}`;
  const found = excerpt(text, "the place");
  expect(found.match).toBe("the Place");
  expect(found.before).toMatch(/^….{1,40}$/);
  expect(found.after.length).toBeLessThanOrEqual(120);
  expect(excerpt("nothing here", "elsewhere")).toEqual({
    before: "",
    match: "",
    after: "nothing here",
  });
});
