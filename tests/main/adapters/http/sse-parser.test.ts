import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SseParser, type SseItem } from "#main/adapters/http/sse-parser.ts";

function parse(chunks: readonly Uint8Array[], cap?: number): SseItem[] {
  const parser = new SseParser(cap);
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}

function parseText(text: string): SseItem[] {
  return parse([new TextEncoder().encode(text)]);
}

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [...new Set(at.map((n) => n % (bytes.length + 1)))].toSorted(
    (a, b) => a - b,
  );
  const edges = [0, ...places, bytes.length];
  return edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
}

const line = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => `data: ${text}`),
  fc.constantFrom(
    "",
    "",
    ": life",
    ":",
    "event: ping",
    "data:x",
    "data",
    "id: 7",
    "retry: 9",
    "data:  two",
  ),
  fc.constantFrom("data: ⚓️ 港口", "data: 👩‍👩‍👧"),
);
const stream = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r")), {
      maxLength: 12,
    }),
  )
  .map(
    ([bom, lines]) =>
      (bom ? "\uFEFF" : "") +
      lines
        .map(([text, end]) => text.replaceAll(/[\r\n]/g, "_") + end)
        .join(""),
  );

describe("SseParser", () => {
  it("gives the same events however the bytes are cut (a character or CRLF cut in two)", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (text, at) => {
        const bytes = new TextEncoder().encode(text);
        expect(parse(cut(bytes, at))).toEqual(parse([bytes]));
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same events byte by byte, for every single cut", () => {
    const text =
      "\uFEFF: hi\r\ndata: ⚓️ 港\r\ndata: b\r\rdata: c\n\nevent: e\rdata: d\r\n\r\n";
    const bytes = new TextEncoder().encode(text);
    const whole = parse([bytes]);
    expect(parse([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
    for (let at = 0; at <= bytes.length; at++)
      expect(parse(cut(bytes, [at]))).toEqual(whole);
  });

  it("reads fields, several data lines, comments and a BOM", () => {
    expect(
      parseText(
        "\uFEFF: OPENROUTER PROCESSING\n\ndata: a\ndata:b\ndata\n\nevent: ping\ndata: {}\r\rdata:  c\r\n\r\nid: 4\n\n",
      ),
    ).toEqual([
      { type: "comment" },
      { type: "event", data: "a\nb\n" },
      { type: "event", event: "ping", data: "{}" },
      { type: "event", data: " c" },
    ]);
  });

  it("does not wait for a byte after a CR at a chunk's end", () => {
    const parser = new SseParser();
    const bytes = new TextEncoder().encode("data: now\r\r");
    expect(parser.push(bytes)).toEqual([{ type: "event", data: "now" }]);
    expect(parser.push(new TextEncoder().encode("\ndata: next\n\n"))).toEqual([
      { type: "event", data: "next" },
    ]);
  });

  it("gives an event that the end of the body cuts off", () => {
    expect(parseText("data: last")).toEqual([{ type: "event", data: "last" }]);
  });

  it("refuses an event that grows beyond the cap, on one line or on many", () => {
    const long = new TextEncoder().encode(`data: ${"x".repeat(200)}`);
    expect(() => parse([long], 100)).toThrow(/more than 100 characters/);
    const many = new TextEncoder().encode("data: xxxxxxxxxx\n".repeat(20));
    expect(() => parse([many], 100)).toThrow(/more than 100 characters/);
    const separate = new TextEncoder().encode(
      "data: xxxxxxxxxx\n\n".repeat(20),
    );
    expect(parse([separate], 100)).toHaveLength(20);
  });
});
