import { describe, expect, it } from "vitest";
import { lexMarkdown } from "#renderer/components/markdown/lexer.ts";

function formulas(text: string): unknown[] {
  const found: unknown[] = [];
  JSON.stringify(lexMarkdown(text).tokens, (_, value: unknown) => {
    if (value instanceof Object && "type" in value && value.type === "math")
      found.push(value);
    return value;
  });
  return found.map((token) => {
    const { text: source, display } = token as {
      text: string;
      display: boolean;
    };
    return display ? { block: source } : source;
  });
}

describe("formulas in Markdown", () => {
  it("reads all four ways to write them", () => {
    expect(
      formulas("In $a_1 + b$ and \\(c^2\\):\n\n$$\nx\n$$\n\n\\[\ny\n\\]"),
    ).toEqual(["a_1 + b", "c^2", { block: "x" }, { block: "y" }]);
  });

  it("leaves money alone", () => {
    expect(formulas("It costs $5 and $10.")).toEqual([]);
    expect(formulas("Between US$ 3 and 4$ or $5-$6.")).toEqual([]);
  });

  it("keeps TeX from being read as emphasis or escapes", () => {
    expect(formulas("$a_{1}*b_{2}*c$ and $\\{x\\}$")).toEqual([
      "a_{1}*b_{2}*c",
      "\\{x\\}",
    ]);
  });

  it("leaves code alone", () => {
    expect(formulas("`$a$` and\n\n```\n$$x$$\n```")).toEqual([]);
  });

  it("starts a display formula in the middle of a paragraph and in a list", () => {
    expect(formulas("Then:\n$$\nx = 1\n$$\nso.")).toEqual([{ block: "x = 1" }]);
    expect(formulas("- One:\n  $$\n  y\n  $$\n- Two")).toEqual([
      { block: "y" },
    ]);
  });

  it("shows an unclosed one as text and loses nothing after it", () => {
    expect(formulas("$$\nx = 1\n\nNext.")).toEqual([]);
    expect(lexMarkdown("$$\nx = 1\n\nNext.").tokens).toHaveLength(3);
  });
});
