import { expect, test } from "vitest";
import {
  diffModels,
  isEmptyDifference,
} from "#main/domain/model-changes/diff-models.ts";
import { aModel } from "#tests/fakes/models.ts";

test("added, removed and re-priced models are told apart", () => {
  const before = [
    aModel("a:kept", { price: { input: "0.0000010", output: "1" } }),
    aModel("a:dearer", { price: { input: "0.1", output: "1" } }),
    aModel("a:gone"),
    aModel("a:now-known"),
  ];
  const after = [
    aModel("a:kept", { price: { input: "1e-6", output: "1.0" } }),
    aModel("a:dearer", { price: { input: "0.2", output: "1" } }),
    aModel("a:new"),
    aModel("a:now-known", { price: { output: "3" } }),
  ];
  expect(diffModels(before, after)).toEqual({
    added: ["a:new"],
    removed: ["a:gone"],
    repriced: [
      {
        ref: "a:dearer",
        before: { input: "0.1", output: "1" },
        after: { input: "0.2", output: "1" },
      },
      { ref: "a:now-known", before: {}, after: { output: "3" } },
    ],
  });
  expect(isEmptyDifference(diffModels(before, before))).toBe(true);
});
