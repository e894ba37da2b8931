import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costNanoUsd, effectivePrices } from "#main/domain/pricing/cost.ts";
import {
  parseDecimalUsd,
  toNanoUsd,
  type Price,
} from "#shared/models/price.ts";

const noon = Date.UTC(2026, 0, 1, 12, 0);

function cost(price: Price, usage: Record<string, number>, images = 0) {
  const counts = { inputTokens: 0, outputTokens: 0, ...usage };
  return costNanoUsd(price, { usage: counts, images, at: noon });
}

describe("cost", () => {
  test("adds every part at its own price", () => {
    const price: Price = {
      input: "0.000003",
      output: "0.000015",
      cachedInput: "0.0000003",
      cacheWrite: "0.00000375",
      reasoning: "0.00002",
      request: "0.001",
      image: "0.0048",
    };
    const usage = {
      inputTokens: 1_000,
      cachedInputTokens: 600,
      cacheWriteTokens: 100,
      outputTokens: 50,
      reasoningTokens: 20,
    };
    // 300×3000 + 600×300 + 100×3750 + 30×15000 + 20×20000 + 1000000 + 2×4800000 nano
    expect(cost(price, usage, 2)).toBe(12_905_000);
  });

  test("parts without a price of their own cost what their kind costs", () => {
    const price: Price = { input: "0.000002", output: "0.000008" };
    expect(
      cost(price, {
        inputTokens: 10,
        cachedInputTokens: 4,
        outputTokens: 3,
        reasoningTokens: 3,
      }),
    ).toBe(44_000);
  });

  test("is unknown where a used part has no price, or one that says it depends", () => {
    expect(
      cost({ input: "0.1" }, { inputTokens: 1, outputTokens: 1 }),
    ).toBeUndefined();
    expect(
      cost({ input: "-1", output: "-1" }, { inputTokens: 1 }),
    ).toBeUndefined();
    expect(cost({ input: "0.1" }, { inputTokens: 1 })).toBe(100_000_000);
  });

  test("no sum is rounded more than once", () => {
    // Half a nano-dollar per token: a float or a rounded part would drift.
    const price: Price = { input: "0.0000000005", output: "0" };
    expect(cost(price, { inputTokens: 1_000_001 })).toBe(500_001);
  });

  test("is exact for every price and count, however fine or large", () => {
    const price = fc
      .tuple(fc.nat(999_999), fc.integer({ min: -20, max: 0 }))
      .map(([digits, exponent]) => `${digits}e${exponent}`);
    const part = fc.record({ price, tokens: fc.nat(2 ** 31) });
    const scaled = (it: { price: string; tokens: number }) =>
      parseDecimalUsd(it.price) * BigInt(it.tokens);
    fc.assert(
      fc.property(part, part, (input, output) => {
        const prices = { input: input.price, output: output.price };
        const usage = {
          inputTokens: input.tokens,
          outputTokens: output.tokens,
        };
        const sum = scaled(input) + scaled(output);
        expect(cost(prices, usage)).toBe(toNanoUsd(sum));
      }),
    );
  });

  test("grows with each count", () => {
    const price: Price = { input: "0.0000011", output: "0.0000077" };
    fc.assert(
      fc.property(fc.nat(1e7), fc.nat(1e6), (inputTokens, outputTokens) => {
        const less = cost(price, { inputTokens, outputTokens }) ?? -1;
        const more = cost(price, {
          inputTokens: inputTokens + 1,
          outputTokens,
        });
        expect(more).toBeGreaterThan(less);
      }),
    );
  });
});

describe("overrides", () => {
  const price: Price = {
    input: "1",
    output: "2",
    overrides: [
      { minPromptTokens: 200_000, input: "3" },
      { utcStart: "2200", utcEnd: "0600", input: "0.5", output: "0.5" },
      { minPromptTokens: 500_000, output: "9" },
    ],
  };
  const at = (hour: number, minute = 0) => Date.UTC(2026, 0, 1, hour, minute);

  test("hold strictly above their prompt size", () => {
    const sized = (promptTokens: number) =>
      effectivePrices(price, { promptTokens, at: at(12) });
    expect(sized(200_000)).toEqual({ input: "1", output: "2" });
    expect(sized(200_001)).toEqual({ input: "3", output: "2" });
    expect(sized(500_001)).toEqual({ input: "3", output: "9" });
  });

  test("hold over midnight, and the later wins per field", () => {
    const timed = (when: number) =>
      effectivePrices(price, { promptTokens: 600_000, at: when });
    expect(timed(at(23))).toEqual({ input: "0.5", output: "9" });
    expect(timed(at(5, 59))).toEqual({ input: "0.5", output: "9" });
    expect(timed(at(6))).toEqual({ input: "3", output: "9" });
  });
});
