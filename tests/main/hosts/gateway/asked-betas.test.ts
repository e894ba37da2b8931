import { expect, test } from "vitest";
import { askedBetas } from "#main/hosts/gateway/asked-betas.ts";

test.each([
  [undefined, []],
  ["", []],
  ["effort-2025-11-24", ["effort-2025-11-24"]],
  [" a-1 ,b-2,, a-1", ["a-1", "b-2"]],
  [
    ["a-1", "b-2"],
    ["a-1", "b-2"],
  ],
  ["sk_secret, A-1, a b, é, a;b, good", ["good"]],
  ["x".repeat(65), []],
  [`good,${"x,".repeat(3_000)}`, []],
])("of %j only names are kept", (header, names) => {
  expect(askedBetas(header)).toEqual(names);
});

test("there are no more than a call can mean", () => {
  const many = Array.from({ length: 100 }, (_, i) => `b-${i}`).join();
  expect(askedBetas(many)).toHaveLength(64);
});
