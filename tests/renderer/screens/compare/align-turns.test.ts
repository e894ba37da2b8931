import { expect, test } from "vitest";
import { alignTurns } from "#renderer/screens/compare/align-turns.ts";

function asked(text: string, second: number) {
  const createdAt = new Date(second * 1_000).toISOString();
  return { question: { parts: [{ type: "text" as const, text }], createdAt } };
}

function places(columns: ReturnType<typeof asked>[][]): (string | null)[][] {
  return alignTurns(columns).map((turns) =>
    turns.map((turn) => {
      const part = turn?.question.parts[0];
      return part?.type === "text" ? part.text : null;
    }),
  );
}

test("a column that was added later stands beside the turns that it was asked", () => {
  const old = [asked("one", 1), asked("two", 2), asked("three", 9)];
  const added = [asked("three", 9.001)];
  expect(places([old, added])).toEqual([
    ["one", "two", "three"],
    [null, null, "three"],
  ]);
});

test("a column that was left out of a turn does not shift", () => {
  const all = [asked("one", 1), asked("two", 2), asked("three", 3)];
  const leftOut = [asked("one", 1.001), asked("three", 3.001)];
  expect(places([leftOut, all])).toEqual([
    ["one", null, "three"],
    ["one", "two", "three"],
  ]);
});

test("the last prompt asked again of a new column is the same turn", () => {
  const old = [asked("one", 1), asked("two", 2)];
  const added = [asked("one", 1), asked("two", 60)];
  expect(places([old, added])).toEqual([
    ["one", "two"],
    ["one", "two"],
  ]);
});

test("the same words twice are two turns, and who was left out joins the later one", () => {
  const all = [asked("go on", 1), asked("go on", 2)];
  const once = [asked("go on", 2.001)];
  expect(places([all, once])).toEqual([
    ["go on", "go on"],
    [null, "go on"],
  ]);
});

test("a turn of one column alone has its own place", () => {
  const left = [asked("one", 1), asked("only left", 2)];
  const right = [asked("one", 1.001), asked("only right", 3)];
  expect(places([left, right])).toEqual([
    ["one", "only left"],
    ["one", null, "only right"],
  ]);
});
