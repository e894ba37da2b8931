import fc from "fast-check";
import { expect, test } from "vitest";
import {
  countImages,
  estimatePromptTokens,
  estimateTextTokens,
  PiecedText,
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

test("a text in pieces has the tokens of the whole, wherever it is cut", () => {
  const pieces = fc.array(fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(pieces, (all) => {
      const pieced = new PiecedText();
      for (const piece of all) pieced.add(piece);
      expect(pieced.tokens).toBe(estimateTextTokens(all.join("")));
    }),
  );
});
