import { unsupported } from "../check-wire.ts";
import {
  addFields,
  arrayOf,
  defined,
  isObject,
  objectOf,
  type JsonObject,
} from "../json.ts";
import { SchemaReferences, type SchemaVisits } from "../schema-references.ts";
import { merged } from "./merge-schemas.ts";
import { described } from "./schema-words.ts";

/** Keywords that say nothing about a value, and that Claude does not know. */
const silent: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$anchor",
  "$comment",
]);
/** What stands beside alternatives instead of within each of them. */
const annotations: ReadonlySet<string> = new Set([
  ...silent,
  "title",
  "description",
  "default",
  "$defs",
  "definitions",
]);
const formats: ReadonlySet<unknown> = new Set([
  ...["date-time", "time", "date", "duration", "email", "hostname"],
  ...["uri", "ipv4", "ipv6", "uuid"],
]);
/** Anchors, quantifiers, classes and plain groups: no looking around, no back references, no word bounds. */
const simplePattern = /^(?:[^\\(]|\((?!\?)|\\[dwsDWS]|\\[^a-zA-Z0-9])*$/;
const definition = /^#\/(?:\$defs|definitions)\/[^/]+$/;

/** What Claude takes as it is. */
const taken: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: () => true,
  title: () => true,
  default: () => true,
  required: () => true,
  enum: (values) => arrayOf(values).every(isPrimitive),
  const: isPrimitive,
  format: (format) => formats.has(format),
  pattern: (pattern) =>
    typeof pattern === "string" && simplePattern.test(pattern),
  minItems: (least) => least === 0 || least === 1,
};

/**
 * A JSON Schema of another dialect in the part of JSON Schema that Claude's structured outputs and strict
 * tools take (platform.claude.com/docs/en/build-with-claude/structured-outputs): objects are closed,
 * `allOf` is written out, `oneOf` becomes `anyOf`, and limits become words of the description. What is
 * valid by it is valid by the caller's too, those words apart. Throws AppError `unsupported-parameter`.
 */
export function outputSchema(
  schema: JsonObject,
  at: string,
  visits?: SchemaVisits,
): JsonObject {
  const references = new SchemaReferences(schema, at, visits);
  return new OutputSchema(references).convert(schema, at, []);
}

class OutputSchema {
  readonly #references: SchemaReferences;

  constructor(references: SchemaReferences) {
    this.#references = references;
  }

  /** `inside` are the references that this is being written out for. */
  convert(
    schema: JsonObject,
    at: string,
    inside: readonly string[],
  ): JsonObject {
    const { $ref } = schema;
    return this.#references.visit(() =>
      typeof $ref === "string"
        ? this.#referred({ ...schema, $ref }, at, inside)
        : this.#flat(schema, at, inside),
    );
  }

  /** A reference stays where nothing is said beside it; Claude does not read that. */
  #referred(
    { $ref, ...beside }: JsonObject & { readonly $ref: string },
    at: string,
    inside: readonly string[],
  ): JsonObject {
    const { $defs, definitions, ...own } = beside;
    const target = inside.includes($ref)
      ? undefined
      : this.#references.resolve($ref);
    const isAlone = Object.keys(own).length === 0 && definition.test($ref);
    if (isAlone || target === undefined)
      return { $ref, ...this.#definitions({ $defs, definitions }, at, inside) };
    return this.convert(merged(beside, target), at, [...inside, $ref]);
  }

  /** What all of several schemas say, said by one: closed objects would shut each other's fields out. */
  #flat(
    { allOf, ...asked }: JsonObject,
    at: string,
    inside: readonly string[],
  ): JsonObject {
    const all = arrayOf(allOf).filter(isObject);
    if (all.length === 0) return this.#split(asked, at, inside);
    const used = [...inside];
    const whole = all.reduce<JsonObject>((one, other) => {
      const { $ref } = other;
      if (typeof $ref !== "string") return merged(one, other);
      const target = used.includes($ref)
        ? undefined
        : this.#references.resolve($ref);
      used.push($ref);
      const { $ref: _, ...beside } = other;
      return target ? merged(merged(one, beside), target) : one;
    }, asked);
    return this.convert(whole, at, used);
  }

  /** Alternatives, each with what is said beside them. */
  #split(
    { anyOf, oneOf, ...beside }: JsonObject,
    at: string,
    inside: readonly string[],
  ): JsonObject {
    const options = arrayOf(anyOf ?? oneOf);
    if (options.length === 0) return this.#plain(beside, at, inside);
    const entries = Object.entries(beside);
    const apart = entries.filter(([name]) => annotations.has(name));
    const shared = Object.fromEntries(
      entries.filter(([name]) => !annotations.has(name)),
    );
    if (anyOf !== undefined && oneOf !== undefined) shared.oneOf = oneOf;
    const choices = options.map((option, i) => {
      if (!isObject(option)) return option;
      const inner = `${at}.${anyOf === undefined ? "oneOf" : "anyOf"}[${i}]`;
      const isPlain = Object.keys(shared).length === 0;
      const { $ref, ...own } = option;
      const whole = isPlain
        ? option
        : typeof $ref === "string"
          ? { ...merged(shared, own), $ref }
          : merged(shared, option);
      return this.convert(whole, inner, inside);
    });
    return {
      anyOf: choices,
      ...this.#plain(Object.fromEntries(apart), at, inside),
    };
  }

  #plain(
    schema: JsonObject,
    at: string,
    inside: readonly string[],
  ): JsonObject {
    const { $defs, definitions, properties, items, ...others } = schema;
    const kept: JsonObject = {};
    const limits: JsonObject = {};
    const { description, additionalProperties, ...keywords } = others;
    for (const [name, value] of Object.entries(keywords)) {
      if (silent.has(name)) continue;
      const isTaken = Object.hasOwn(taken, name) && taken[name]?.(value);
      addFields(isTaken ? kept : limits, { [name]: value });
    }
    const fields = objectOf(properties);
    if (fields) {
      kept.type ??= "object";
      kept.properties = mapped(fields, (field, name) =>
        this.convert(field, `${at}.properties.${name}`, inside),
      );
    }
    if (isObject(items))
      kept.items = this.convert(items, `${at}.items`, inside);
    else if (items !== undefined) limits.items = items;
    if ([kept.type].flat().includes("object")) {
      if (fields === undefined && additionalProperties !== false)
        throw unsupported(
          at,
          "an object must name its fields for this upstream",
        );
      kept.additionalProperties = false;
    }
    return {
      ...kept,
      ...defined({ description: described(description, limits) }),
      ...this.#definitions({ $defs, definitions }, at, inside),
    };
  }

  #definitions(
    all: Readonly<Record<"$defs" | "definitions", unknown>>,
    at: string,
    inside: readonly string[],
  ): JsonObject {
    return Object.fromEntries(
      Object.entries(all).flatMap(([keyword, schemas]) => {
        if (!isObject(schemas)) return [];
        const convert = (one: JsonObject, name: string) =>
          this.convert(one, `${at}.${keyword}.${name}`, inside);
        return [[keyword, mapped(schemas, convert)] as const];
      }),
    );
  }
}

function mapped(
  schemas: JsonObject,
  convert: (schema: JsonObject, name: string) => JsonObject,
): JsonObject {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      isObject(schema) ? convert(schema, name) : schema,
    ]),
  );
}

function isPrimitive(value: unknown): boolean {
  return value === null || typeof value !== "object";
}
