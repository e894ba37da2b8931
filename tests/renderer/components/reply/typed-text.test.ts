import { describe, expect, it } from "vitest";
import {
  splitInline,
  splitPlainText,
} from "#renderer/components/reply/typed-text.ts";

describe("typed text", () => {
  it("keeps fenced code apart, with its language and its own backticks", () => {
    expect(
      splitPlainText("Look:\n\n```ts title=x\nlet a;\n\nlet b;\n```\nWhy?"),
    ).toEqual([
      { type: "text", text: "Look:" },
      { type: "code", text: "let a;\n\nlet b;", language: "ts" },
      { type: "text", text: "Why?" },
    ]);
    expect(splitPlainText("````\n```\n````")).toEqual([
      { type: "code", text: "```", language: "" },
    ]);
  });

  it("leaves an unclosed fence and what only looks like Markdown as typed", () => {
    expect(splitPlainText("```\nopen")).toEqual([
      { type: "text", text: "```\nopen" },
    ]);
    expect(splitPlainText("# include <a>\n  - x\n1. y")).toEqual([
      { type: "text", text: "# include <a>\n  - x\n1. y" },
    ]);
  });

  it("marks code and bold and nothing else", () => {
    expect(splitInline("a **b** `c*` __init__ 2 ** 3 ** 4 *d*")).toEqual([
      { type: "text", text: "a " },
      { type: "bold", text: "b" },
      { type: "text", text: " " },
      { type: "code", text: "c*" },
      { type: "text", text: " __init__ 2 ** 3 ** 4 *d*" },
    ]);
  });
});
