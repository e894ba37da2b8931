import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine } from "#shared/text/csv-line.ts";
import { renderRow } from "#main/domain/prompt-sets/render-row.ts";
import { fillTemplate } from "#main/domain/prompt-sets/template.ts";

describe("templates", () => {
  test("names are filled in once, whatever their values look like", () => {
    const values = { a: "{{b}} $& $1", b: "x", "two words": "y" };
    expect(
      fillTemplate("{{a}} {{ b }} {{two words}} {{}} {b}", values),
    ).toEqual({
      text: "{{b}} $& $1 x y {{}} {b}",
    });
  });

  test("what has no value is named, also where objects have it by birth", () => {
    expect(fillTemplate("{{a}} {{toString}} {{a}}", {})).toEqual({
      missing: ["a", "toString"],
    });
  });

  test.each([
    ["", { prompt: "Hi" }, { prompt: "Hi" }],
    [
      "",
      { text: "Hi" },
      { prompt: "", problem: "There is no value for {{prompt}}." },
    ],
    ["{{a}}", { a: " " }, { prompt: "", problem: "The prompt is empty." }],
  ])("%j with %j is %j", (template, values, rendered) => {
    expect(
      renderRow(template, { values: values as Record<string, string> }),
    ).toEqual(rendered);
  });

  test("a prompt that only grew too long by filling in is refused", () => {
    const { problem } = renderRow("{{a}}{{a}}", {
      values: { a: "x".repeat(600_000) },
    });
    expect(problem).toContain("1,200,000 characters");
  });
});

describe("CSV", () => {
  test.each(["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "＝1", "\n=1"])(
    "%j cannot run as a formula",
    (text) => {
      expect(csvLine([text])).toMatch(/^"?'/);
    },
  );

  test("numbers stay numbers, absent values are empty, quotes are doubled", () => {
    expect(csvLine([-1.5, undefined, 'a "b", c', "d\ne"])).toBe(
      '-1.5,,"a ""b"", c","d\ne"\r\n',
    );
  });

  test("every text comes back from between its quotes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvLine([text]).slice(0, -2);
        const inner = cell.startsWith('"')
          ? cell.slice(1, -1).replaceAll('""', '"')
          : cell;
        expect([text, `'${text}`]).toContain(inner);
      }),
    );
  });
});
