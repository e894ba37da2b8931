import { expect, test } from "vitest";
import { allowsModel } from "#main/domain/policy/allows-model.ts";

test("no list allows all; a pattern matches the upstream id or the whole id", () => {
  expect(allowsModel("a", undefined, "x/y:free")).toBe(true);
  expect(allowsModel("a", ["x/*"], "x/y:free")).toBe(true);
  expect(allowsModel("a", ["a:x/*"], "x/y:free")).toBe(true);
  expect(allowsModel("a", ["b:*", "z*"], "x/y:free")).toBe(false);
  expect(allowsModel("a", [], "x")).toBe(false);
});
