import { monitorEventLoopDelay } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { createRowReader } from "#main/adapters/prompt-sets/row-reader.ts";
import type { RowSource, SourceRow } from "#main/ports/row-reader.ts";

async function read(format: RowSource["format"], text: string) {
  let columns: readonly string[] = [];
  const rows: SourceRow[] = [];
  for await (const portion of createRowReader().read({ format, text })) {
    columns = portion.columns;
    rows.push(...portion.rows);
  }
  return { columns, rows };
}

const values = async (format: RowSource["format"], text: string) =>
  (await read(format, text)).rows.map((row) => row.problem ?? row.values);

test("lines and blocks are prompts", async () => {
  expect(await values("lines", "One\r\n\n  Two ")).toEqual([
    { prompt: "One" },
    { prompt: "Two" },
  ]);
  expect(await values("blocks", "A\nB\n \n\nC\n")).toEqual([
    { prompt: "A\nB" },
    { prompt: "C" },
  ]);
});

describe("csv", () => {
  test("quotes, line breaks in cells, a byte order mark, other delimiters", async () => {
    const text = '\uFEFFcity;"a ""b"""\r\n"New\nYork";1\r\n\r\n東京;2';
    expect(await read("csv", text)).toEqual({
      columns: ["city", 'a "b"'],
      rows: [
        { values: { city: "New\nYork", 'a "b"': "1" } },
        { values: { city: "東京", 'a "b"': "2" } },
      ],
    });
    expect(await values("csv", "a\tb\n1\t2")).toEqual([{ a: "1", b: "2" }]);
  });

  test("a wrong row is told in its place and the rest goes on", async () => {
    expect(await values("csv", 'a,b\n1\n1,2\n"x"y,3\n4,5,6\n7,8')).toEqual([
      "It has 1 value, and the header names 2 columns.",
      { a: "1", b: "2" },
      { a: '"x"y', b: "3" },
      "It has 3 values, and the header names 2 columns.",
      { a: "7", b: "8" },
    ]);
  });

  test("a quote that is never closed is one bad row", async () => {
    expect(await values("csv", 'a,b\n1,2\n"x,3\n4,5')).toEqual([
      { a: "1", b: "2" },
      "A quote opens here and is never closed.",
    ]);
  });

  test("a column named twice is refused", async () => {
    await expect(read("csv", "a,a\n1,2")).rejects.toMatchObject({
      code: "invalid-request",
    });
  });

  test("a cell of five million characters is one bad row", async () => {
    const text = `a,b\n1,2\n${"x".repeat(5_000_000)},3\n4,5`;
    expect(await values("csv", text)).toEqual([
      { a: "1", b: "2" },
      "The value of a cannot be used. It is too long: 5,000,000 characters, and 1,000,000 are allowed.",
      { a: "4", b: "5" },
    ]);
  });
});

test("jsonl: objects with texts, other values as JSON, and what is none of it", async () => {
  const text = '{"a":"x","n":1,"o":{"y":[]}}\n\n[1]\n{"a":\n{"a":"z"}';
  expect(await read("jsonl", text)).toEqual({
    columns: ["a", "n", "o"],
    rows: [
      { values: { a: "x", n: "1", o: '{"y":[]}' } },
      { values: {}, problem: "Line 3 is not a JSON object." },
      { values: {}, problem: "Line 4 is not JSON." },
      { values: { a: "z" } },
    ],
  });
});

// A file that blocks would freeze every stream while it is read.
test.each(["csv", "jsonl", "lines"] as const)(
  "10,000 rows of %s leave the event loop free",
  async (format) => {
    const line = JSON.stringify({ a: "word ".repeat(100) });
    const cell = format === "csv" ? "word ".repeat(100) : line;
    const text = `a\n${Array(10_000).fill(cell).join("\n")}`;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const { rows } = await read(format, text);
    delay.disable();
    expect(rows.length).toBeGreaterThanOrEqual(10_000);
    expect(delay.percentile(90) / 1e6).toBeLessThan(50);
  },
);
