import { describe, expect, test } from "vitest";
import { indexModels } from "#renderer/components/model-list/search.ts";
import {
  pickerRows,
  stepRow,
} from "#renderer/components/model-picker/picker-rows.ts";
import { modelFixture } from "../../model-fixtures.ts";

const index = indexModels([
  modelFixture("a:old", { created: 1 }),
  modelFixture("a:new", { created: 2 }),
  modelFixture("here:local", { local: true }),
  modelFixture("a:star"),
  modelFixture("a:used"),
]);
const query = {
  search: "",
  chips: new Set<"local">(),
  favourites: new Set(["a:star"]),
  recents: ["a:star", "a:used", "a:gone"],
};
const shown = (rows: ReturnType<typeof pickerRows>) =>
  rows.map((row) => (row.type === "heading" ? row.label : row.match.model.ref));

describe("rows of the picker", () => {
  test("favourites, recents and the rest, no model twice, local before new before old", () => {
    expect(shown(pickerRows(index, query))).toEqual([
      "picker.favourites",
      "a:star",
      "picker.recents",
      "a:used",
      "picker.all",
      "here:local",
      "a:new",
      "a:old",
    ]);
  });

  test("an empty section has no heading", () => {
    const rows = pickerRows(index, {
      ...query,
      favourites: new Set(),
      recents: [],
    });
    expect(shown(rows)[0]).toBe("picker.all");
  });

  test("a search has no headings, and chips narrow it", () => {
    expect(shown(pickerRows(index, { ...query, search: "l" }))).not.toContain(
      "picker.all",
    );
    const local = pickerRows(index, { ...query, chips: new Set(["local"]) });
    expect(shown(local)).toEqual(["picker.all", "here:local"]);
  });

  test("arrows pass over headings and stay at the ends", () => {
    const rows = pickerRows(index, query);
    expect(stepRow(rows, -1, 1)).toBe(1);
    expect(stepRow(rows, 1, 1)).toBe(3);
    expect(stepRow(rows, 3, -1)).toBe(1);
    expect(stepRow(rows, 1, -1)).toBe(1);
    expect(stepRow(rows, rows.length - 1, 1)).toBe(rows.length - 1);
    expect(stepRow([], -1, 1)).toBe(-1);
  });
});
