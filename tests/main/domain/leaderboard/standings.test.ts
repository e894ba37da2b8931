import { expect, test } from "vitest";
import { countedVotes, standings } from "#main/domain/leaderboard/standings.ts";
import type { Vote, VotedReply } from "#shared/compare/comparison.ts";

function vote(
  replies: readonly (Partial<VotedReply> & { model: string })[],
  outcome: Vote["outcome"],
): Vote {
  return {
    id: "v",
    comparisonId: "c",
    prompt: "",
    tags: [],
    replies: replies.map((reply, place) => ({
      columnId: `column-${place}`,
      messageId: `message-${place}`,
      ...reply,
    })),
    outcome,
    blind: false,
    createdAt: "2026-01-01T00:00:00.000Z",
  };
}

test("the winner by column stands first, with medians over what is known", () => {
  const votes = [1, 3, 100].map((costNanoUsd) =>
    vote([{ model: "a", costNanoUsd, firstTokenMs: 5 }, { model: "b" }], {
      best: "column-0",
    }),
  );
  const [first, second] = standings(votes);
  expect(first).toMatchObject({
    model: "a",
    wins: 3,
    costNanoUsd: 3,
    firstTokenMs: 5,
  });
  expect(first).not.toHaveProperty("tokensPerSecond");
  expect(second).toMatchObject({ model: "b", votes: 3, wins: 0 });
  expect(second).not.toHaveProperty("costNanoUsd");
});

test("an even number of figures has its median in the middle", () => {
  const votes = [10, 20].map((tokensPerSecond) =>
    vote([{ model: "a", tokensPerSecond }, { model: "b" }], "tie"),
  );
  expect(standings(votes)[0]).toMatchObject({ tokensPerSecond: 15 });
});

test("two columns of one model say nothing about models", () => {
  const same = vote([{ model: "a" }, { model: "a" }], { best: "column-1" });
  expect(countedVotes([same])).toEqual([]);
  expect(standings([same])).toEqual([]);
});
