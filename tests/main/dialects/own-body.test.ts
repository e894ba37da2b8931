import fc from "fast-check";
import { expect, test } from "vitest";
import { OwnBody } from "#main/dialects/own-body.ts";

const space = fc.stringMatching(/^[ \n\t]{0,3}$/);
/** Names that are written as they are read. */
const name = fc
  .string({ unit: fc.constantFrom("a", "b", ",", ":", "}", "]", "é", " ") })
  .filter((it) => it !== "__proto__");
const value = fc.jsonValue({ maxDepth: 3 }).map((it) => JSON.stringify(it));
const field = fc.record({ name, value, before: space, after: space });
const fields = fc.uniqueArray(field, {
  selector: (it) => it.name,
  minLength: 1,
  maxLength: 6,
});

type Field = typeof field extends fc.Arbitrary<infer T> ? T : never;

function written(all: readonly Field[]): string {
  const each = all.map(
    ({ name, value, before, after }) =>
      `${before}${JSON.stringify(name)}${after}:${after}${value}${before}`,
  );
  return ` {${each.join(",")}}\n`;
}

test("a field's value is replaced, and every other letter stays", () => {
  fc.assert(
    fc.property(fields, fc.nat(), fc.jsonValue(), (all, at, fresh) => {
      const chosen = all[at % Math.max(1, all.length)];
      const body = OwnBody.read(written(all));
      if (chosen === undefined) return;
      expect(body?.get(chosen.name)).toEqual(JSON.parse(chosen.value));
      const value = JSON.stringify(fresh);
      expect(body?.with({ [chosen.name]: fresh })).toBe(
        written(all.map((it) => (it === chosen ? { ...it, value } : it))),
      );
      expect(body?.with({})).toBe(written(all));
    }),
  );
});

test("fields that are not there are added, several at once, and nothing else is touched", () => {
  fc.assert(
    fc.property(fields, (all) => {
      const text = written([...all, aModel]);
      const fresh = { model: "m", stream: true, stream_options: { x: 1 } };
      const told = OwnBody.read(text)?.with(fresh) ?? "";
      expect(JSON.parse(told)).toEqual({
        ...(JSON.parse(text) as object),
        ...fresh,
      });
      const kept = written(all).trim().slice(1, -1);
      expect(told).toContain(kept);
    }),
  );
});

const aModel: Field = {
  ...{ name: "model", value: '"lab:m"', before: " ", after: "" },
};

test.each([
  ["a field twice", '{"model":"a","model":"b"}'],
  ["a field twice with others between", '{"n":1,"model":"a","n":[{"n":2}]}'],
  ["a name with escapes", String.raw`{"mod\u0065l":"a"}`],
  ["a name with an escaped quote", String.raw`{"a\"b":"a"}`],
])("%s is left to the parser: others may read it otherwise", (_, text) => {
  expect(OwnBody.read(text)).toBeUndefined();
});

test("what stands in values is no field", () => {
  const text = String.raw`{"a":{"model":"x","a":1},"b":"\"model\":","c":[{"c":[]}],"model":"m"}`;
  const body = OwnBody.read(text);
  expect(body?.get("model")).toBe("m");
  expect(body?.with({ model: "n" })).toBe(
    text.replace('"model":"m"', '"model":"n"'),
  );
});
