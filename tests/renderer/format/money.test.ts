import { describe, expect, test } from "vitest";
import {
  formatPerMillion,
  formatPerMillionShort,
  formatUnitPrice,
  formatUsd,
  formatUsdMark,
} from "#renderer/format/money.ts";
import { readUsd } from "#renderer/format/read-usd.ts";

describe("money", () => {
  test.each([
    [0, "$0.00"],
    [1, "<$0.0001"],
    [4_300_000, "$0.0043"],
    [18_700_000, "$0.0187"],
    [430_000_000, "$0.43"],
    [1_240_000_000, "$1.24"],
    [1_234_567_890_000, "$1,234.57"],
  ])("%d billionths are %s", (nano, text) => {
    expect(formatUsd(nano)).toBe(text);
  });

  test.each([
    ["0.00000009", "$0.09", "$0.09"],
    ["0.000000075", "$0.075", "$0.08"],
    ["0.0000039", "$3.90", "$3.90"],
    ["0.000000002", "$0.002", "$0.002"],
    ["0.00018", "$180.00", "$180.00"],
    ["0", "$0.00", "$0.00"],
  ])("%s per token is %s, in a column %s", (decimal, exact, short) => {
    expect(formatPerMillion(decimal)).toBe(exact);
    expect(formatPerMillionShort(decimal)).toBe(short);
  });

  test.each([
    [2_500_000_000, 500_000_000, "$2.50"],
    [20_000_000_000, 10_000_000_000, "$20"],
    [7_500_000, 2_500_000, "$0.0075"],
    [0, 100, "$0"],
  ])("%d on an axis in steps of %d is %s", (nano, step, text) => {
    expect(formatUsdMark(nano, step)).toBe(text);
  });

  test("the price of one thing keeps its digits", () => {
    expect(formatUnitPrice("0.000512")).toBe("$0.000512");
    expect(formatUnitPrice("0.01")).toBe("$0.01");
  });
});

describe("an amount as it is typed", () => {
  test.each([
    ["", undefined],
    ["  ", undefined],
    ["0", 0],
    ["2.5", 2_500_000_000],
    [" $1,000.25 ", 1_000_250_000_000],
    ["0.0375", 37_500_000],
    // Two dollars fifty in much of the world; it must become neither 250 nor 2.
    ["2,50", "wrong"],
    ["1,00,000", "wrong"],
    ["-1", "wrong"],
    ["1e9", "wrong"],
    ["much", "wrong"],
    ["99999999999", "wrong"],
  ])("%j", (text, read) => {
    expect(readUsd(text)).toBe(read);
  });
});
