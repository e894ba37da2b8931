import { expect, test } from "vitest";
import { seriesAmong, seriesOf } from "#renderer/components/series.ts";

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

test("side by side no two models look alike; the first one keeps its own colour", () => {
  const refs = Array.from({ length: 8 }, (_, index) => `maker:model-${index}`);
  const among = seriesAmong(refs);
  expect(new Set(among.values()).size).toBe(8);
  expect(among.get("maker:model-0")).toBe(seriesOf("maker:model-0"));
  // More models than colours, and one twice, have some.
  const many = [...refs, "maker:model-0", "maker:model-9"];
  expect(seriesAmong(many).get("maker:model-9")).toBe(
    seriesOf("maker:model-9"),
  );
  expect(seriesAmong(many).get("maker:model-0")).toBe(
    seriesOf("maker:model-0"),
  );
});
