import { expect, test } from "vitest";
import { seriesOf } from "#renderer/components/series.ts";

test("a model's colour depends on nothing but its id", () => {
  expect(seriesOf("openrouter:anthropic/claude-sonnet-4.5")).toBe(
    seriesOf("openrouter:anthropic/claude-sonnet-4.5"),
  );
});

test("all eight colours are used about evenly", () => {
  const counts = new Map<number, number>();
  for (let index = 0; index < 4_000; index++) {
    const series = seriesOf(`openrouter:maker-${index % 40}/model-${index}`);
    counts.set(series, (counts.get(series) ?? 0) + 1);
  }
  expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8,
  ]);
  for (const count of counts.values()) expect(count).toBeGreaterThan(350);
});
