import { expect, test } from "vitest";
import {
  emptySetDraft,
  formatOfFile,
  readDraft,
} from "#renderer/screens/compare/set-draft.ts";

const draft = { ...emptySetDraft, models: ["demo:simulated-fast"] };

test("fields become values; money keeps its cents", () => {
  expect(readDraft({ ...draft, concurrency: " 8 ", budget: "$2.50" })).toEqual({
    value: {
      models: ["demo:simulated-fast"],
      concurrency: 8,
      budgetNanoUsd: 2_500_000_000,
      assertions: [],
    },
  });
  expect(readDraft(draft)).toMatchObject({
    value: { budgetNanoUsd: undefined },
  });
});

test("each field that is wrong has a sentence of its own", () => {
  const wrong = { ...emptySetDraft, concurrency: "33", budget: "2,50" };
  expect(readDraft(wrong)).toEqual({
    problems: {
      models: "Choose at least one model.",
      concurrency: "A whole number from 1 to 32.",
      budget: "An amount such as 2.50, or nothing.",
    },
  });
});

test("a file's name says its form", () => {
  expect(["a.CSV", "b.tsv", "c.jsonl", "d.md"].map(formatOfFile)).toEqual([
    "csv",
    "csv",
    "jsonl",
    "blocks",
  ]);
});
