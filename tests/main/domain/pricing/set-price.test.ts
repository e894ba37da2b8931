import { expect, test } from "vitest";
import { setPriceOf } from "#main/domain/pricing/set-price.ts";

const prices = [
  { model: "team-*", input: 2.5, output: 10, cachedInput: 0.25 },
  { model: "*", input: 0.0375, output: 0 },
];

test.each([
  ["team-large", { input: "2.5e-6", output: "10e-6", cachedInput: "0.25e-6" }],
  ["other", { input: "0.0375e-6", output: "0e-6" }],
])("%s: the first pattern that matches counts", (model, price) => {
  expect(setPriceOf(prices, model)).toEqual(price);
});

test("a model that no pattern matches has no price of its own", () => {
  expect(setPriceOf(prices.slice(0, 1), "other")).toBeUndefined();
  expect(setPriceOf(undefined, "other")).toBeUndefined();
});
