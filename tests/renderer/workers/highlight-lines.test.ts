import { describe, expect, it } from "vitest";
import { highlightLines } from "#renderer/workers/highlight-lines.ts";

describe("highlighting", () => {
  it("cuts a construct that runs over lines into spans of each line", () => {
    const code = "/* one\n   two */\nlet a = `x\n${1}`;";
    const lines = highlightLines(code, "js");
    expect(lines?.map((line) => line.map(([text]) => text).join(""))).toEqual(
      code.split("\n"),
    );
    expect(lines?.[1]).toEqual([["   two */", "hljs-comment"]]);
  });

  it("knows aliases, rare languages and names that people write", () => {
    for (const language of ["ts", "TS", "py", "zsh", "toml", "haskell", "sh"])
      expect(highlightLines("x", language), language).toBeDefined();
  });

  it("leaves an unknown language plain", () => {
    expect(highlightLines("x", "klingon")).toBeUndefined();
    expect(highlightLines("x", "constructor")).toBeUndefined();
    expect(highlightLines("x", "__proto__")).toBeUndefined();
  });
});
