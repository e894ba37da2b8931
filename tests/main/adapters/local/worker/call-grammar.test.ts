import { expect, test } from "vitest";
import {
  callPlan,
  documentGrammars,
} from "#main/adapters/local/worker/call-grammar.ts";
import { CallReader } from "#main/adapters/local/worker/call-reader.ts";
import type { CallSyntax } from "#main/adapters/local/worker/call-syntax.ts";
import { toldSyntax } from "#main/adapters/local/worker/told-tools.ts";
import { grammarCheck } from "./grammar-check.ts";
import { lookTools } from "./look-tools.ts";

const takes = grammarCheck();

const plain = { isPlainText: false };
const syntaxes: Readonly<Record<string, CallSyntax>> = {
  told: toldSyntax,
  "a list with ids": {
    open: '[CALLS][{"name": "',
    between: '", "arguments": ',
    close: ', "id": "\u0000"}]',
    next: ', "id": "\u0000"}, {"name": "',
    trigger: "[CALLS]",
    ...plain,
  },
  "a list with numbers": {
    open: '<ACT>[{"id": "\u0003", "name": "',
    between: '", "arguments": ',
    close: "}]</ACT>",
    next: '},\n{"id": "\u0003", "name": "',
    trigger: "<ACT>",
    ...plain,
  },
  "signs alone": {
    open: "[CALL]",
    between: "[ID]\u0000[ARGS]",
    close: "",
    next: "[CALL]",
    trigger: "[CALL]",
    ...plain,
  },
};
const tools = { ...lookTools, choice: "required" } as const;
const written = (text = "") =>
  text.replaceAll("\u0000", "a1B2c3D4e").replaceAll("\u0003", "12");

test.each(Object.entries(syntaxes))(
  "the grammar takes calls as they are written, and they are read: %s",
  async (_, syntax) => {
    const { open, between, close, next } = syntax;
    const first = `look${between}{"at": "}]\\"{"}`;
    const one = written(open + first + close);
    const two = written(`${open}look_up${between}{}${next}${first}${close}`);
    const { start, callables } = callPlan(syntax, tools, {});
    const all = [one, `\n${two}`, written(`${open}look${between}{}${close}`)];
    const taken = await Promise.all(all.map((text) => takes(start, text)));
    expect(taken).toEqual([true, true, false]);
    const single = callPlan(syntax, { ...tools, parallel: false }, {});
    expect(await takes(single.start, one)).toBe(true);
    expect(await takes(single.start, two)).toBe(false);
    const named = { ...tools, choice: { tool: "look_up" } };
    expect(await takes(callPlan(syntax, named, {}).start, one)).toBe(false);
    for (const size of [1, 7, 1000]) {
      const reader = new CallReader(syntax, callables);
      let read = "";
      for (let at = 0; at < two.length; at += size)
        for (const event of reader.push(two.slice(at, at + size)))
          read += event.type === "call" ? `${event.name}: ` : event.text;
      expect(read).toBe(`look_up: {}look: {"at": "}]\\"{"}`);
      expect(reader.complete).toBe(2);
    }
  },
);

test("a free reply is held from right after the sign; JSON may stand in the place of calls", async () => {
  const auto = { ...tools, choice: "auto" as const };
  const free = callPlan(toldSyntax, auto, {});
  expect(free.kind).toBe("may");
  const rest = '\n{"name": "look_up", "arguments": {}}\n</tool_call>';
  expect(await takes(free.next, rest)).toBe(true);
  const jsonSchema = { properties: { a: { type: "null" } }, required: ["a"] };
  const thoughtPrefix = "<think>";
  const both = callPlan(toldSyntax, auto, { jsonSchema, thoughtPrefix });
  expect(both.kind).toBe("either");
  for (const text of ['{"a":null}', `<tool_call>${rest}`])
    expect(await takes(both.next, text)).toBe(true);
  expect(await takes(both.next, "<think>")).toBe(false);
  expect(await takes(both.start, "<think>")).toBe(true);
});

test("JSON alone stands at the beginning, or after a thought and in the channel of answers", async () => {
  const jsonSchema = { properties: { a: { type: "null" } }, required: ["a"] };
  const json = '{"a": null}';
  const plain = documentGrammars(jsonSchema, {});
  expect(await takes(plain.start, json)).toBe(true);
  for (const other of [`\n${json}`, `${json}\n`, "{}", "<think>"])
    expect(await takes(plain.start, other)).toBe(false);
  expect(await takes(plain.next, `\n\n${json}`)).toBe(true);
  const thoughtPrefix = "<think>";
  const thinking = documentGrammars(jsonSchema, { thoughtPrefix });
  for (const own of [json, "<think>", "\n<think>"])
    expect(await takes(thinking.start, own)).toBe(true);
  expect(await takes(thinking.next, "<think>")).toBe(false);
  const channels = documentGrammars(jsonSchema, { inChannels: true });
  const answer = `<|channel|>final<|message|>${json}`;
  expect(await takes(channels.start, answer)).toBe(true);
  expect(await takes(channels.start, json)).toBe(false);
  expect(await takes(channels.next, `<|start|>assistant${answer}`)).toBe(true);
});
