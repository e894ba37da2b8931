import fc from "fast-check";
import { expect, test } from "vitest";
import { checkWire } from "#main/dialects/check-wire.ts";
import { exactJson, isExactNumber } from "#main/dialects/exact-json.ts";
import { countOf, isObject, numberOf, parseJson } from "#main/dialects/json.ts";
import { canonicalJson } from "#main/domain/cache/canonical-json.ts";
import { parametersSchema } from "#shared/chat/parameters.ts";
import {
  anyJsonText,
  numberText,
  valueOf,
} from "#tests/support/dialects/exact-texts.ts";
import { z } from "zod";

test.each([
  "9007199254740993",
  "-12345678901234567890",
  "0.1000000000000000055511151231257827",
  "123456789.123456789",
  "1e400",
  "-1E-400",
  "1.5e+308000",
])("%s is written as it was read", (text) => {
  expect(JSON.stringify(exactJson(text))).toBe(text);
  expect(JSON.stringify(exactJson(`{"a":[${text}]}`))).toBe(`{"a":[${text}]}`);
});

test("a number that a double holds is a number", () => {
  expect(
    exactJson("[1.0,100000000000000000000,0.30000000000000004,15e0003,0e999]"),
  ).toEqual([1, 1e20, 0.30000000000000004, 15_000, 0]);
});

test("text is never taken for numbers, however long it is", () => {
  for (const length of [40, 20_000]) {
    const text = `a\\"${"1".repeat(length)}\\\\`;
    expect(exactJson(`["${text}",1e5]`)).toEqual(JSON.parse(`["${text}",1e5]`));
    const beside = `["${text}",12345678901234567890,2e400]`;
    expect(JSON.stringify(exactJson(beside))).toBe(beside);
    const far = `["${text}",2e400]`;
    expect(JSON.stringify(exactJson(far))).toBe(far);
  }
});

test("any JSON is written with the value that was read", () => {
  fc.assert(
    fc.property(anyJsonText, fc.constantFrom(0, 20_000), (json, length) => {
      const text = `{"long":"${"x".repeat(length)}","json":${json}}`;
      expect(valueOf(JSON.stringify(exactJson(text)))).toEqual(valueOf(text));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["zeros within", `1${"0".repeat(4_000_000)}1`],
  ["an exponent", `1e${"9".repeat(4_000_000)}`],
  ["zeros behind", `1.${"0".repeat(4_000_000)}`],
])("a number that is as long as a book is read at once: %s", (_, text) => {
  const begun = performance.now();
  const written = JSON.stringify(exactJson(`[${text}]`));
  expect(performance.now() - begun).toBeLessThan(1_500);
  expect(written === `[${text}]`).toBe(true);
});

test("more long numbers than anybody needs are refused, before each takes its room", () => {
  const list = (count: number) => `[${"1e999,".repeat(count - 1)}1e999]`;
  expect(exactJson(list(10_000))).toHaveLength(10_000);
  expect(() => exactJson(list(10_001))).toThrow(SyntaxError);
  expect(exactJson(`[${"1.5,".repeat(20_000)}1e999]`)).toHaveLength(20_001);
  // What an upstream says is read all the same.
  expect(parseJson(list(10_001))).toEqual(Array(10_001).fill(Infinity));
});

test("what is no JSON is refused as ever", () => {
  fc.assert(
    fc.property(fc.string(), numberText, (text, number) => {
      const broken = `{${number}:${text}`;
      expect(() => exactJson(broken)).toThrow(SyntaxError);
    }),
  );
});

test("a text that is nested too deep for a walk is still read", () => {
  const depth = 100_000;
  const text = `${"[".repeat(depth)}12345678901234567890${"]".repeat(depth)}`;
  expect(Array.isArray(exactJson(text))).toBe(true);
});

test("an exact number is no object, no count and no field's value where a number is checked", () => {
  const exact = exactJson("12345678901234567890");
  expect(isExactNumber(exact)).toBe(true);
  expect(isObject(exact)).toBe(false);
  expect(countOf(exact)).toBeUndefined();
  expect(numberOf(exact)).toBe(12345678901234567000);
  expect(() =>
    checkWire(z.looseObject({ a: z.looseObject({}) }), { a: exact }),
  ).toThrow("`a`");
});

test("a known field is checked as a number, and what nobody knows keeps its digits", () => {
  const schema = z.looseObject({
    temperature: parametersSchema.shape.temperature,
    nested: z.array(z.union([z.string(), z.object({ n: z.number() })])),
  });
  const read = exactJson(
    '{"temperature":0.1000000000000000055511151231257827,"nested":[{"n":1e-400}],"later":12345678901234567890}',
  );
  const wire = checkWire(schema, read);
  expect(wire.temperature).toBe(0.1);
  expect(wire.nested).toEqual([{ n: 0 }]);
  expect(JSON.stringify(wire.later)).toBe("12345678901234567890");
  const most = z.object({ max_tokens: z.int().positive() });
  expect(() => checkWire(most, exactJson('{"max_tokens":1e400}'))).toThrow(
    "`max_tokens`",
  );
  expect(() =>
    checkWire(most, exactJson('{"max_tokens":12345678901234567891}')),
  ).toThrow("`max_tokens`");
});

test("requests that differ in a far digit alone are not the same", () => {
  const [one, other, object] = [
    '{"n":12345678901234567890}',
    '{"n":12345678901234567891}',
    '{"n":{"rawJSON":"12345678901234567890"}}',
  ].map((text) => canonicalJson(exactJson(text)));
  expect(one).toBe('{"n":12345678901234567890}');
  expect(new Set([one, other, object]).size).toBe(3);
});
