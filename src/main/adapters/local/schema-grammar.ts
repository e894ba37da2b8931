import { anyOf, type Gbnf } from "./gbnf.ts";
import { JsonGrammar } from "./json-grammar.ts";
import type { ObjectNotation, TypeContext } from "./object-notation.ts";
import { typeRule } from "./schema-types.ts";
import { arrayOf } from "#main/dialects/json.ts";
import {
  alternative,
  constraintsOf,
  impliedType,
  isJson,
  resolvePointer,
  SchemaRefusal,
  untoldOf,
  withObjects,
  type Json,
} from "./schema-words.ts";

const maxDepth = 64;
interface Place {
  readonly depth: number;
  /** References since the last sign that was written: one that comes again would never end. */
  readonly open: readonly string[];
  /** How the object is written that this value is; as JSON by default, as all within it. */
  readonly notation?: (context: TypeContext) => ObjectNotation;
}

const start: Place = { depth: 0, open: [] };

/**
 * Grammar rules of a JSON Schema. Each value that they let through fits it but for the keywords in
 * `widened`, which a grammar cannot say. Optional fields may be left out; all come in the schema's
 * order, and none that it does not list unless it lists none. Throws SchemaRefusal, also where it is
 * not a schema.
 */
export class SchemaGrammar {
  readonly widened = new Set<string>();
  #json: JsonGrammar;
  #root: Json;
  #references = new Map<string, string>();

  constructor(gbnf: Gbnf, root: Json, json = new JsonGrammar(gbnf)) {
    this.#json = json;
    this.#root = root;
  }

  /** The rule of a function's arguments, an object always; of no schema, of no fields. */
  arguments(notation?: Place["notation"]): string {
    const { type = "object", ...rest } = this.#root;
    if (type !== "object") throw new SchemaRefusal("type");
    const isBare = Object.keys(constraintsOf(this.#root)).length === 0;
    const isElsewhere = ["$ref", "anyOf", "oneOf", "allOf"].some(
      (key) => rest[key] !== undefined,
    );
    const whole = isElsewhere ? withObjects(rest) : { ...rest, type };
    return this.#value(isBare ? { properties: {} } : whole, {
      ...start,
      ...(notation ? { notation } : {}),
    });
  }

  /** The rule of any value. */
  document(): string {
    return this.#value(this.#root, start);
  }

  #value(schema: unknown, place: Place): string {
    this.#json.gbnf.step();
    if (place.depth > maxDepth) throw new SchemaRefusal("nesting");
    if (schema === true) return this.#json.value;
    if (!isJson(schema)) throw new SchemaRefusal("schema");
    for (const key of untoldOf(schema)) this.widened.add(key);
    if (schema.$ref !== undefined) return this.#reference(schema, place);
    if (schema.const !== undefined)
      return this.#literals([schema.const], place);
    if (schema.enum !== undefined) return this.#literals(schema.enum, place);
    if (schema.anyOf !== undefined) return this.#choice(schema, "anyOf", place);
    if (schema.oneOf !== undefined) return this.#choice(schema, "oneOf", place);
    if (schema.allOf !== undefined) return this.#all(schema, place);
    const { type = impliedType(schema) } = schema;
    const names: readonly unknown[] = Array.isArray(type) ? type : [type];
    if (names.length === 0) throw new SchemaRefusal("type");
    const rules = names.map((name) => this.#ofType(schema, name, place));
    return this.#json.gbnf.rule(anyOf(rules));
  }

  #reference({ $ref: pointer, ...beside }: Json, place: Place): string {
    const target = resolvePointer(this.#root, pointer);
    const name = String(pointer);
    if (target === undefined || place.open.includes(name))
      throw new SchemaRefusal("$ref");
    for (const key of Object.keys(constraintsOf(beside))) this.widened.add(key);
    const key = `${place.notation ? "own" : "json"} ${name}`;
    const known = this.#references.get(key);
    if (known !== undefined) return known;
    const rule = this.#json.gbnf.reserve();
    this.#references.set(key, rule);
    const open = [...place.open, name];
    const deeper = { ...place, depth: place.depth + 1, open };
    const body = this.#value(target, deeper);
    this.#json.gbnf.define(rule, body);
    return rule;
  }

  #literals(values: unknown, place: Place): string {
    if (!Array.isArray(values) || values.length === 0)
      throw new SchemaRefusal("enum");
    if (place.notation) return this.#literalObjects(values, place);
    const options = values.map((value) => this.#json.constant(value));
    return this.#json.gbnf.rule(anyOf(options), options.length);
  }

  #literalObjects(values: readonly unknown[], place: Place): string {
    const objects = values.filter(isJson);
    if (objects.length === 0) throw new SchemaRefusal("enum");
    const rules = objects.map((object) => {
      const fields = Object.entries(object).map(
        ([name, value]) => [name, { const: value }] as const,
      );
      const properties = Object.fromEntries(fields);
      const required = Object.keys(object);
      return this.#ofType({ properties, required }, "object", place);
    });
    return this.#json.gbnf.rule(anyOf(rules), rules.length);
  }

  #choice(schema: Json, key: "anyOf" | "oneOf", place: Place): string {
    const { [key]: options, ...beside } = schema;
    if (!Array.isArray(options) || options.length === 0)
      throw new SchemaRefusal(key);
    const shared = constraintsOf(beside);
    const deeper = { ...place, depth: place.depth + 1 };
    const rules = options.map((option: unknown) =>
      this.#value(
        isJson(option) ? alternative(shared, option, this.widened) : option,
        deeper,
      ),
    );
    return this.#json.gbnf.rule(anyOf(rules), rules.length);
  }

  /** Objects that each say a part become one; what two of them say of the same is told in words. */
  #all({ allOf, ...beside }: Json, place: Place): string {
    if (!Array.isArray(allOf) || allOf.length === 0)
      throw new SchemaRefusal("allOf");
    const deeper = { ...place, depth: place.depth + 1 };
    const shared = constraintsOf(beside);
    if (allOf.length === 1 && Object.keys(shared).length === 0)
      return this.#value(allOf[0], deeper);
    const parts = [shared, ...(allOf as readonly unknown[])];
    let properties: Json = {};
    const required = new Set<unknown>();
    let whole: Json = {};
    for (const part of parts) {
      const { properties: own, required: needed, ...rest } = this.#plain(part);
      properties = { ...properties, ...(isJson(own) ? own : {}) };
      for (const name of arrayOf(needed)) required.add(name);
      whole = { ...whole, ...rest };
    }
    this.widened.add("allOf");
    return this.#value(
      { ...whole, properties, required: [...required] },
      deeper,
    );
  }

  /** A part of `allOf` that others can be added to. */
  #plain(part: unknown): Json {
    const pointer = isJson(part) ? part.$ref : undefined;
    const found = pointer ? resolvePointer(this.#root, pointer) : part;
    if (!isJson(found)) throw new SchemaRefusal("allOf");
    const { type = "object", additionalProperties: _, ...rest } = found;
    const isPlain = ["$ref", "anyOf", "oneOf", "allOf", "enum", "const"].every(
      (key) => rest[key] === undefined,
    );
    if (!isPlain || type !== "object") throw new SchemaRefusal("allOf");
    return { ...rest, type };
  }

  #ofType(schema: Json, type: unknown, { depth, notation }: Place): string {
    const inner = { depth: depth + 1, open: [] };
    const context: TypeContext = {
      json: this.#json,
      widened: this.widened,
      value: (nested) => this.#value(nested, inner),
    };
    const own = notation && { notation: notation(context) };
    return typeRule(schema, type, { ...context, ...own });
  }
}
