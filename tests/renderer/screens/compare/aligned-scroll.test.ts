import fc from "fast-check";
import { expect, test } from "vitest";
import { alignedPosition } from "#renderer/screens/compare/aligned-scroll.ts";

test("a passage scrolls to its partner, the way between in proportion", () => {
  const pairs = [
    { from: 100, to: 200 },
    { from: 300, to: 800 },
  ];
  expect(
    [0, 50, 100, 200, 300, 400].map((at) => alignedPosition(pairs, at)),
  ).toEqual([0, 100, 200, 500, 800, 900]);
});

test("scrolling down never scrolls the others up, whatever was moved", () => {
  const pair = fc.record({ from: fc.nat(5_000), to: fc.nat(5_000) });
  fc.assert(
    fc.property(
      fc.array(pair),
      fc.nat(6_000),
      fc.nat(500),
      (pairs, at, step) => {
        expect(alignedPosition(pairs, at + step)).toBeGreaterThanOrEqual(
          alignedPosition(pairs, at) - 1e-6,
        );
      },
    ),
  );
});
