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
import { gemma4, gemma4First, lfm2, lfm25 } from "./noted-templates.ts";

const takes = grammarCheck();

const properties = {
  text: { type: "string" },
  unit: { enum: ["C", "it's", 'a "b"', '<|"|>', 7, null] },
  maybe: { type: ["string", "null"] },
  count: { type: "integer", minimum: 1, maximum: 9 },
  is_on: { type: "boolean" },
  list: { type: "array", items: { type: "string" } },
  person: {
    type: "object",
    properties: { name: { type: "string" }, "full age": { type: "number" } },
    required: ["name"],
    additionalProperties: false,
  },
  some: { type: "string", minLength: 1 },
  few: { type: "string", minLength: 2, maxLength: 3 },
  day: { type: "string", format: "date" },
  either: { anyOf: [{ const: { a: [true, null, "x"] } }, { type: "integer" }] },
  any: {},
};
const look = {
  name: "look",
  parameters: {
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
  formats: { date: /^\d{4}-(?:0\d|1[012])-\d\d$/ },
}).compile(look.parameters);

type Value = Readonly<Record<string, unknown>>;

function syntaxOf(source: string): CallSyntax {
  const today = () => "2026-11-30";
  const template = createChatTemplate({ source, bos: "", eos: "", today });
  const turns = [{ role: "user" as const, text: "Hi" }];
  const { calls } = template.render(turns, undefined, tools);
  if (!calls?.notation) throw new Error("told in words");
  return calls;
}

/** A text as Python reads it between these quotes. */
function pythonText(text: string, quote: string): string {
  const signs = Array.from(text, (sign) => {
    if (sign === quote || sign === "\\") return `\\${sign}`;
    if (sign === "\n") return "\\n";
    const code = sign.codePointAt(0) ?? 0;
    const isPlain = code > 0x1f && code !== 0x7f;
    return isPlain ? sign : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return quote + signs.join("") + quote;
}

/** Where texts stand between signs, names come in the order of the alphabet. */
function fieldsOf(value: object, isPython: boolean) {
  const fields: readonly [string, unknown][] = Object.entries(value);
  if (isPython) return fields;
  return fields.toSorted(([one], [other]) => (one < other ? -1 : 1));
}

const pythonWords = { null: "None", true: "True", false: "False" };

/** A value as a model writes it; texts between the quotes of each notation, in turn. */
function valueText(value: unknown, isPython: boolean, space = ""): string {
  const deeper = (own: unknown) => valueText(own, isPython, space);
  if (typeof value === "string") {
    if (!isPython) return `<|"|>${value}<|"|>`;
    return pythonText(value, value.length % 2 === 0 ? "'" : '"');
  }
  if (Array.isArray(value)) return `[${value.map(deeper).join(`,${space}`)}]`;
  if (typeof value === "object" && value !== null) {
    const fields = fieldsOf(value, isPython).map(([name, own]) => {
      const key = isPython ? pythonText(name, '"') : name;
      return `${key}:${space}${deeper(own)}`;
    });
    return `{${fields.join(`,${space}`)}}`;
  }
  const word = String(value);
  const isWord = isPython && Object.hasOwn(pythonWords, word) && space !== "";
  return isWord ? pythonWords[word as "null"] : word;
}

function argumentsText(value: Value, isPython: boolean, space = ""): string {
  return fieldsOf(value, isPython)
    .map(([name, own]) => {
      const assign = isPython ? "=" : ":";
      return `${name}${assign}${valueText(own, isPython, space)}`;
    })
    .join(`,${space}`);
}

function written(
  { open, between, close, next = "" }: CallSyntax,
  calls: readonly (readonly [string, string])[],
): string {
  const one = calls.map(([name, own]) => name + between + own);
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

const escape = syntaxOf(gemma4First.replaceAll('<|"|>', "<escape>"));
const syntaxes = Object.entries({ lfm2, lfm25, gemma4, gemma4First }).map(
  ([name, source]) => [name, syntaxOf(source)] as const,
);

const code = 'if (a < b && "x" == \'y\') { <| <|"\n\\n \\u0041 }, )] é👍';
const meant = {
  text: code,
  unit: 'a "b"',
  maybe: null,
  count: 7,
  is_on: true,
  list: ["<a>", "", "it's"],
  person: { name: "}", "full age": 1.5 },
  some: "x",
  few: "abc",
  day: "2026-11-30",
  either: { a: [true, null, "x"] },
  any: { a: [1, null, { b: [] }], c: {} },
};

describe.each(syntaxes)(
  "arguments in a notation of their own: %s",
  (_, syntax) => {
    const { isPython } = syntax.notation ?? { isPython: false };
    const plan = callPlan(syntax, tools, {});
    const call = (value: Value, space = "") =>
      written(syntax, [["look", argumentsText(value, isPython, space)]]);

    it("are taken as they are written, and read as JSON however they are split", async () => {
      expect(fits(meant)).toBe(true);
      for (const space of ["", " "]) {
        const text = written(syntax, [
          ["look", argumentsText(meant, isPython, space)],
          ["look_up", ""],
          ["look", argumentsText({ text: "" }, isPython)],
        ]);
        expect([text, await takes(plan.start, text)]).toEqual([text, true]);
        expect(await takes(plan.start, text.slice(0, -1))).toBe(false);
        const whole = read(plan, [text]);
        expect(whole.complete).toBe(3);
        const all = whole.calls.map((own) => JSON.parse(own.text) as unknown);
        expect(all).toEqual([meant, {}, { text: "" }]);
        const signs = Array.from(text);
        expect(read(plan, signs)).toEqual(whole);
        for (let at = 1; at < signs.length; at += 1) {
          const [before, after] = [signs.slice(0, at), signs.slice(at)];
          expect(read(plan, [before.join(""), after.join("")])).toEqual(whole);
        }
      }
    });

    it("hold any value that the grammar takes, and are read back at any split", async () => {
      const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/);
      const plain = fc
        .string({ unit: "binary" })
        .filter((own) => !own.includes('<|"|>') && !own.includes("\0"));
      const { any } = fc.letrec((tie) => ({
        any: fc.oneof(
          { depthSize: "small" },
          plain,
          fc.constantFrom(..."\\\"'<|{}[](),:=\n".split("")),
          fc.integer(),
          fc.integer({ min: -999, max: 999 }).map((own) => own / 100),
          fc.constantFrom(null, true, false),
          fc.array(tie("any"), { maxLength: 3 }),
          fc.dictionary(name, tie("any"), {
            maxKeys: 3,
            noNullPrototype: true,
          }),
        ),
      }));
      const model = fc.record({
        value: fc.record({ text: plain, any }),
        cuts: fc.array(fc.nat(), { maxLength: 6 }),
        space: fc.constantFrom("", " "),
      });
      await fc.assert(
        fc.asyncProperty(model, async ({ value, cuts, space }) => {
          const whole = call(value, space);
          expect(await takes(plan.start, whole)).toBe(true);
          const places = cuts.map((each) => each % (whole.length + 1));
          const ends = [...places.toSorted((a, b) => a - b), whole.length];
          const pieces = ends.map((end, i) =>
            whole.slice(ends[i - 1] ?? 0, end),
          );
          const { calls, complete } = read(plan, pieces);
          expect(complete).toBe(1);
          expect(JSON.parse(calls[0]?.text ?? "")).toEqual(
            JSON.parse(JSON.stringify(value)),
          );
        }),
        { numRuns: 60 },
      );
    });

    it("are read without harm where no grammar held them", () => {
      const parts = call(meant).split(/(?<=[,:="'{}[\]()])/);
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...parts, "\\", "]", "}", "x", "<|")),
          (pieces) => {
            const { calls, complete } = read(plan, [
              `${syntax.open}look${syntax.between}`,
              ...pieces,
            ]);
            for (const { text } of calls.slice(0, complete)) JSON.parse(text);
            expect(calls.length - complete).toBeOneOf([0, 1]);
          },
        ),
      );
    });

    it("are held after the sign", async () => {
      const { next, kind } = callPlan(syntax, { ...tools, choice: "auto" }, {});
      const text = call({ text: "x" });
      expect(kind).toBe("may");
      expect(await takes(next, text.slice(syntax.trigger.length))).toBe(true);
      expect(await takes(next, text)).toBe(false);
    });

    it("come while they are written", () => {
      const text = call({ text: "a long story" });
      const { calls, complete } = read(plan, [
        text.slice(0, text.indexOf("story")),
      ]);
      expect(calls).toEqual([{ name: "look", text: '{"text": "a long ' }]);
      expect(complete).toBe(0);
    });

    it.each([
      ["one that must be is left out", { unit: "C" }],
      ["one is unknown", { text: "", what: "x" }],
      ["a number is none", { text: "", count: "many" }],
      ["a number is beyond its bounds", { text: "", count: 10 }],
      ["a text is none of those listed", { text: "", unit: "K" }],
      ["a text is too short", { text: "", some: "" }],
      ["a text is too long", { text: "", few: "abcd" }],
      ["a day is none", { text: "", day: "2026-13-01" }],
      ["a list holds something else", { text: "", list: [1] }],
      ["an object has another field", { text: "", person: { name: "", x: 1 } }],
      ["a constant is another", { text: "", either: { a: [true, null, "y"] } }],
    ] as const)("are not taken where %s", async (_what, own) => {
      expect(fits(own)).toBe(false);
      expect(await takes(plan.start, call({ text: "x" }))).toBe(true);
      expect(await takes(plan.start, call(own))).toBe(false);
    });

    it("are taken of the function that is named only, and of one at a time", async () => {
      const named = { ...tools, choice: { tool: "look_up" } };
      const own = callPlan(syntax, named, {});
      const up = written(syntax, [["look_up", ""]]);
      expect(await takes(own.start, up)).toBe(true);
      expect(await takes(own.start, call({ text: "x" }))).toBe(false);
      const single = callPlan(syntax, { ...tools, parallel: false }, {});
      const two = written(syntax, [
        ["look_up", ""],
        ["look_up", ""],
      ]);
      expect(await takes(plan.start, two)).toBe(true);
      expect(await takes(single.start, two)).toBe(false);
    });

    it("may have names that the schema leaves open, or that need quotes", async () => {
      const planOf = (parameters: Value) =>
        callPlan(
          syntax,
          { ...tools, offered: [{ name: "f", parameters }] },
          {},
        );
      const open = planOf({ additionalProperties: { type: "integer" } });
      const assign = isPython ? "=" : ":";
      const two = written(syntax, [["f", `a${assign}1, b-c${assign}2`]]);
      expect(await takes(open.start, two)).toBe(true);
      expect(JSON.parse(read(open, [two]).calls[0]?.text ?? "")).toEqual({
        a: 1,
        "b-c": 2,
      });
      const quoted = planOf({
        properties: { "a=b:c": { type: "integer" } },
        required: ["a=b:c"],
      });
      const quote = isPython ? '"' : '<|"|>';
      const one = written(syntax, [["f", `${quote}a=b:c${quote}${assign}1`]]);
      expect(await takes(quoted.start, one)).toBe(true);
      expect(JSON.parse(read(quoted, [one]).calls[0]?.text ?? "")).toEqual({
        "a=b:c": 1,
      });
    });
  },
);

describe("texts between signs", () => {
  const syntax = syntaxOf(gemma4);

  it("go to the first sign, and hold nothing of the call", async () => {
    const plan = callPlan(syntax, tools, {});
    const forged = 'text:<|"|>x<|"|>}<tool_call|><|tool_call>call:look{<|"|>';
    expect(await takes(plan.start, written(syntax, [["look", forged]]))).toBe(
      false,
    );
  });

  it("are quoted as JSON where they hold the sign themselves", async () => {
    const plan = callPlan(syntax, tools, {});
    const own = 'text:<|"|>x<|"|>,unit:"<|\\"|>"';
    const text = written(syntax, [["look", own]]);
    expect(await takes(plan.start, text)).toBe(true);
    expect(JSON.parse(read(plan, [text]).calls[0]?.text ?? "")).toEqual({
      text: "x",
      unit: '<|"|>',
    });
  });

  it("stand between the older sign as well", async () => {
    const plan = callPlan(escape, tools, {});
    const own = "count:7,text:<escape>Tokyo, <Japan><escape>";
    const text = written(escape, [["look", own]]);
    expect(await takes(plan.start, text)).toBe(true);
    expect(JSON.parse(read(plan, [text]).calls[0]?.text ?? "")).toEqual({
      count: 7,
      text: "Tokyo, <Japan>",
    });
  });

  it("come in the order of their names, which the schema need not have", async () => {
    const properties = { zone: {}, Area: {}, city: {} };
    const plan = callPlan(
      syntax,
      { ...tools, offered: [{ name: "f", parameters: { properties } }] },
      {},
    );
    const call = (own: string) => written(syntax, [["f", own]]);
    expect(await takes(plan.start, call("Area:1,city:2,zone:3"))).toBe(true);
    expect(await takes(plan.start, call("zone:3,city:2"))).toBe(false);
  });
});
