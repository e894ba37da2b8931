import { expect, it } from "vitest";
import { sortRows } from "#renderer/components/data-table.tsx";

const columns = [
  {
    id: "n",
    label: "",
    sortBy: ({ n }: { n?: number }) => n,
    cell: () => null,
  },
];

it("sorts both ways, unknown values last either way", () => {
  const rows = [{ n: 2 }, {}, { n: 10 }, { n: 1 }];
  const sorted = (descending: boolean) =>
    sortRows(rows, columns, { column: "n", descending }).map(({ n }) => n);
  expect(sorted(true)).toEqual([10, 2, 1, undefined]);
  expect(sorted(false)).toEqual([1, 2, 10, undefined]);
});
