import { expect, it } from "vitest";
import {
  labelledPlaces,
  stacked,
} from "#renderer/components/plot/plot-data.ts";

it("stands series on one another, nothing counting as none", () => {
  const one = (values: (number | null)[]) => ({
    id: "",
    label: "",
    color: "",
    values,
  });
  expect(stacked([one([1, null]), one([2, 3]), one([0, 1])])).toEqual([
    [1, null],
    [3, 3],
    [null, 4],
  ]);
});

const daily = (count: number) =>
  Array.from({ length: count }, (_, day) =>
    new Date(2026, 0, 1 + day).getTime(),
  );

it("labels no more than there is room for", () => {
  for (const count of [1, 7, 30, 90, 365, 3_650])
    for (const most of [4, 8, 16])
      expect(
        labelledPlaces({ starts: daily(count), unit: "day" }, most).length,
      ).toBeLessThanOrEqual(most + 1);
});

it("labels months over many days", () => {
  const places = labelledPlaces({ starts: daily(365), unit: "day" }, 12);
  expect(places.slice(0, 3)).toEqual([0, 31, 59]);
  expect(places).toHaveLength(12);
});
