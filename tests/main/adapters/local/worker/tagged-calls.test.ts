import fc from "fast-check";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { PromptTools } from "#main/adapters/local/protocol.ts";
import {
  callPlan,
  type CallPlan,
} from "#main/adapters/local/worker/call-grammar.ts";
import { CallReader } from "#main/adapters/local/worker/call-reader.ts";
import type { CallSyntax } from "#main/adapters/local/worker/call-syntax.ts";
import { createChatTemplate } from "#main/adapters/local/worker/template.ts";
import { grammarCheck } from "./grammar-check.ts";
import { glm, miniMax, qwenCoder, seedOss } from "./model-templates.ts";
import { deepSeek32 } from "./noted-templates.ts";

const takes = grammarCheck();

const person = {
  type: "object",
  properties: { name: { type: "string" } },
  required: ["name"],
};
const properties = {
  text: { type: "string" },
  unit: { enum: ["C", "F", "a b"] },
  maybe: { anyOf: [{ type: "string" }, { type: "null" }] },
  count: { type: "integer", minimum: 1, maximum: 9 },
  isOn: { type: "boolean" },
  list: { type: "array", items: { type: "string" } },
  person: { $ref: "#/$defs/person" },
  either: { type: ["string", "integer"] },
  some: { type: "string", minLength: 1 },
  few: { type: "string", minLength: 2, maxLength: 3 },
  day: { type: "string", format: "date" },
  any: {},
};
const look = {
  name: "look",
  parameters: {
    $defs: { person },
    type: "object",
    properties,
    required: ["text"],
    additionalProperties: false,
  },
};
const tools: PromptTools = {
  offered: [look, { name: "look_up", parameters: {} }],
  choice: "required",
  parallel: true,
};
const fits = new Ajv2020({
  allowUnionTypes: true,
  formats: { date: /^\d{4}-\d\d-\d\d$/ },
}).compile(look.parameters);

function syntaxOf(source: string): CallSyntax {
  const today = () => "2026-11-30";
  const template = createChatTemplate({ source, bos: "", eos: "", today });
  const turns = [{ role: "user" as const, text: "Hi" }];
  const { calls } = template.render(turns, undefined, tools);
  if (!calls?.tags) throw new Error("told in words");
  return calls;
}

const sources = { qwenCoder, glm, miniMax, seedOss, deepSeek32 };
const syntaxes = Object.entries(sources).map(
  ([name, source]) => [name, syntaxOf(source)] as const,
);
const texts = ["text", "unit", "maybe", "some", "few", "day"];

/** Calls as models write them: names with values as they stand between the tags. */
function written(
  { open, between, close, next = "", tags }: CallSyntax,
  calls: readonly (readonly [string, readonly (readonly [string, string])[]])[],
): string {
  const one = calls.map(([name, values]) => {
    const all = values.map(([key, value]) =>
      [
        tags?.before,
        key,
        texts.includes(key) && value !== "null"
          ? tags?.between
          : (tags?.betweenJson ?? tags?.between),
        value,
        tags?.lead,
        tags?.end,
        tags?.tail,
      ].join(""),
    );
    return name + between + all.join("");
  });
  return open + one.join(next) + close;
}

function read({ syntax, callables }: CallPlan, pieces: readonly string[]) {
  const reader = new CallReader(syntax, callables);
  const calls: { name: string; text: string }[] = [];
  for (const piece of pieces)
    for (const event of reader.push(piece)) {
      const last = calls.at(-1);
      if (event.type === "call") calls.push({ name: event.name, text: "" });
      else if (last) last.text += event.text;
    }
  return { calls, complete: reader.complete };
}

const code = 'if (a < b && "x") {\n\t</param> <b>\n}\n\n\\é👍';
const values: readonly (readonly [string, string])[] = [
  ["text", code],
  ["unit", "a b"],
  ["maybe", "null"],
  ["count", "7"],
  ["isOn", "true"],
  ["list", '["<a>", "</parameter>\\n"]'],
  ["person", '{"name": "</arg_value>"}'],
  ["either", '"7"'],
  ["some", "x"],
  ["few", "abc"],
  ["day", "2026-11-30"],
  ["any", '{"a": [1, null]}'],
];
const meant = {
  text: code,
  unit: "a b",
  maybe: null,
  count: 7,
  isOn: true,
  list: ["<a>", "</parameter>\n"],
  person: { name: "</arg_value>" },
  either: "7",
  some: "x",
  few: "abc",
  day: "2026-11-30",
  any: { a: [1, null] },
};

describe.each(syntaxes)("arguments between tags: %s", (_, syntax) => {
  const plan = callPlan(syntax, tools, {});
  const call = (...own: readonly (readonly [string, string])[]) =>
    written(syntax, [["look", own]]);

  it("are taken as they are written, and read as JSON however they are split", async () => {
    const text = written(syntax, [
      ["look", values],
      ["look_up", []],
      ["look", [["text", ""]]],
    ]);
    expect(await takes(plan.start, text)).toBe(true);
    expect(await takes(plan.start, text.slice(0, -1))).toBe(false);
    const whole = read(plan, [text]);
    expect(whole.complete).toBe(3);
    expect(whole.calls.map(({ name }) => name)).toEqual([
      "look",
      "look_up",
      "look",
    ]);
    const read3 = whole.calls.map(({ text: own }) => JSON.parse(own) as object);
    expect(read3).toEqual([meant, {}, { text: "" }]);
    expect(fits(meant)).toBe(true);
    const signs = Array.from(text);
    expect(read(plan, signs)).toEqual(whole);
    for (let at = 1; at < signs.length; at += 1) {
      const [before, after] = [signs.slice(0, at), signs.slice(at)];
      expect(read(plan, [before.join(""), after.join("")])).toEqual(whole);
    }
  });

  it("are read without harm where no grammar held them", () => {
    const parts = [...call(["text", "x"]).split(/(?<=[>"])/), '"', "<", "x"];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts, code)), (pieces) => {
        const { calls, complete } = read(plan, pieces);
        const whole = calls.slice(0, complete);
        for (const { text } of whole) JSON.parse(text);
        expect(calls.length - complete).toBeOneOf([0, 1]);
      }),
    );
  });

  it("are held after the first sign, or after the last one alone", async () => {
    const { next, late } = callPlan(syntax, { ...tools, choice: "auto" }, {});
    const text = call(["text", "x"]);
    const { trigger, lateTrigger, open } = syntax;
    expect(await takes(next, text.slice(trigger.length))).toBe(true);
    expect(await takes(next, text)).toBe(false);
    if (lateTrigger === undefined) return expect(open).toBe("<tool_call>");
    expect(open.endsWith(lateTrigger)).toBe(true);
    expect(await takes(late, text.slice(open.length))).toBe(true);
    expect(await takes(late, text.slice(trigger.length))).toBe(false);
  });

  it("come while they are written", () => {
    const text = call(["text", "a long story"]);
    const at = text.indexOf("story");
    const { calls, complete } = read(plan, [text.slice(0, at)]);
    expect(calls).toEqual([{ name: "look", text: '{"text": "a long ' }]);
    expect(complete).toBe(0);
  });

  it.each([
    ["one that must be is left out", [["unit", "C"]]],
    ["one is unknown", [...values.slice(0, 1), ["what", "x"]]],
    ["one comes twice", [...values.slice(0, 1), ...values.slice(0, 1)]],
    ["a number is none", [...values.slice(0, 1), ["count", "many"]]],
    ["a number is beyond its bounds", [...values.slice(0, 1), ["count", "10"]]],
    ["a text is none of those listed", [...values.slice(0, 1), ["unit", "K"]]],
    ["a text is too short", [...values.slice(0, 1), ["some", ""]]],
    ["a text is but a line break", [...values.slice(0, 1), ["some", "\n"]]],
    ["a text is too long", [...values.slice(0, 1), ["few", "abcd"]]],
    ["a day is none", [...values.slice(0, 1), ["day", "2026-13-01"]]],
    ["a list holds something else", [...values.slice(0, 1), ["list", "[1]"]]],
  ] as const)("are not taken where %s", async (_what, own) => {
    expect(await takes(plan.start, call(["text", "x"]))).toBe(true);
    expect(await takes(plan.start, call(...own))).toBe(false);
  });

  it("go to the first end, whatever is in a text", async () => {
    const forged = `x${syntax.tags?.end ?? ""}${syntax.close}${syntax.open}`;
    expect(await takes(plan.start, call(["text", forged]))).toBe(false);
    const broken = `x</ <${syntax.close.slice(0, 5)} ${syntax.open}`;
    const text = call(["text", broken]);
    expect(await takes(plan.start, text)).toBe(true);
    expect(JSON.parse(read(plan, [text]).calls[0]?.text ?? "")).toEqual({
      text: broken,
    });
  });

  it("are taken of the function that is named only, and of one at a time", async () => {
    const named = { ...tools, choice: { tool: "look_up" } };
    const own = callPlan(syntax, named, {});
    const up = written(syntax, [["look_up", []]]);
    expect(await takes(own.start, up)).toBe(true);
    expect(await takes(own.start, call(["text", "x"]))).toBe(false);
    expect(await takes(plan.start, written(syntax, [["lock", []]]))).toBe(
      false,
    );
    const single = callPlan(syntax, { ...tools, parallel: false }, {});
    const two = written(syntax, [
      ["look_up", []],
      ["look_up", []],
    ]);
    expect(await takes(plan.start, two)).toBe(true);
    expect(await takes(single.start, two)).toBe(false);
  });
});

describe("schemas of arguments between tags", () => {
  const syntax = syntaxOf(miniMax);
  const planOf = (parameters: Readonly<Record<string, unknown>>) =>
    callPlan(syntax, { ...tools, offered: [{ name: "f", parameters }] }, {});
  const call = (...own: readonly (readonly [string, string])[]) =>
    written(syntax, [["f", own]]);
  const readOf = (plan: CallPlan, text: string) =>
    JSON.parse(read(plan, [text]).calls[0]?.text ?? "") as unknown;

  it("may leave names open", async () => {
    const numbers = planOf({ additionalProperties: { type: "integer" } });
    const text = call(["a", "1"], ["b-c", "2"]);
    expect(await takes(numbers.start, text)).toBe(true);
    expect(readOf(numbers, text)).toEqual({ a: 1, "b-c": 2 });
    const texts = planOf({ additionalProperties: { type: "string" } });
    expect(readOf(texts, call(["a", "1"]))).toEqual({ a: "1" });
    expect(await takes(numbers.start, call(["a", "x"]))).toBe(false);
  });

  it("write all as JSON where alternatives do not agree", async () => {
    const one = (schema: unknown) => ({
      type: "object",
      properties: { a: schema, b: { type: "string" } },
      required: ["a"],
    });
    const plan = planOf({
      anyOf: [one({ type: "string" }), one({ type: "integer" })],
    });
    for (const a of ["1", '"1"']) {
      const text = call(["a", a], ["b", '"</parameter>"']);
      expect(await takes(plan.start, text)).toBe(true);
      const value = JSON.parse(a) as unknown;
      expect(readOf(plan, text)).toEqual({ a: value, b: "</parameter>" });
    }
    expect(await takes(plan.start, call(["a", "x"]))).toBe(false);
  });

  it("may be written elsewhere, or be some values as a whole", async () => {
    const elsewhere = planOf({
      $ref: "#/$defs/own",
      $defs: { own: { ...person, properties: { name: { const: "Ann" } } } },
    });
    const text = call(["name", "Ann"]);
    expect(await takes(elsewhere.start, text)).toBe(true);
    expect(await takes(elsewhere.start, call(["name", "Bob"]))).toBe(false);
    const literal = planOf({ enum: [{ name: "Ann", age: 3 }, {}] });
    const both = call(["name", "Ann"], ["age", "3"]);
    expect(await takes(literal.start, both)).toBe(true);
    expect(readOf(literal, both)).toEqual({ name: "Ann", age: 3 });
    expect(await takes(literal.start, call())).toBe(true);
    expect(await takes(literal.start, text)).toBe(false);
  });

  it("quote what could be taken for something else, or for the end", async () => {
    const cases = [
      [{ enum: ["null", null] }, '"null"', "null"],
      [{ enum: ["x</parameter>"] }, '"x</parameter>"', "x</parameter>"],
      [{ enum: ["1", 1] }, '"1"', "1"],
    ] as const;
    for (const [schema, value, expected] of cases) {
      const plan = planOf({ properties: { a: schema }, required: ["a"] });
      const text = call(["a", value]);
      expect(await takes(plan.start, text)).toBe(true);
      expect(readOf(plan, text)).toEqual({ a: expected });
    }
  });

  it("tell a text that begins as null does", () => {
    const schema = { enum: ["nullify", "n", null] };
    const plan = planOf({ properties: { a: schema, b: {} }, required: ["a"] });
    const read1 = (value: string) =>
      readOf(plan, call(["a", value], ["b", "1"]));
    expect(["nullify", "n", "null"].map(read1)).toEqual([
      { a: "nullify", b: 1 },
      { a: "n", b: 1 },
      { a: null, b: 1 },
    ]);
  });
});
