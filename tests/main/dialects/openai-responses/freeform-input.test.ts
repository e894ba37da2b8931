import fc from "fast-check";
import { expect, test } from "vitest";
import {
  FreeformInput,
  freeformText,
} from "#main/dialects/openai-responses/freeform-input.ts";

/** The same JSON as pure ASCII: what some upstreams write, a pair of surrogates as two escapes. */
function escaped(json: string): string {
  return json.replaceAll(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const text = fc.string({ unit: "binary" });
const json = fc
  .tuple(text, fc.constantFrom(0, 2), fc.boolean())
  .map(([input, indent, isAscii]) => {
    const written = JSON.stringify({ input }, null, indent);
    return { input, json: isAscii ? escaped(written) : written };
  });

test("however the arguments are cut, the pieces are the text, and none ends within a character", () => {
  fc.assert(
    fc.property(json, fc.integer({ min: 1, max: 7 }), (asked, size) => {
      const reader = new FreeformInput();
      const pieces: string[] = [];
      for (let at = 0; at < asked.json.length; at += size)
        pieces.push(reader.push(asked.json.slice(at, at + size)));
      pieces.push(reader.end());
      expect(pieces.join("")).toBe(asked.input);
      expect(reader.text).toBe(asked.input);
      for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("the text grows while the arguments come", () => {
  const reader = new FreeformInput();
  expect(reader.push('{"input": "*** Begin')).toBe("*** Begin");
  expect(reader.push(" Patch\\n")).toBe(" Patch\n");
  expect(reader.push("+a\\")).toBe("+a");
  expect(reader.push('"b"}')).toBe('"b');
  expect(reader.end()).toBe("");
});

test.each([
  ['{"patch":"x"}', "x"],
  ['{"why":"so","input":"x"}', "x"],
  ['"x"', "x"],
  ["*** Begin Patch\n+x", "*** Begin Patch\n+x"],
  ['{"input":["x"]}', '{"input":["x"]}'],
  ['{"input":"cut o', "cut o"],
  ['{"input":"cut \\u00', "cut "],
  ['{"input":"raw\nline"}', "raw\nline"],
  ['{"input":""}', ""],
  ["{}", ""],
  ["", ""],
])("what a model wrote instead is not lost: %j", (written, meant) => {
  expect(freeformText(written)).toBe(meant);
});
