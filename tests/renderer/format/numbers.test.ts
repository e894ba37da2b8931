import { describe, expect, test } from "vitest";
import {
  comfortableModelBytes,
  formatBytes,
  formatDuration,
  formatMemory,
  formatParameters,
  formatPercent,
  formatTokensPerSecond,
  formatTokensShort,
} from "#renderer/format/numbers.ts";

/** Figures and units are held together by a space that does not break. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("figures", () => {
  test.each([
    [512, "512"],
    [40_960, "40k"],
    [131_072, "131k"],
    [262_144, "262k"],
    [999_999, "999k"],
    [1_000_000, "1M"],
    [1_048_576, "1M"],
    [2_560_000, "2.5M"],
  ])("%d tokens are %s", (tokens, text) => {
    expect(formatTokensShort(tokens)).toBe(text);
  });

  test.each([
    [0, "0 %"],
    // A budget that is hardly touched is not a hundredth used.
    [0.0001, "<1 %"],
    [0.25, "25 %"],
    [1, "100 %"],
  ])("a share of %d is %s", (share, text) => {
    expect(plain(formatPercent(share))).toBe(text);
  });

  test.each([
    [3, "3 ms"],
    [410, "0.41 s"],
    [1_240, "1.24 s"],
    [9_996, "10 s"],
    [12_340, "12.3 s"],
    [59_960, "1 min 0 s"],
    [125_000, "2 min 5 s"],
    [6_977_000, "1 h 56 min"],
  ])("%d milliseconds are %s", (milliseconds, text) => {
    expect(plain(formatDuration(milliseconds))).toBe(text);
  });

  test("speed has a digit more when it is slow", () => {
    expect(plain(formatTokensPerSecond(58.4))).toBe("58 tok/s");
    expect(plain(formatTokensPerSecond(3.14))).toBe("3.1 tok/s");
  });

  test("files count in thousands, memory in 1,024", () => {
    expect(plain(formatBytes(2_497_000_000))).toBe("2.5 GB");
    expect(plain(formatBytes(1_180_000))).toBe("1.2 MB");
    expect(plain(formatBytes(12))).toBe("12 B");
    expect(plain(formatMemory(16 * 2 ** 30))).toBe("16 GB");
    expect(plain(formatMemory(15.6 * 2 ** 30))).toBe("16 GB");
  });

  test("16 GB of memory run files up to about 9 GB", () => {
    const limit = comfortableModelBytes(16 * 2 ** 30);
    expect(plain(formatMemory(limit))).toBe("9 GB");
  });

  test("weights are counted the way models are named", () => {
    expect(formatParameters(268_098_176)).toBe("268.1M");
    expect(formatParameters(70_600_000_000)).toBe("70.6B");
  });
});
