import { describe, expect, it } from "vitest";
import { requireHeld } from "#main/adapters/local/json-schema.ts";

describe("schemas that a model is held to", () => {
  it("may have annotations, and bounds that a grammar knows", () => {
    expect(() =>
      requireHeld({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        title: "Answer",
        properties: {
          name: { type: "string", minLength: 1, description: "who" },
          story: { type: "string", maxLength: 50_000 },
          when: { type: "string", format: "date" },
          mail: { type: "string", format: "email" },
          count: { type: "integer", minimum: -9007199254740991 },
          grade: { type: "integer", minimum: 1, maximum: 6 },
          kind: { const: "a" },
          some: { enum: [{ a: 1 }, [2]] },
          either: { anyOf: [{ type: "null" }, { $ref: "#/$defs/node" }] },
          list: { type: "array", items: { type: ["number", "null"] } },
        },
        required: ["name"],
        additionalProperties: false,
        $defs: {
          node: {
            type: "object",
            properties: {
              next: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] },
            },
          },
        },
      }),
    ).not.toThrow();
    for (const any of [{}, { type: "object" }])
      expect(() => requireHeld(any)).not.toThrow();
  });
});

describe("schemas that it cannot be held to", () => {
  it.each([
    ["pattern", { type: "string", pattern: "^a" }],
    ["minimum", { type: "integer", minimum: 3 }],
    ["not", { not: { type: "null" } }],
    ["uniqueItems", { type: "array", uniqueItems: true }],
    ["maxLength", { type: "string", maxLength: 5_000_000 }],
    ["$ref", { $ref: "https://example.com/x.json" }],
    ["type", { type: "date" }],
    ["enum", { enum: [] }],
    ["allOf", { allOf: [{ type: "string" }, { type: "null" }] }],
    [
      "minimum",
      { properties: { a: { anyOf: [{ type: "number", minimum: 1 }] } } },
    ],
  ])("are refused by name: %s", (keyword, schema) => {
    expect(() => requireHeld(schema)).toThrow(
      expect.objectContaining({
        code: "unsupported-parameter",
        data: { parameter: `response_format.schema.${keyword}` },
      }),
    );
  });

  it("are refused when they nest without end, or are too large", () => {
    let schema: Record<string, unknown> = { type: "string" };
    for (let depth = 0; depth < 200; depth += 1)
      schema = { type: "array", items: schema };
    expect(() => requireHeld(schema)).toThrow("nesting");
    const words = Array.from({ length: 30_000 }, (_, i) => String(i));
    expect(() => requireHeld({ enum: words })).toThrow(
      expect.objectContaining({
        code: "unsupported-parameter",
        data: { parameter: "response_format.schema" },
      }),
    );
  });
});
