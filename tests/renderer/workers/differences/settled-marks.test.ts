import { expect, test } from "vitest";
import { findDifferences } from "#renderer/workers/differences/differences.ts";
import type { Block } from "#renderer/workers/differences/passages.ts";
import { settledMarks } from "#renderer/workers/differences/settled-marks.ts";

const prose = (...texts: string[]): Block[] =>
  texts.map((text) => ({ kind: "prose", text }));

function marked(columns: Block[][], writing: boolean[]): string[][] {
  const found = findDifferences({ columns, detail: "words", base: "group" });
  return settledMarks(found, columns, writing).map((marks, index) =>
    marks.map(
      ({ kind, block, start, end }) =>
        `${kind}: ${columns[index]?.[block]?.text.slice(start, end)}`,
    ),
  );
}

const whole = prose(
  "Cold water draws out fewer acids.",
  "Write the date on the bottle.",
);

test("what a writing column has not come to yet is nobody's own", () => {
  const begun = prose("Cold water draws");
  expect(marked([whole, begun], [false, true])).toEqual([[], []]);
});

test("once it has gone past, and once it has ended, it is", () => {
  const past = prose(
    "Cold water draws out fewer acids.",
    "Something quite different stands here instead of that.",
    "And",
  );
  const own = ["own: Write the date on the bottle."];
  expect(marked([whole, past], [false, true])[0]).toEqual(own);
  const ended = prose("Cold water draws out fewer acids.");
  expect(marked([whole, ended], [false, false])[0]).toEqual(own);
});
