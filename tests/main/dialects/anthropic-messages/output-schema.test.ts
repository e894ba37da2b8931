import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outputSchema } from "#main/dialects/anthropic-messages/output-schema.ts";
import { simplifySchema } from "#main/dialects/gemini/schema.ts";
import { arrayOf, isObject } from "#main/dialects/json.ts";
import { dialects } from "#main/dialects/table.ts";
import { AppError } from "#shared/errors/app-error.ts";

const messages = [{ role: "user", content: "Hi" }];
const { encode } = dialects["anthropic-messages"];

/** A schema as Claude is sent it, of a caller who speaks OpenAI's dialect. */
function told(schema: object, more: object = {}): unknown {
  const { request } = dialects["openai-chat"].parse({
    model: "claude",
    messages,
    response_format: {
      type: "json_schema",
      json_schema: { name: "answer", schema, ...more },
    },
  });
  const config = encode(request, {}).body.output_config;
  return (config as { format: { schema: unknown } }).format.schema;
}

/** The same of one field. */
function field(schema: object): unknown {
  const whole = told({ type: "object", properties: { it: schema } });
  return (whole as { properties: { it: unknown } }).properties.it;
}

function refused(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    const { code, data } = AppError.from(error);
    return [code, data.parameter];
  }
}

describe("objects", () => {
  it("are closed wherever they stand", () => {
    const open = (more: object = {}) => ({
      type: "object",
      properties: { a: { type: "string" } },
      ...more,
    });
    const closed = { ...open(), additionalProperties: false };
    expect(
      told({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        properties: {
          list: { type: "array", items: open() },
          maybe: open({ type: ["object", "null"] }),
          either: { anyOf: [open(), { type: "null" }] },
          one: { oneOf: [open({ additionalProperties: true })] },
          named: { $ref: "#/$defs/Named" },
          none: { type: "object", properties: {} },
          untyped: { properties: { a: { type: "string" } } },
        },
        required: ["list"],
        additionalProperties: { type: "string" },
        $defs: { Named: open() },
      }),
    ).toEqual({
      type: "object",
      properties: {
        list: { type: "array", items: closed },
        maybe: { ...closed, type: ["object", "null"] },
        either: { anyOf: [closed, { type: "null" }] },
        one: { anyOf: [closed] },
        named: { $ref: "#/$defs/Named" },
        none: { type: "object", properties: {}, additionalProperties: false },
        untyped: closed,
      },
      required: ["list"],
      additionalProperties: false,
      $defs: { Named: closed },
    });
  });

  it("without a field of their own are refused where they stand: closed, they could only be empty", () => {
    expect(refused(() => told({ type: "object" }))).toEqual([
      "unsupported-parameter",
      "response_format.schema",
    ]);
    expect(
      refused(() =>
        field({
          type: "array",
          items: { type: "object", additionalProperties: { type: "string" } },
        }),
      ),
    ).toEqual([
      "unsupported-parameter",
      "response_format.schema.properties.it.items",
    ]);
    const empty = { type: "object", additionalProperties: false };
    expect(told(empty)).toEqual(empty);
  });

  it("that must be several things at once are one: closed, they would shut each other out", () => {
    expect(
      told({
        description: "All of it.",
        allOf: [
          { $ref: "#/definitions/Named" },
          {
            type: "object",
            properties: { age: { type: "integer" }, name: { minLength: 1 } },
            required: ["age"],
          },
        ],
        definitions: {
          Named: {
            type: "object",
            description: "Somebody.",
            properties: { name: { type: "string" } },
            required: ["name"],
          },
        },
      }),
    ).toEqual({
      description: "All of it.",
      type: "object",
      properties: {
        name: { type: "string", description: "At least 1 character." },
        age: { type: "integer" },
      },
      required: ["name", "age"],
      additionalProperties: false,
      definitions: {
        Named: {
          type: "object",
          description: "Somebody.",
          properties: { name: { type: "string" } },
          required: ["name"],
          additionalProperties: false,
        },
      },
    });
  });

  it("have what stands beside alternatives in each of these", () => {
    const shape = {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
    };
    expect(
      told({
        title: "One of two",
        ...shape,
        anyOf: [{ required: ["a"] }, { required: ["b"] }],
      }),
    ).toEqual({
      title: "One of two",
      anyOf: ["a", "b"].map((name) => ({
        ...shape,
        required: [name],
        additionalProperties: false,
      })),
    });
  });
});

describe("limits", () => {
  it.each([
    [
      { minLength: 2, maxLength: 1 },
      "At least 2 characters; at most 1 character.",
    ],
    [{ minimum: 0, maximum: 150.5 }, "At least 0; at most 150.5."],
    [
      { exclusiveMinimum: 0, exclusiveMaximum: 9, multipleOf: 0.5 },
      "More than 0; less than 9; a multiple of 0.5.",
    ],
    [
      { minItems: 2, maxItems: 5, uniqueItems: true },
      "At least 2 items; at most 5 items; no item twice.",
    ],
    [{ maxProperties: 3 }, "At most 3 fields."],
    [{ format: "phone" }, "In the format phone."],
    [
      { pattern: String.raw`^(?=a)\bx\1` },
      String.raw`Matching the pattern ^(?=a)\bx\1.`,
    ],
    [{ enum: [{ a: 1 }, 2] }, 'One of [{"a":1},2].'],
    [{ not: { const: 3 } }, 'Not: {"const":3}.'],
  ])("are told in words, not as keywords: %j", (limits, words) => {
    expect(field({ type: "string", ...limits })).toEqual({
      type: "string",
      description: words,
    });
    expect(field({ description: "It.", ...limits })).toEqual({
      description: `It.\n${words}`,
    });
  });

  it("that Claude takes stay, and what limits nothing is not told", () => {
    const taken = {
      type: ["string", "null"],
      enum: ["a", null],
      default: "a",
      title: "A",
      format: "date-time",
      pattern: String.raw`^(\d{4})-[a-z]+\.$`,
    };
    const nothing = { minLength: 0, uniqueItems: false, $comment: "x" };
    expect(field({ ...taken, ...nothing })).toEqual(taken);
    const list = { type: "array", items: { const: 1 }, minItems: 1 };
    expect(field(list)).toEqual(list);
  });
});

describe("references", () => {
  const item = { type: "object", properties: { a: { type: "string" } } };

  it("with words beside them are written out, as those would be lost", () => {
    const schema = {
      type: "object",
      properties: { one: { $ref: "#/$defs/Item", description: "The first." } },
      $defs: { Item: { ...item, description: "Any." } },
    };
    const closed = { ...item, additionalProperties: false };
    expect(told(schema)).toEqual({
      ...schema,
      properties: { one: { ...closed, description: "The first." } },
      additionalProperties: false,
      $defs: { Item: { ...closed, description: "Any." } },
    });
  });

  it("to themselves, or out of the schema, are left to Claude's own word", () => {
    const node = {
      type: "object",
      properties: { next: { $ref: "#/$defs/Node", title: "x" } },
      additionalProperties: false,
    };
    const sent = JSON.stringify(
      told({ $ref: "#/$defs/Node", $defs: { Node: node } }),
    );
    expect(sent).toContain('"$ref":"#/$defs/Node"');
    expect(field({ $ref: "https://example.org/x" })).toEqual({
      $ref: "https://example.org/x",
    });
  });

  it.each([
    ["chain", (i: number) => ({ $ref: `#/$defs/D${i + 1}`, title: "x" })],
    [
      "nest",
      (i: number) => ({ items: { $ref: `#/$defs/D${i + 1}`, title: "x" } }),
    ],
  ])("that %s without an end in sight are refused as well", (_, step) => {
    const all = Array.from({ length: 9_000 }, (__, i) => [`D${i}`, step(i)]);
    const schema = { ...step(-1), $defs: Object.fromEntries(all) };
    for (const write of [outputSchema, simplifySchema])
      expect(refused(() => write(schema, "it"))).toEqual([
        "unsupported-parameter",
        "it",
      ]);
  });

  it("to what holds them again are left as well", () => {
    const schema = { items: { $defs: { a: { $ref: "#/items" } } } };
    const a = { $defs: { a: { $ref: "#/items" } } };
    expect(outputSchema(schema, "it")).toEqual({ items: { $defs: { a } } });
  });

  it("that double with every step are refused in good time", () => {
    const twice = (i: number) => ({
      type: "object",
      properties: {
        a: { $ref: `#/$defs/D${i + 1}`, title: "a" },
        b: { $ref: `#/$defs/D${i + 1}`, title: "b" },
      },
    });
    const all = Array.from({ length: 40 }, (_, i) => [`D${i}`, twice(i)]);
    const schema = { ...twice(-1), $defs: Object.fromEntries(all) };
    expect(refused(() => told(schema))).toEqual([
      "unsupported-parameter",
      "response_format.schema",
    ]);
  });
});

it("the schema's own description in its request is told where it has none", () => {
  const schema = {
    type: "object",
    properties: {},
    additionalProperties: false,
  };
  expect(told(schema, { description: "What was seen." })).toEqual({
    ...schema,
    description: "What was seen.",
  });
});

it("a strict tool is held to the same, any other tool keeps its schema", () => {
  const parameters = {
    type: "object",
    properties: { port: { type: "string", minLength: 1 } },
  };
  const tool = (name: string, strict?: boolean) => ({
    type: "function",
    function: { name, parameters, ...(strict === undefined ? {} : { strict }) },
  });
  const { request } = dialects["openai-chat"].parse({
    model: "claude",
    messages,
    tools: [tool("a", true), tool("b", false), tool("c")],
  });
  expect(encode(request, {}).body.tools).toEqual([
    {
      name: "a",
      strict: true,
      input_schema: {
        type: "object",
        properties: {
          port: { type: "string", description: "At least 1 character." },
        },
        additionalProperties: false,
      },
    },
    { name: "b", strict: false, input_schema: parameters },
    { name: "c", input_schema: parameters },
  ]);
});

describe("of Anthropic's own callers", () => {
  const format = {
    type: "json_schema",
    schema: {
      type: "object",
      properties: { a: { type: "string", minLength: 1 } },
    },
  };
  const body = { model: "claude", max_tokens: 9, messages };
  const parse = (more: object) =>
    dialects["anthropic-messages"].parse({ ...body, ...more });

  it.each([{ output_config: { format } }, { output_format: format }])(
    "a schema passes as it came: %j",
    (more) => {
      const { request } = parse(more);
      expect(encode(request, {}).body).toEqual({
        ...body,
        messages: [{ role: "user", content: "Hi" }],
        ...more,
        stream: true,
      });
    },
  );

  it("the older field is understood like the newer one", () => {
    const older = parse({ output_format: format });
    const newer = parse({ output_config: { format } });
    expect(older.request.responseFormat).toEqual({
      type: "json-schema",
      name: "output",
      schema: format.schema,
    });
    for (const name of ["openai-chat", "gemini", "ollama"] as const) {
      const bodyOf = ({ request }: typeof older) =>
        dialects[name].encode(request, {}).body;
      expect(bodyOf(older)).toEqual(bodyOf(newer));
    }
  });

  it("the two must not contradict each other", () => {
    const other = { ...format, schema: { type: "object", properties: {} } };
    expect(
      refused(() =>
        parse({ output_format: format, output_config: { format: other } }),
      ),
    ).toEqual(["invalid-request", "output_format"]);
    const same = { output_format: format, output_config: { format } };
    expect(parse(same).request.responseFormat).toBeDefined();
  });

  it("what is refused is named by the field that they wrote", () => {
    const older = parse({ output_format: format });
    expect(older.fieldNames?.response_format).toBe("output_format");
    expect(parse({ output_config: { format } }).fieldNames).toBeUndefined();
  });
});

const keyword = fc.constantFrom(
  ...["type", "properties", "items", "anyOf", "oneOf", "allOf", "$ref", "enum"],
  ...["required", "additionalProperties", "minLength", "pattern", "$defs", "a"],
);
const word = fc.constantFrom("object", "string", "#/$defs/a", "#/items", "a");
const anySchema = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.oneof(word, fc.jsonValue({ maxDepth: 1 })),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(keyword, tie("value"), { maxKeys: 5 }),
  ),
})).value;

it("whatever a schema says, it is sent closed and without limits, or refused by name", () => {
  fc.assert(
    fc.property(fc.dictionary(keyword, anySchema), (schema) => {
      const sent = refused(() => outputSchema(schema, "it"));
      if (Array.isArray(sent)) expect(sent[0]).toBe("unsupported-parameter");
      else expect(openObjects(sent)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

/** Schemas within a schema that Claude would refuse; what stands in values is none. */
function openObjects(value: unknown): readonly unknown[] {
  if (!isObject(value)) return [];
  const { properties, items, anyOf, $defs, ...own } = value;
  const isObjects = [own.type].flat().includes("object");
  const isWrong =
    (isObjects && own.additionalProperties !== false) || "minLength" in own;
  const inner = [properties, $defs].flatMap((named) =>
    isObject(named) ? Object.values(named) : [],
  );
  return [
    ...(isWrong ? [value] : []),
    ...[...inner, items, ...arrayOf(anyOf)].flatMap(openObjects),
  ];
}
