import { describe, expect, it } from "vitest";
import { dialects } from "#main/dialects/table.ts";
import { AppError } from "#shared/errors/app-error.ts";

const contents = [{ role: "user", parts: [{ text: "Hi" }] }];
const route = { model: "m", stream: false };

function parsed(body: object) {
  return dialects.gemini.parse({ contents, ...body }, route).request;
}

function asked(responseSchema: object) {
  const responseMimeType = "application/json";
  return parsed({ generationConfig: { responseMimeType, responseSchema } });
}

/** What any other dialect is told of one of Google's schemas. */
function read(schema: object): unknown {
  const { responseFormat } = asked(schema);
  const format =
    responseFormat?.type === "json-schema" && responseFormat.schema;
  const { tools = [] } = parsed({
    tools: [{ functionDeclarations: [{ name: "f", parameters: schema }] }],
  });
  expect(tools[0]?.inputSchema).toEqual(format);
  return format;
}

describe("Google's own schemas, as JSON Schema", () => {
  it.each<[string, object, object]>([
    ["types in capitals", { type: "STRING" }, { type: "string" }],
    ["a type that says nothing", { type: "TYPE_UNSPECIFIED" }, {}],
    [
      "several types",
      { type: ["NUMBER", "NULL"] },
      { type: ["number", "null"] },
    ],
    [
      "counts that are texts",
      {
        ...{ minItems: "1", maxItems: "9007199254740993", minLength: "0" },
        ...{ maxLength: "80", minProperties: "2", maxProperties: 3 },
        ...{ minimum: "-0.5", maximum: 1e3 },
      },
      {
        ...{ minItems: 1, maxItems: 9007199254740992, minLength: 0 },
        ...{ maxLength: 80, minProperties: 2, maxProperties: 3 },
        ...{ minimum: -0.5, maximum: 1000 },
      },
    ],
    [
      "snake case",
      {
        any_of: [{ type: "STRING", max_length: "3" }],
        additional_properties: false,
      },
      {
        anyOf: [{ type: "string", maxLength: 3 }],
        additionalProperties: false,
      },
    ],
    [
      "what may be null",
      { type: "INTEGER", nullable: true },
      { type: ["integer", "null"] },
    ],
    ["what may not", { type: "INTEGER", nullable: false }, { type: "integer" }],
    ["what may be anything", { title: "x", nullable: true }, { title: "x" }],
    [
      "alternatives that may be null",
      { nullable: true, anyOf: [{ type: "STRING" }, { type: "BOOLEAN" }] },
      { anyOf: [{ type: "string" }, { type: "boolean" }, { type: "null" }] },
    ],
    [
      "null among the alternatives already",
      { nullable: true, anyOf: [{ type: "STRING" }, { type: "NULL" }] },
      { anyOf: [{ type: "string" }, { type: "null" }] },
    ],
    [
      "a choice of words",
      { type: "STRING", format: "enum", enum: ["A", "B"], nullable: true },
      { type: ["string", "null"], enum: ["A", "B", null] },
    ],
    [
      "a choice of numbers, which are texts",
      { type: "INTEGER", format: "enum", enum: ["101", "201"] },
      { type: "integer", enum: [101, 201] },
    ],
    [
      "a choice of truths",
      { type: "BOOLEAN", enum: ["true"] },
      { type: "boolean", enum: [true] },
    ],
    [
      "formats, as they are",
      { type: "STRING", format: "date-time" },
      { type: "string", format: "date-time" },
    ],
    [
      "widths of numbers too",
      { type: "INTEGER", format: "int32" },
      { type: "integer", format: "int32" },
    ],
    [
      "an example",
      { type: "STRING", example: "x", default: null },
      { type: "string", examples: ["x"], default: null },
    ],
    [
      "fields that are null",
      { type: "STRING", description: null },
      { type: "string" },
    ],
    [
      "what stands within",
      {
        type: "OBJECT",
        properties: {
          type: { type: "ARRAY", items: { type: "STRING", nullable: true } },
        },
        additionalProperties: { type: "NUMBER" },
        required: ["type"],
        pattern: "^x$",
        title: "T",
        description: "D",
      },
      {
        type: "object",
        properties: {
          type: { type: "array", items: { type: ["string", "null"] } },
        },
        additionalProperties: { type: "number" },
        required: ["type"],
        pattern: "^x$",
        title: "T",
        description: "D",
      },
    ],
    [
      "references",
      {
        type: "OBJECT",
        properties: {
          pet: { ref: "#/defs/Pet" },
          other: { ref: "#/defs/Pet", nullable: true, description: "d" },
        },
        defs: {
          Pet: { type: "OBJECT", properties: { ref: { type: "STRING" } } },
        },
      },
      {
        type: "object",
        properties: {
          pet: { $ref: "#/$defs/Pet" },
          other: {
            description: "d",
            anyOf: [{ $ref: "#/$defs/Pet" }, { type: "null" }],
          },
        },
        $defs: {
          Pet: { type: "object", properties: { ref: { type: "string" } } },
        },
      },
    ],
    [
      "words of JSON Schema among them",
      {
        type: "array",
        prefixItems: [{ type: "STRING" }],
        oneOf: [{ type: "ARRAY" }],
        uniqueItems: true,
        "x-own": "1",
      },
      {
        type: "array",
        prefixItems: [{ type: "string" }],
        oneOf: [{ type: "array" }],
        uniqueItems: true,
        "x-own": "1",
      },
    ],
  ])("%s", (_, schema, expected) => {
    expect(read(schema)).toEqual(expected);
  });

  it("the order of fields is the order in which they stand", () => {
    const schema = {
      type: "OBJECT",
      properties: { a: { type: "STRING" }, b: { type: "STRING" }, c: {} },
      propertyOrdering: ["c", "b", "z"],
    };
    expect(JSON.stringify(read(schema))).toBe(
      '{"type":"object","properties":{"c":{},"b":{"type":"string"},"a":{"type":"string"}}}',
    );
  });
});

const older = {
  type: "OBJECT",
  properties: { a: { type: "STRING", nullable: true, minLength: "2" } },
  propertyOrdering: ["a"],
};
const declared = { name: "f", parameters: older };
const tools = [{ functionDeclarations: [declared] }];

it("Gemini itself is told them as they came", () => {
  const responseMimeType = "application/json";
  const generationConfig = { responseMimeType, responseSchema: older };
  const request = parsed({ tools, generationConfig });
  expect(dialects.gemini.encode(request, {}).body).toEqual({
    contents,
    tools,
    generationConfig,
  });
});

it.each([
  "openai-chat",
  "openai-responses",
  "anthropic-messages",
  "ollama",
] as const)("%s is told the same as of a JSON Schema", (name) => {
  const newer = {
    type: "object",
    properties: { a: { type: ["string", "null"], minLength: 2 } },
  };
  const format = (schema: object) => ({
    generationConfig: { responseMimeType: "application/json", ...schema },
  });
  const bodyOf = (body: object) => dialects[name].encode(parsed(body), {}).body;
  expect(bodyOf({ tools, ...format({ responseSchema: older }) })).toEqual(
    bodyOf({
      tools: [
        { functionDeclarations: [{ name: "f", parametersJsonSchema: newer }] },
      ],
      ...format({ responseJsonSchema: newer }),
    }),
  );
});

it.each([
  { responseSchema: older },
  { responseMimeType: "text/plain", responseSchema: older },
  { responseMimeType: "text/plain", responseJsonSchema: { type: "object" } },
])("a schema that its mime type does not go with is not lost: %j", (config) => {
  const request = parsed({ generationConfig: config });
  const { body } = dialects.gemini.encode(request, {});
  expect(body.generationConfig).toEqual(config);
  const name = Object.keys(config).at(-1);
  expect(() => dialects.ollama.encode(request, {})).toThrow(
    expect.objectContaining({
      code: "unsupported-parameter",
      data: { parameter: `generationConfig.${name}` },
    }) as AppError,
  );
});
