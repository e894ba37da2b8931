import { expect, test } from "vitest";
import { defined, present, unknownFields } from "#main/dialects/json.ts";

const fields = { a: 0, b: null, c: undefined, d: "", e: false, f: [null] };

test("what a caller left out, or said nothing in, is not there; what is empty is", () => {
  expect(Object.entries(present(fields))).toEqual([
    ["a", 0],
    ["d", ""],
    ["e", false],
    ["f", [null]],
  ]);
  expect(Object.keys(defined(fields))).toEqual(["a", "b", "d", "e", "f"]);
  expect(present(JSON.parse('{"__proto__":1}') as object)).toEqual(
    JSON.parse('{"__proto__":1}'),
  );
});

test("unknown fields are those that are there and that nobody knows", () => {
  expect(unknownFields(fields, new Set(["a", "e"]))).toEqual({
    d: "",
    f: [null],
  });
});
