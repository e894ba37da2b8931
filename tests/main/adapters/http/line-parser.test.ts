import { expect, it } from "vitest";
import { LineParser } from "#main/adapters/http/line-parser.ts";

const bytes = Buffer.from('{"a":"⚓️ 港口"}\r\n\n{"b":2}\n{"c":"👩‍👩‍👧"}');

function linesOf(chunks: readonly Uint8Array[], cap?: number): string[] {
  const parser = new LineParser(cap);
  return [
    ...chunks.flatMap((chunk) => parser.push(chunk)),
    ...parser.end(),
  ].flatMap((item) => (item.type === "event" ? item.data : []));
}

it("reads the same lines wherever the bytes are cut", () => {
  const whole = ['{"a":"⚓️ 港口"}', '{"b":2}', '{"c":"👩‍👩‍👧"}'];
  for (let at = 0; at <= bytes.length; at++)
    expect(linesOf([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
  const single = [...bytes].map((byte) => Uint8Array.of(byte));
  expect(linesOf(single)).toEqual(whole);
});

it("stops at a line beyond the cap, however small its pieces", () => {
  const parser = new LineParser(10);
  parser.push(Buffer.from("12345\n1234567890"));
  expect(() => parser.push(Buffer.from("1"))).toThrow(
    expect.objectContaining({ code: "upstream-invalid" }),
  );
});
