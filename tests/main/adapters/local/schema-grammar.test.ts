import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { Gbnf, GrammarTooLarge } from "#main/adapters/local/gbnf.ts";
import { SchemaGrammar } from "#main/adapters/local/schema-grammar.ts";
import { grammarCheck } from "./worker/grammar-check.ts";

const check = grammarCheck();

type Part = "document" | "arguments";

function grammarOf(schema: Record<string, unknown>, part: Part = "document") {
  const gbnf = new Gbnf();
  const own = new SchemaGrammar(gbnf, schema);
  const root = own[part]();
  return { text: gbnf.text(root), widened: [...own.widened] };
}

/** Whether llama.cpp's own reading of the grammar takes a text whole. */
function takes(schema: Record<string, unknown>, text: string, part?: Part) {
  return check(grammarOf(schema, part).text, text);
}

const object = {
  type: "object",
  properties: {
    path: { type: "string", minLength: 1 },
    offset: { type: "integer", minimum: 0 },
    limit: { type: "integer", minimum: 1, maximum: 20 },
    mode: { enum: ["read", "write", null] },
  },
  required: ["path"],
  additionalProperties: false,
};

describe("values", () => {
  it.each<
    [string, Record<string, unknown>, readonly string[], readonly string[]]
  >([
    [
      "alternatives with what stands beside them",
      {
        type: "object",
        properties: { a: { type: "integer" }, b: { type: "integer" } },
        required: ["c"],
        additionalProperties: { type: "null" },
        anyOf: [
          { required: ["a"] },
          { required: ["b"], properties: { d: { type: "null" } } },
        ],
      },
      ['{"a":1,"c":null}', '{"b":1,"c":null}', '{"b":1,"d":null,"c":null}'],
      ['{"a":1}', '{"b":1}', '{"b":null,"c":null}', '{"c":null}'],
    ],
    [
      "one part of several that is all of them",
      {
        $defs: { mode: { enum: ["r", "w"] } },
        properties: {
          mode: { allOf: [{ $ref: "#/$defs/mode" }], default: "r" },
        },
        required: ["mode"],
        additionalProperties: false,
      },
      ['{"mode":"r"}'],
      ['{"mode":"x"}', "{}"],
    ],
    [
      "what several parts require of names that none describes",
      {
        allOf: [
          { type: "object", required: ["a"] },
          { type: "object", required: ["a"] },
        ],
      },
      ['{"a":1}'],
      ['{"a":1,"a":1}', "{}"],
    ],
    [
      "a field of several parts that is called like what every object has",
      {
        allOf: [
          { type: "object", required: ["__proto__"] },
          JSON.parse('{"properties":{"__proto__":{"type":"integer"}}}'),
        ],
      },
      ['{"__proto__":1}'],
      ['{"__proto__":"x"}', "{}"],
    ],
    [
      "objects, with and without what is optional",
      object,
      [
        '{"path":"a"}',
        '{"path": "a", "limit": 20}',
        '{"path":"a","offset":0,"mode":null}',
      ],
      [
        "{}",
        '{"path":"a"',
        '{"path":""}',
        '{"path":"a","limit":21}',
        '{"limit":2,"path":"a"}',
        '{"path":"a",}',
        '{"path":"a","x":1}',
      ],
    ],
    [
      "optional fields alone",
      { properties: { a: { type: "boolean" }, b: { type: "null" } } },
      ["{}", '{"a":true}', '{"b":null}', '{"a":false, "b":null}'],
      ['{"a":1}', '{,"b":null}', '{"b":null,"a":true}'],
    ],
    [
      "strings by their characters",
      { type: "string", minLength: 1, maxLength: 2 },
      [String.raw`"\u00e9x"`, '"😀é"', String.raw`"\n"`],
      ['""', '"abc"', String.raw`"\ud83d\ude00"`, '"\n"', String.raw`"\x"`],
    ],
    [
      "numbers",
      { type: "array", items: { type: "number" } },
      ["[]", "[0, -1.5,2e10]"],
      ["[01]", "[1.]", "[+1]", "[NaN]"],
    ],
    [
      "bounds that integers have",
      { type: "integer", exclusiveMinimum: 3, maximum: 5 },
      ["4", "5"],
      ["3", "6", "4.0"],
    ],
    [
      "dates that there are",
      { type: "string", format: "date-time" },
      ['"2026-10-31T23:59:00Z"', '"2026-02-28T00:00:00.5+02:00"'],
      ['"2026-02-30T00:00:00Z"', '"2026-13-01T00:00:00Z"', '"2026-01-01"'],
    ],
    [
      "choices, with what stands beside them",
      {
        type: "object",
        properties: { a: { type: "integer" } },
        anyOf: [
          { required: ["a"] },
          { properties: { b: { const: "x" } }, required: ["b"] },
        ],
      },
      ['{"a":1}', '{"b":"x"}'],
      ["{}", '{"b":"y"}'],
    ],
    [
      "references, to itself too",
      {
        type: "object",
        properties: {
          name: { type: "string" },
          children: { type: "array", items: { $ref: "#" }, maxItems: 2 },
        },
        required: ["name"],
      },
      ['{"name":"a","children":[{"name":"b"}]}'],
      [
        '{"name":"a","children":[{}]}',
        '{"name":"a","children":[{"name":"b"},{"name":"b"},{"name":"b"}]}',
      ],
    ],
    [
      "parts of one object",
      {
        allOf: [
          { $ref: "#/$defs/a" },
          { properties: { b: { type: "null" } }, required: ["b"] },
        ],
        $defs: {
          a: {
            type: "object",
            properties: { a: { type: "integer" } },
            required: ["a"],
          },
        },
      },
      ['{"a":1,"b":null}'],
      ['{"a":1}', '{"b":null}'],
    ],
    [
      "anything",
      { type: "object", additionalProperties: true },
      ["{}", '{"a":[1,{"b":null}]}'],
      ["[]", '{"a"}'],
    ],
    ["several types", { type: ["string", "null"] }, ["null", '"x"'], ["1"]],
    [
      "tuples",
      {
        type: "array",
        prefixItems: [{ type: "integer" }, { type: "string" }],
        items: false,
      },
      ['[1,"a"]'],
      ["[1]", '[1,"a",2]'],
    ],
    [
      "literals of any kind",
      { enum: [{ a: [1] }, '"\\\n'] },
      ['{"a":[1]}', String.raw`"\"\\\n"`],
      ["1"],
    ],
  ])(
    "of a schema are let through, and no others: %s",
    async (_, schema, ...[good, bad]) => {
      const validate = new Ajv2020({
        strict: false,
        validateFormats: false,
      }).compile(schema);
      for (const text of good) {
        expect([text, await takes(schema, text)]).toEqual([text, true]);
        expect([text, validate(JSON.parse(text))]).toEqual([text, true]);
      }
      for (const text of bad)
        expect([text, await takes(schema, text)]).toEqual([text, false]);
    },
  );
});

describe("bounds that llama.cpp takes for none", () => {
  it.each([64, 65, 100, 1999, 2500, 20_000])("are held: %d", async (most) => {
    const exact = { type: "string", minLength: most, maxLength: most };
    const upTo = { type: "string", maxLength: most };
    const text = (length: number) => `"${"é".repeat(length)}"`;
    for (const schema of [exact, upTo]) {
      expect(await takes(schema, text(most))).toBe(true);
      expect(await takes(schema, text(most + 1))).toBe(false);
    }
    for (const length of [0, 1, 63, 64, Math.floor(most / 2), most - 1]) {
      expect(await takes(upTo, text(length))).toBe(true);
      expect(await takes(exact, text(length))).toBe(length === most);
    }
    const from = { type: "string", minLength: most };
    expect(await takes(from, text(most - 1))).toBe(false);
    expect(await takes(from, text(most + 500))).toBe(true);
  });

  it("leave no length out", async () => {
    const [least, most] = [70, 205];
    const schema = { type: "string", minLength: least, maxLength: most };
    const { text } = grammarOf(schema);
    const lengths = Array.from({ length: most + 10 }, (_, length) => length);
    const taken = await Promise.all(
      lengths.map((length) => check(text, `"${"a".repeat(length)}"`)),
    );
    expect(lengths.filter((length) => taken[length])).toEqual(
      lengths.slice(least, most + 1),
    );
  });

  it("are held of lists and of maps as well", async () => {
    const list = (length: number) => JSON.stringify(Array(length).fill(null));
    const items = { type: "array", items: { type: "null" } };
    for (const least of [1, 2990]) {
      const bounded = { ...items, minItems: least, maxItems: 3000 };
      expect(await takes(bounded, list(least))).toBe(true);
      expect(await takes(bounded, list(3000))).toBe(true);
      expect(await takes(bounded, list(least - 1))).toBe(false);
      expect(await takes(bounded, list(3001))).toBe(false);
    }
    const map = (length: number) =>
      JSON.stringify(
        Object.fromEntries(
          Array.from({ length }, (_, i) => [`k${String(i)}`, i]),
        ),
      );
    const free = { type: "object", maxProperties: 2100 };
    expect(await takes(free, map(2100))).toBe(true);
    expect(await takes(free, map(2101))).toBe(false);
  });
});

describe("arguments", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["of no schema", {}, "{}"],
    ["of a schema without a type", { required: ["a"] }, '{"a":1}'],
    [
      "of alternatives that are none",
      {
        anyOf: [
          { properties: { a: { type: "null" } } },
          { type: "null" },
          { type: "string" },
        ],
      },
      '{"a":null}',
    ],
    [
      "of alternatives that may be anything",
      { type: "object", oneOf: [{ minProperties: 1 }, true] },
      '{"a":1}',
    ],
  ])("are an object: %s", async (_what, schema, good) => {
    expect(await takes(schema, good, "arguments")).toBe(true);
    for (const text of ["null", '"a"', "1", "[]"])
      expect([text, await takes(schema, text, "arguments")]).toEqual([
        text,
        false,
      ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["anyOf", { anyOf: [{ type: "null" }, { enum: ["a"] }] }],
    ["allOf", { allOf: [{ type: "null" }] }],
  ])("are refused where they can be none: %s", (keyword, none) => {
    expect(() => grammarOf(none, "arguments")).toThrow(
      expect.objectContaining({ keyword }),
    );
  });
});

describe("what no grammar can say", () => {
  it("is left to the model's own reading, and told by name", () => {
    const { widened } = grammarOf({
      type: "object",
      properties: {
        a: { type: "string", pattern: "^a", maxLength: 5_000_000 },
        b: { type: "integer", minimum: 7 },
        c: { type: "number", maximum: 1 },
        d: { type: "array", uniqueItems: true },
        e: { not: { type: "null" } },
      },
    });
    expect(widened.toSorted()).toEqual([
      "maxLength",
      "maximum",
      "minimum",
      "not",
      "pattern",
      "uniqueItems",
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["$ref", { $ref: "https://example.com/x.json" }],
    ["$ref", { properties: { a: { $ref: "#/$defs/none" } } }],
    ["$ref", { anyOf: [{ $ref: "#" }, { type: "null" }] }],
    ["type", { type: "date" }],
    ["enum", { enum: [] }],
    [
      "required",
      { type: "object", required: ["a"], additionalProperties: false },
    ],
    ["minLength", { type: "string", minLength: 3, maxLength: 2 }],
    ["maxItems", { type: "array", maxItems: "many" }],
    ["allOf", { allOf: [{ type: "string" }, { type: "object" }] }],
    ["schema", { properties: { a: "string" } }],
  ])("or refused: %s", (keyword, schema) => {
    expect(() => grammarOf(schema)).toThrow(
      expect.objectContaining({ keyword }),
    );
  });

  it("or refused where it nests or grows without end", () => {
    let deep: Record<string, unknown> = { type: "string" };
    for (let depth = 0; depth < 200; depth += 1)
      deep = { type: "array", items: deep };
    expect(() => grammarOf(deep)).toThrow("nesting");
    const many = Array.from({ length: 400 }, (_, i) => [
      `p${String(i)}`,
      { type: "string", maxLength: 500_000 + 997 * i },
    ]);
    const wide = { properties: Object.fromEntries(many) as unknown };
    expect(() => grammarOf(wide)).toThrow(GrammarTooLarge);
  });

  it("or refused where its parts double with each step", () => {
    const steps = Array.from({ length: 20 }, (_, i) => {
      const next = {
        allOf: [{ $ref: `#/$defs/s${String(i + 1)}` }, { required: ["l"] }],
      };
      return [`s${String(i)}`, { properties: { l: next, r: next } }];
    });
    const $defs = Object.fromEntries([...steps, ["s20", {}]]) as unknown;
    expect(() => grammarOf({ $ref: "#/$defs/s0", $defs })).toThrow(
      GrammarTooLarge,
    );
  });

  it("and told where an alternative says otherwise than what stands beside it", () => {
    const { widened } = grammarOf({
      type: "object",
      properties: { a: { type: "string" } },
      maxProperties: 5,
      anyOf: [
        { properties: { a: { type: "string" }, b: { type: "null" } } },
        { properties: { a: { type: "null" } }, maxProperties: 7 },
      ],
    });
    expect(widened.toSorted()).toEqual(["maxProperties", "properties"]);
  });

  it("does not reach what every object inherits", () => {
    const parsed = JSON.parse(
      '{"properties":{"__proto__":{"type":"integer"}},"required":["__proto__"]}',
    ) as Record<string, unknown>;
    expect(grammarOf(parsed).text).toContain(String.raw`"\"__proto__\""`);
  });
});
