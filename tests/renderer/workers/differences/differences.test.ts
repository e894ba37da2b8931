import fc from "fast-check";
import { expect, test } from "vitest";
import {
  findDifferences,
  type Mark,
} from "#renderer/workers/differences/differences.ts";
import type { Block } from "#renderer/workers/differences/passages.ts";

const prose = (...texts: string[]): Block[] =>
  texts.map((text) => ({ kind: "prose", text }));

function marked(
  columns: Block[][],
  detail: "sentences" | "words" = "words",
): string[][] {
  const found = findDifferences({ columns, detail, base: "group" });
  return found.columns.map((column, index) =>
    column.marks.map(
      (mark) =>
        `${mark.kind}: ${columns[index]?.[mark.block]?.text.slice(mark.start, mark.end)}`,
    ),
  );
}

test("what all columns say is quiet, whatever its order", () => {
  const one = prose(
    "Cold water draws out fewer acids.",
    "Strain it; fine grounds go on extracting.",
  );
  expect(marked([one, [...one].reverse()])).toEqual([[], []]);
});

test("numbers that disagree are one mark with their unit, other wording another", () => {
  const left = prose(
    "A concentrate keeps in the refrigerator for 7 to 10 days.",
  );
  const right = prose(
    "A concentrate keeps in the cold refrigerator for 2 weeks.",
  );
  expect(marked([left, right])).toEqual([
    ["clash: 7 to 10 days"],
    ["word: cold", "clash: 2 weeks"],
  ]);
});

test("sentences detail keeps disagreeing numbers and leaves wording alone", () => {
  const left = prose("Keep it at 4 degrees in a dark bottle.");
  const right = prose("Keep it at 5 degrees in a glass bottle.");
  expect(marked([left, right], "sentences")).toEqual([
    ["clash: 4 degrees"],
    ["clash: 5 degrees"],
  ]);
});

test("a passage that nobody else has is its own and is counted", () => {
  const shared = "If it smells sour or shows a film, throw it away.";
  const found = findDifferences({
    columns: [
      prose(shared, "Write the date on the bottle."),
      prose(shared),
      prose(shared),
    ],
    detail: "words",
    base: "group",
  });
  expect(found.columns.map((column) => column.ownCount)).toEqual([1, 0, 0]);
  expect(found.columns[0]?.marks).toEqual([
    { kind: "own", block: 1, start: 0, end: 29 },
  ]);
});

test("names inside a sentence are facts, its first word is not one for its capital", () => {
  const left = prose("The treaty was signed in Vienna by both sides.");
  const right = prose("The treaty was signed in Geneva by both sides.");
  expect(marked([left, right])).toEqual([["clash: Vienna"], ["clash: Geneva"]]);
});

test("code is compared line by line and its differences clash", () => {
  const code = (text: string): Block[] => [{ kind: "code", text }];
  expect(
    marked([
      code("const a = 1;\nreturn a + limit;"),
      code("const a = 2;\nreturn a + limit;"),
    ]),
  ).toEqual([["clash: 1"], ["clash: 2"]]);
});

test("Chinese sentences are segmented without spaces", () => {
  const left = prose("冷萃咖啡可以在冰箱里保存七天。请写上日期。");
  const right = prose("冷萃咖啡可以在冰箱里保存两周。请写上日期。");
  const marks = marked([left, right]);
  expect(marks[0]?.join()).toContain("七");
  expect(marks[0]?.join()).not.toContain("日期");
});

test("with a base column the others are compared with it alone", () => {
  const base = prose("It keeps for 7 days in the cold fridge.");
  const same = prose("It keeps for 7 days in the cold fridge.");
  const other = prose("It keeps for 9 days in the cold fridge.");
  const found = findDifferences({
    columns: [base, same, other],
    detail: "words",
    base: 0,
  });
  expect(found.columns.map((column) => column.clashCount)).toEqual([1, 0, 1]);
});

const blocks = fc.array(
  fc.record({
    kind: fc.constantFrom<"prose" | "code">("prose", "code"),
    text: fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            "the",
            "Cat",
            "7",
            "8",
            "sat.",
            "日本",
            "語。",
            "\n",
            "a-b",
            "$3",
          ),
          {
            maxLength: 30,
          },
        )
        .map((words) => words.join(" ")),
    ),
  }),
  { maxLength: 6 },
);

test("marks stay inside their block, in order, without overlap, for any text", () => {
  fc.assert(
    fc.property(fc.array(blocks, { minLength: 2, maxLength: 4 }), (columns) => {
      const found = findDifferences({
        columns,
        detail: "words",
        base: "group",
      });
      found.columns.forEach(({ marks, agreement }, index) => {
        expect(agreement).toBeGreaterThanOrEqual(0);
        expect(agreement).toBeLessThanOrEqual(1);
        let before: Mark | undefined;
        for (const mark of marks) {
          expect(mark.end).toBeGreaterThan(mark.start);
          expect(mark.end).toBeLessThanOrEqual(
            columns[index]?.[mark.block]?.text.length ?? -1,
          );
          if (before?.block === mark.block)
            expect(mark.start).toBeGreaterThanOrEqual(before.end);
          else expect(mark.block).toBeGreaterThanOrEqual(before?.block ?? 0);
          before = mark;
        }
      });
    }),
  );
});

test("two columns find the same differences whichever stands first", () => {
  fc.assert(
    fc.property(blocks, blocks, (left, right) => {
      const [l, r] = findDifferences({
        columns: [left, right],
        detail: "words",
        base: "group",
      }).columns;
      const [r2, l2] = findDifferences({
        columns: [right, left],
        detail: "words",
        base: "group",
      }).columns;
      expect([l2, r2]).toEqual([l, r]);
    }),
  );
});

test("equal columns agree wholly", () => {
  fc.assert(
    fc.property(blocks, (column) => {
      const found = findDifferences({
        columns: [column, column],
        detail: "words",
        base: "group",
      });
      expect(
        found.columns.map(({ marks, agreement }) => ({ marks, agreement })),
      ).toEqual([
        { marks: [], agreement: 1 },
        { marks: [], agreement: 1 },
      ]);
    }),
  );
});

test("a temperature is one fact with its sign, however it is spaced", () => {
  const left = prose("Keep it at 4 °C or below.");
  const right = prose("Keep it at 5 °C or below.");
  expect(marked([left, right])).toEqual([["clash: 4 °C"], ["clash: 5 °C"]]);
});

const rows = (...texts: string[]): Block[] =>
  texts.map((text) => ({ kind: "row", text }));

test("a table row is one passage, and facts of two cells are two marks", () => {
  const left = rows("Plan\tPrice\tDays", "Basic plan\t$5\t30", "Gift\tnone\t");
  const right = rows("Plan\tPrice\tDays", "Basic plan\t$7\t14");
  expect(marked([left, right])).toEqual([
    ["clash: $5", "clash: 30", "own: Gift\tnone"],
    ["clash: $7", "clash: 14"],
  ]);
});

test("the first word of a cell is no name for its capital", () => {
  const left = rows("Storage\tLocal disk only");
  const right = rows("Storage\tRemote disk only");
  expect(marked([left, right])).toEqual([["word: Local"], ["word: Remote"]]);
});
