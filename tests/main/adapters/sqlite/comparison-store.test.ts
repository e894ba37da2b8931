import { describe, expect, test } from "vitest";
import {
  aColumn,
  aComparison,
  aHiddenConversation,
} from "#tests/fakes/comparisons.ts";
import { aMessage } from "#tests/fakes/messages.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";
import type { Vote } from "#shared/compare/comparison.ts";

const all = { offset: 0, limit: 50 };

function stored() {
  const opened = temporaryStore();
  const { comparisons, conversations } = opened.store;
  comparisons.insert(aComparison(), [
    aColumn("left", "comparison-1"),
    aColumn("right", "comparison-1", {
      column: {
        id: "right",
        conversationId: "right-conversation",
        model: "b:m",
        systemPrompt: "Be brief.",
        parameters: { temperature: 0 },
      },
    }),
  ]);
  return { ...opened, comparisons, conversations };
}

describe("columns", () => {
  test("survive a restart whole and in order; their conversations are hidden", () => {
    const { reopen } = stored();
    const { comparisons, conversations } = reopen();
    expect(comparisons.get("comparison-1").columns).toEqual([
      { id: "left", conversationId: "left-conversation", model: "a:m" },
      {
        id: "right",
        conversationId: "right-conversation",
        model: "b:m",
        systemPrompt: "Be brief.",
        parameters: { temperature: 0 },
      },
    ]);
    expect(conversations.list(all)).toEqual({ conversations: [], total: 0 });
    expect(conversations.get("left-conversation").comparisonId).toBe(
      "comparison-1",
    );
  });

  test("go, come back where they were, and can change places", () => {
    const { comparisons } = stored();
    const ids = () =>
      comparisons.get("comparison-1").columns.map(({ id }) => id);
    comparisons.setColumnRemoved("comparison-1", "left", "2026-02-01");
    expect(ids()).toEqual(["right"]);
    comparisons.setColumnRemoved("comparison-1", "left", null);
    expect(ids()).toEqual(["left", "right"]);
    comparisons.orderColumns("comparison-1", ["right", "left"]);
    comparisons.addColumn("comparison-1", aColumn("third", "comparison-1"));
    expect(ids()).toEqual(["right", "left", "third"]);
  });

  test("lose their own settings when they are put without them", () => {
    const { comparisons } = stored();
    const [, right] = comparisons.get("comparison-1").columns;
    const plain = {
      id: "right",
      conversationId: right?.conversationId ?? "",
      model: "c:m",
    };
    comparisons.putColumn(plain);
    expect(comparisons.get("comparison-1").columns[1]).toEqual(plain);
  });

  test("an insertion that fails in the middle leaves nothing", () => {
    const { comparisons } = stored();
    const twice = [aColumn("new", "other"), aColumn("left", "other")];
    expect(() =>
      comparisons.insert(aComparison({ id: "other" }), twice),
    ).toThrow(expect.objectContaining({ code: "conflict" }));
    expect(() => comparisons.get("other")).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
  });
});

describe("finding", () => {
  function search(text: string) {
    const { comparisons, conversations } = stored();
    comparisons.update("comparison-1", { title: "Größe" }, "2026-01-02");
    conversations.insertMessage(
      aMessage({
        conversationId: "left-conversation",
        parts: [{ type: "text", text: 'Was kostet "ÄPFEL" in 東京?' }],
      }),
    );
    const reply = aMessage({
      conversationId: "right-conversation",
      role: "assistant",
      status: "streaming",
      parts: [],
    });
    conversations.insertMessage(reply);
    conversations.updateMessage(reply.id, {
      status: "complete",
      parts: [
        { type: "reasoning", text: "Hidden thought" },
        { type: "text", text: "About 100% of 5_000 yen." },
      ],
    });
    return comparisons.list({ ...all, search: text }).total;
  }

  test.each([
    ["grösse", 1],
    ["größe", 1],
    ["äpfel", 1],
    ["apfel", 1],
    ['"Äpfel"', 1],
    ["東京", 1],
    ["5_0", 1],
    ["0%", 1],
    ["5%", 0],
    ["hidden", 0],
    ["pear", 0],
  ])("%s matches %i", (text, matches) => {
    expect(search(text)).toBe(matches);
  });

  test("a purged comparison leaves no conversation and no text behind", () => {
    const { comparisons, conversations } = stored();
    const text = { conversationId: "left-conversation" };
    conversations.insertMessage(aMessage(text));
    comparisons.setRemoved("comparison-1", "2026-01-02");
    expect(comparisons.list(all).total).toBe(0);
    expect(comparisons.purge("2026-01-03")).toBe(1);
    expect(() => conversations.get("left-conversation")).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
    expect(comparisons.list({ ...all, search: "Hello" }).total).toBe(0);
  });

  test("tags narrow the list and are told most used first", () => {
    const { comparisons } = stored();
    comparisons.insert(aComparison({ id: "two", tags: ["b"] }), []);
    comparisons.update("comparison-1", { tags: ["a", "b"] }, "2026-01-02");
    expect(comparisons.tags()).toEqual(["b", "a"]);
    expect(comparisons.list({ ...all, tag: "a" }).total).toBe(1);
    expect(comparisons.list({ ...all, tag: "b" }).total).toBe(2);
  });
});

test("the cost is the sum over columns and merges", () => {
  const { comparisons, conversations } = stored();
  const usage = { inputTokens: 1, outputTokens: 1, costNanoUsd: 7 };
  conversations.insert(aHiddenConversation("merge", "comparison-1"));
  for (const conversationId of ["left-conversation", "merge"])
    conversations.insertMessage(
      aMessage({ conversationId, role: "assistant", usage }),
    );
  conversations.update("merge", { leafId: "reply" }, "2026-01-02");
  expect(comparisons.get("comparison-1").costNanoUsd).toBe(14);
  expect(comparisons.merges("comparison-1")).toEqual([
    {
      conversationId: "merge",
      messageId: "reply",
      model: "a:m",
      createdAt: "2026-01-01T00:00:00.000Z",
    },
  ]);
});

describe("votes", () => {
  const vote: Vote = {
    id: "vote-1",
    comparisonId: "comparison-1",
    prompt: "Why?",
    tags: [],
    replies: [{ columnId: "left", messageId: "reply-1", model: "a:m" }],
    outcome: { best: "left" },
    blind: true,
    createdAt: "2026-01-01T00:00:00.000Z",
  };

  test("outlive their comparison, and follow its tags until then", () => {
    const { comparisons } = stored();
    comparisons.addVote(vote, []);
    comparisons.update("comparison-1", { tags: ["code"] }, "2026-01-02");
    comparisons.setRemoved("comparison-1", "2026-01-02");
    comparisons.purge("2026-01-03");
    expect(comparisons.votes({ tag: "code" })).toEqual([
      { ...vote, tags: ["code"] },
    ]);
    expect(comparisons.voteTags()).toEqual(["code"]);
    expect(comparisons.votes({ tag: "other" })).toEqual([]);
  });

  test("a later one takes the place of the ones it replaces", () => {
    const { comparisons } = stored();
    comparisons.addVote(vote, []);
    const second = { ...vote, id: "vote-2", outcome: "tie" as const };
    comparisons.addVote(second, ["vote-1"]);
    expect(comparisons.votes({ comparisonId: "comparison-1" })).toEqual([
      second,
    ]);
    comparisons.removeVote("vote-2");
    expect(comparisons.votes({})).toEqual([]);
  });
});
