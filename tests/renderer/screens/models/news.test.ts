import { expect, test } from "vitest";
import { newsText } from "#renderer/screens/models/news.ts";

const nothing = { added: [], removed: [], repriced: [], at: "" };

test("news are counted by what they mean for the purse", () => {
  expect(
    newsText({
      ...nothing,
      added: ["a:1", "a:2", "a:3"],
      removed: ["a:4", "a:5"],
      repriced: [
        { ref: "a:6", before: { input: "0.2" }, after: { input: "0.1" } },
        {
          ref: "a:7",
          before: { input: "0.1", output: "0.1" },
          after: { input: "0.1", output: "0.2" },
        },
      ],
    }),
  ).toBe("3 new, 1 cheaper, 1 dearer, 2 gone");
});

test("a price that was not known before is neither cheaper nor dearer", () => {
  expect(
    newsText({
      ...nothing,
      repriced: [{ ref: "a:1", before: {}, after: { input: "0.1" } }],
    }),
  ).toBe("");
});
