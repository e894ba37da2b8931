import fc from "fast-check";
import { expect, test } from "vitest";
import {
  rankModels,
  type Verdict,
} from "#main/domain/leaderboard/bradley-terry.ts";

const best = (models: string[], winner: string): Verdict => ({
  models,
  outcome: { best: winner },
});
const times = (count: number, verdict: Verdict): Verdict[] =>
  Array.from({ length: count }, () => verdict);

test("the one that wins more stands above, with odds that fit the votes", () => {
  const votes = [
    ...times(75, best(["a", "b"], "a")),
    ...times(25, best(["a", "b"], "b")),
  ];
  const [first, second] = rankModels(votes);
  expect([first?.model, second?.model]).toEqual(["a", "b"]);
  // Odds of 3 to 1 are 191 points.
  expect((first?.rating ?? 0) - (second?.rating ?? 0)).toBeCloseTo(191, -1);
});

test("strength is transitive over models that never met", () => {
  const votes = [
    ...times(20, best(["a", "b"], "a")),
    ...times(20, best(["b", "c"], "b")),
  ];
  expect(rankModels(votes).map((standing) => standing.model)).toEqual([
    "a",
    "b",
    "c",
  ]);
});

test("ties draw together, all bad ranks nobody, both are counted", () => {
  const votes: Verdict[] = [
    ...times(10, { models: ["a", "b"], outcome: "tie" }),
    ...times(5, { models: ["a", "b"], outcome: "all-bad" }),
  ];
  const [a, b] = rankModels(votes);
  expect(a?.rating).toBeCloseTo(b?.rating ?? 0, 6);
  expect(a).toMatchObject({ model: "a", votes: 15, wins: 0, ties: 10 });
});

test("more votes narrow the interval", () => {
  const widths = [4, 40, 400].map((count) => {
    const [first] = rankModels(
      [best(["a", "b"], "a"), best(["a", "b"], "b")].flatMap((vote) =>
        times(count, vote),
      ),
    );
    return (first?.high ?? 0) - (first?.low ?? 0);
  });
  expect(widths[0]).toBeGreaterThan((widths[1] ?? 0) * 2);
  expect(widths[1]).toBeGreaterThan((widths[2] ?? 0) * 2);
});

test("any votes give finite ratings inside their intervals", () => {
  const names = ["a", "b", "c", "d"];
  const verdict = fc.subarray(names, { minLength: 2 }).chain((models) =>
    fc.record({
      models: fc.constant(models),
      outcome: fc.oneof(
        fc.constant<"tie">("tie"),
        fc.constant<"all-bad">("all-bad"),
        fc.constantFrom(...models).map((winner) => ({ best: winner })),
      ),
    }),
  );
  fc.assert(
    fc.property(fc.array(verdict, { maxLength: 40 }), (votes) => {
      for (const { rating, low, high } of rankModels(votes)) {
        expect(Number.isFinite(rating)).toBe(true);
        expect(low).toBeLessThanOrEqual(rating);
        expect(high).toBeGreaterThanOrEqual(rating);
      }
    }),
  );
});
