import { expect, test } from "vitest";
import { letterOf, shuffled } from "#renderer/screens/compare/blind-order.ts";

const columns = ["one", "two", "three", "four"].map((id) => ({ id }));
const orderOf = (seed: string): string =>
  shuffled(columns, seed)
    .map(({ id }) => id)
    .join();

test("a reload keeps the order, and nothing is lost", () => {
  expect(orderOf("comparison 0")).toBe(orderOf("comparison 0"));
  expect(orderOf("comparison 0").split(",").toSorted()).toEqual(
    columns.map(({ id }) => id).toSorted(),
  );
});

test("turns have orders of their own, so that a place tells nothing", () => {
  const orders = new Set(
    Array.from({ length: 200 }, (_, turn) => orderOf(`comparison ${turn}`)),
  );
  expect(orders.size).toBe(24);
});

test("places have letters", () => {
  expect([0, 1, 7].map(letterOf)).toEqual(["A", "B", "H"]);
});
