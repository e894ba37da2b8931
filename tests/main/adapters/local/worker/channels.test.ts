import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  PromptTools,
  WorkerEvent,
} from "#main/adapters/local/protocol.ts";
import { callPlan } from "#main/adapters/local/worker/call-grammar.ts";
import { harmonyCalls } from "#main/adapters/local/worker/harmony.ts";
import { ReplyReader } from "#main/adapters/local/worker/reply-reader.ts";
import { toldSyntax } from "#main/adapters/local/worker/told-tools.ts";
import { grammarCheck } from "./grammar-check.ts";
import { lookTools } from "./look-tools.ts";

const takes = grammarCheck();

const tools = lookTools;
const thought = {
  prefix: "<|channel|>analysis<|message|>",
  suffix: "<|end|>",
  open: false,
  inChannel: true,
} as const;
const jsonSchema = { properties: { a: { type: "null" } }, required: ["a"] };
const inChannels = { inChannels: true, thoughtPrefix: thought.prefix };

const analysis = "<|channel|>analysis<|message|>Hm, look.<|end|>";
const start = "<|start|>assistant";
const final = "<|channel|>final<|message|>";

/** What is said and called, the pieces of each together. */
function read(
  pieces: readonly string[],
  { offered, stops = [] }: { offered?: PromptTools; stops?: string[] } = {},
) {
  const events: WorkerEvent[] = [];
  const reader = new ReplyReader({
    stops,
    thought,
    ...(offered ? { plan: callPlan(harmonyCalls, offered, inChannels) } : {}),
    emit: (event) => events.push(event),
  });
  let stopped = false;
  for (const piece of pieces) {
    const own = reader.push(piece);
    // The sampler would have what was read too far be written again.
    if (own.begun) reader.push(own.begun.rest);
    stopped = own.stopped;
    if (stopped) break;
  }
  if (!stopped) reader.flush();
  const all: string[][] = [];
  for (const event of events) {
    const last = all.at(-1);
    const text =
      event.type === "call" ? event.name : "text" in event ? event.text : "";
    if (last?.[0] === event.type && event.type !== "call") last[1] += text;
    else all.push([event.type, text]);
  }
  return { all, calls: reader.calls };
}

/** The same, however it is split. */
function readAll(text: string, options?: Parameters<typeof read>[1]) {
  const whole = read([text], options);
  expect(read(text.split(""), options)).toEqual(whole);
  for (let at = 1; at < text.length; at += 1) {
    const split = [text.slice(0, at), text.slice(at)];
    expect(read(split, options)).toEqual(whole);
  }
  return whole;
}

describe("channels", () => {
  it("tell thought and answer apart, whatever comes between", () => {
    const text = `${analysis}${start}${final}It is <b>&lt;|end|</b>.`;
    expect(readAll(text).all).toEqual([
      ["reasoning", "Hm, look."],
      ["text", "It is <b>&lt;|end|</b>."],
    ]);
    const bare = "<|message|>Yes";
    expect(readAll(bare).all).toEqual([["text", "Yes"]]);
    const typed = "<|channel|>final <|constrain|>json<|message|>{}";
    expect(readAll(typed).all).toEqual([["text", "{}"]]);
  });

  it("keep further messages of a kind apart", () => {
    const preamble = `<|channel|>commentary<|message|>I look.<|end|>`;
    const text = [analysis, preamble, analysis, `${final}Done`].join(start);
    expect(readAll(text).all).toEqual([
      ["reasoning", "Hm, look."],
      ["text", "I look."],
      ["reasoning", "\n\nHm, look."],
      ["text", "\n\nDone"],
    ]);
  });

  it("may be left out, or not end", () => {
    expect(readAll("Just text <|message").all).toEqual([
      ["text", "Just text <|message"],
    ]);
    const unended = `<|channel|>analysis<|message|>Hm${start}${final}Yes`;
    expect(readAll(unended).all).toEqual([
      ["reasoning", "Hm"],
      ["text", "Yes"],
    ]);
    expect(readAll(`${final}A<|end|> and B`).all).toEqual([
      ["text", "A<|end|> and B"],
    ]);
    expect(readAll(`${final}A<|end|>`).all).toEqual([["text", "A"]]);
    expect(readAll(`<|channel|>${"x".repeat(400)}`).all).toEqual([
      ["text", `<|channel|>${"x".repeat(400)}`],
    ]);
  });

  it("lose nothing of a text without signs, and never fail", () => {
    const signs = ["<|channel|>", "analysis", "<|message|>", "<|end|>", start];
    const piece = fc.oneof(
      fc.constantFrom(...signs, " to=functions."),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        read(pieces);
        read(pieces, { offered: tools });
      }),
    );
    const plain = fc.string().filter((text) => !/[<t ]/.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        const { all } = read(`${final}${text}`.split(""));
        expect(all).toEqual(text === "" ? [] : [["text", text]]);
      }),
    );
  });

  it("end at a stop string of the answer", () => {
    const text = `<|channel|>analysis<|message|>a${start}${final}one STOP two`;
    expect(readAll(text, { stops: ["STOP"] }).all).toEqual([
      ["reasoning", "a"],
      ["text", "one "],
    ]);
  });

  it("end where another one than the model would speak", () => {
    const stops = ["<|end|><|start|>"];
    const text = `${final}Yes<|end|><|start|>user<|message|>No`;
    expect(readAll(text, { stops }).all).toEqual([["text", "Yes"]]);
    const further = `${analysis}${start}${final}Yes`;
    expect(readAll(further, { stops }).all.at(-1)).toEqual(["text", "Yes"]);
  });
});

const calls = [
  ` to=functions.look<|channel|>commentary <|constrain|>json<|message|>`,
  ` to=functions.look<|channel|>commentary json<|message|>`,
  ` to=functions.look<|channel|>analysis<|message|>`,
  `<|channel|>commentary to=functions.look <|constrain|>json<|message|>`,
  `<|channel|>commentary to=functions.look<|message|>`,
  `<|channel|>analysis to=functions.look json<|message|>`,
].map((header) => `${header}{"at": "<|end|>}"}`);

describe("calls in headers", () => {
  it.each(calls)("are read wherever the function is named: %s", (call) => {
    const expected = [
      ["call", "look"],
      ["arguments", '{"at": "<|end|>}"}'],
    ];
    const offered = tools;
    expect(readAll(call, { offered })).toEqual({ all: expected, calls: 1 });
    const after = readAll(analysis + start + call, { offered });
    expect(after.all).toEqual([["reasoning", "Hm, look."], ...expected]);
    const must = { ...tools, choice: "required" as const };
    expect(readAll(call, { offered: must }).all).toEqual(expected);
  });

  it("are none within a text, nor of others than functions", () => {
    const text = `${final}Write to=functions.look<|message|>{"at": ""}`;
    expect(readAll(text, { offered: tools })).toEqual({
      all: [["text", text.slice(final.length)]],
      calls: 0,
    });
    const python = `<|channel|>analysis to=python<|message|>1 + 1`;
    expect(readAll(python, { offered: tools }).all).toEqual([
      ["reasoning", "1 + 1"],
    ]);
  });

  it("are none where no function may be called", () => {
    const { all } = readAll(calls[3] ?? "");
    expect(all).toEqual([["text", '{"at": "<|end|>}"}']]);
  });

  it("are held to names and schemas from where the function is named", async () => {
    const plan = callPlan(harmonyCalls, tools, inChannels);
    expect([plan.kind, plan.start]).toEqual(["may", undefined]);
    const named = (call: string) => call.split("functions.")[1] ?? "";
    for (const call of calls) {
      expect(await takes(plan.next, named(call))).toBe(true);
      const unknown = named(call).replace("look", "lock");
      expect(await takes(plan.next, unknown)).toBe(false);
      const missing = named(call).replace(/\{.*\}/, "{}");
      expect(await takes(plan.next, missing)).toBe(false);
      // What ends a call ends the reply as well, and is no text.
      expect(await takes(plan.next, `${named(call)}<|call|>`)).toBe(false);
      expect(await takes(plan.next, `${named(call)}${start}`)).toBe(false);
    }
    const code = named(calls[0] ?? "").replace("json", "code");
    expect(await takes(plan.next, code)).toBe(false);
  });

  it("that must be are held from the header on, before a thought or after one", async () => {
    const must = { ...tools, choice: "required" as const };
    const plan = callPlan(harmonyCalls, must, inChannels);
    for (const call of calls) {
      expect(await takes(plan.start, call)).toBe(true);
      expect(await takes(plan.next, start + call)).toBe(true);
      expect(await takes(plan.next, call)).toBe(false);
    }
    expect(await takes(plan.start, thought.prefix)).toBe(true);
    expect(await takes(plan.next, start + thought.prefix)).toBe(false);
    expect(await takes(plan.start, `${final}{}`)).toBe(false);
    const unthinking = callPlan(harmonyCalls, must, { inChannels: true });
    expect(await takes(unthinking.start, thought.prefix)).toBe(false);
    expect(await takes(unthinking.start, calls[0] ?? "")).toBe(true);
    const named = { ...tools, choice: { tool: "look_up" } };
    const own = callPlan(harmonyCalls, named, inChannels);
    expect(await takes(own.start, calls[0] ?? "")).toBe(false);
    const up = " to=functions.look_up<|channel|>commentary json<|message|>{}";
    expect(await takes(own.start, up)).toBe(true);
  });

  it("may be, or JSON in the final channel", async () => {
    const plan = callPlan(harmonyCalls, tools, { ...inChannels, jsonSchema });
    expect(plan.kind).toBe("either");
    for (const own of [calls[0], calls[3], `${final}{"a": null}`]) {
      expect(await takes(plan.start, own ?? "")).toBe(true);
      expect(await takes(plan.next, start + (own ?? ""))).toBe(true);
    }
    expect(await takes(plan.start, '{"a": null}')).toBe(false);
  });

  it("that are told in words stand in the final channel", async () => {
    const must = { ...tools, choice: "required" as const };
    const plan = callPlan(toldSyntax, must, inChannels);
    const call =
      '<tool_call>\n{"name": "look_up", "arguments": {}}\n</tool_call>';
    expect(await takes(plan.start, final + call)).toBe(true);
    expect(await takes(plan.start, call)).toBe(false);
    const events: WorkerEvent[] = [];
    const emit = (event: WorkerEvent) => events.push(event);
    const reader = new ReplyReader({ stops: [], thought, plan, emit });
    for (const sign of analysis + start + final + call) reader.push(sign);
    expect(events.filter(({ type }) => type === "call")).toEqual([
      { type: "call", name: "look_up" },
    ]);
    expect(reader.calls).toBe(1);
  });
});
