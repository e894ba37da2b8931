import { expect, test } from "vitest";
import { titleFrom } from "#main/domain/title/title-from.ts";

const text = (value: string) => [{ type: "text" as const, text: value }];

test.each([
  ["Hello there", "Hello there"],
  ["\n\n  ## What is **TypeScript**?\nmore", "What is TypeScript?"],
  ["```js\nlet a = 1;\n```", "let a = 1;"],
  ["- first\n- second", "first"],
  ["   ", ""],
])("%j is titled %j", (message, title) => {
  expect(titleFrom(text(message))).toBe(title);
});

test("a long line is cut at a word, a line without spaces at a character", () => {
  const words = titleFrom(text("word ".repeat(40)));
  expect(words).toMatch(/^(word )+word…$/);
  expect(Array.from(words).length).toBeLessThanOrEqual(60);
  const han = titleFrom(text("漢字".repeat(80)));
  expect(Array.from(han)).toHaveLength(60);
});

test("no pair of code units is split", () => {
  expect(titleFrom(text("😀".repeat(80))).isWellFormed()).toBe(true);
});

test("a message of attachments alone is named by the first one", () => {
  const file = {
    type: "file" as const,
    name: "notes.md",
    mediaType: "text/markdown",
    text: "x",
  };
  expect(titleFrom([...text("  "), file])).toBe("notes.md");
});
