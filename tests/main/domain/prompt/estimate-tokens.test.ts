import { expect, test } from "vitest";
import {
  countImages,
  estimatePromptTokens,
  estimateTextTokens,
} from "#main/domain/prompt/estimate-tokens.ts";

test("Latin text counts by letters, other scripts by characters", () => {
  expect(estimateTextTokens("a".repeat(35))).toBe(10);
  expect(estimateTextTokens("漢字")).toBe(2);
  expect(estimateTextTokens("")).toBe(0);
});

test("a prompt counts its texts, files and pictures", () => {
  const image = {
    type: "image" as const,
    mediaType: "image/png",
    source: { type: "base64" as const, data: "" },
  };
  const prompt = [
    {
      role: "user" as const,
      parts: [{ type: "text" as const, text: "漢字" }, image],
    },
  ];
  expect(estimatePromptTokens(prompt)).toBe(5 + 2 + 1_500);
  expect(countImages(prompt)).toBe(1);
});
