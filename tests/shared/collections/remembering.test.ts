import { expect, test } from "vitest";
import { remembering } from "#shared/collections/remembering.ts";

test("each result is made once until too many are kept", () => {
  const asked: string[] = [];
  const length = remembering((text) => {
    asked.push(text);
    return { length: text.length };
  }, 2);
  expect(length("a")).toBe(length("a"));
  expect([length("bb"), length("ccc"), length("a")]).toEqual([
    { length: 2 },
    { length: 3 },
    { length: 1 },
  ]);
  expect(asked).toEqual(["a", "bb", "ccc", "a"]);
});
