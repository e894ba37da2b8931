import { describe, expect, it } from "vitest";
import { toGrammarSchema } from "#main/adapters/local/json-schema.ts";

describe("schemas that a grammar enforces", () => {
  it("lose annotations and keep constraints", () => {
    expect(
      toGrammarSchema({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        title: "Answer",
        properties: {
          name: { type: "string", minLength: 1, description: "who" },
          when: { type: "string", format: "date" },
          mail: { type: "string", format: "email" },
          count: { type: "integer", minimum: -9007199254740991 },
          kind: { const: "a" },
          either: { anyOf: [{ type: "null" }, { $ref: "#/$defs/node" }] },
          list: { type: "array", items: { type: ["number", "null"] } },
        },
        required: ["name"],
        additionalProperties: false,
        $defs: { node: { type: "object", properties: {} } },
      }),
    ).toEqual({
      type: "object",
      properties: {
        name: { type: "string", minLength: 1 },
        when: { type: "string", format: "date" },
        mail: { type: "string" },
        count: { type: "integer" },
        kind: { enum: ["a"] },
        either: { oneOf: [{ type: "null" }, { $ref: "#/$defs/node" }] },
        list: {
          type: "array",
          items: { oneOf: [{ type: "number" }, { type: "null" }] },
        },
      },
      additionalProperties: false,
      $defs: {
        node: { type: "object", properties: {}, additionalProperties: false },
      },
    });
  });

  it("leave an object without properties open", () => {
    expect(toGrammarSchema({ type: "object" })).toEqual({
      type: "object",
      additionalProperties: true,
    });
  });
});

describe("schemas that it cannot enforce", () => {
  it.each([
    ["pattern", { type: "string", pattern: "^a" }],
    ["minimum", { type: "integer", minimum: 3 }],
    ["not", { not: { type: "null" } }],
    ["uniqueItems", { type: "array", uniqueItems: true }],
    ["$ref", { $ref: "https://example.com/x.json" }],
    ["type", { type: "date" }],
    ["enum", { enum: [{ a: 1 }] }],
    ["allOf", { allOf: [{ type: "string" }, { type: "null" }] }],
    [
      "minimum",
      { properties: { a: { anyOf: [{ type: "number", minimum: 1 }] } } },
    ],
  ])("are refused by name: %s", (keyword, schema) => {
    expect(() => toGrammarSchema(schema)).toThrow(
      expect.objectContaining({
        code: "unsupported-parameter",
        data: { parameter: `response_format.schema.${keyword}` },
      }),
    );
  });

  it("are refused when they nest without end", () => {
    let schema: Record<string, unknown> = { type: "string" };
    for (let depth = 0; depth < 200; depth += 1)
      schema = { type: "array", items: schema };
    expect(() => toGrammarSchema(schema)).toThrow("nesting");
  });
});
