import type { LlamaGrammarEvaluationState, Token } from "node-llama-cpp";
import { expect, test } from "vitest";
import type { Prompt, WorkerEvent } from "#main/adapters/local/protocol.ts";
import type { BuiltPrompt } from "#main/adapters/local/worker/build-prompt.ts";
import type { CallPlan } from "#main/adapters/local/worker/call-grammar.ts";
import type { LoadedModel } from "#main/adapters/local/worker/load-model.ts";
import { sampleReply } from "#main/adapters/local/worker/sample-reply.ts";
import type { CallSyntax } from "#main/adapters/local/worker/call-syntax.ts";
import { harmonyCalls } from "#main/adapters/local/worker/harmony.ts";
import { toldSyntax } from "#main/adapters/local/worker/told-tools.ts";

const thought = { prefix: "<think>", suffix: "</think>", open: true };
const plan: CallPlan = {
  syntax: toldSyntax,
  callables: [{ name: "get" }, { name: "get_all" }],
  kind: "may",
  next: "",
};
type Grammar = LlamaGrammarEvaluationState | undefined;
const states = {
  start: "start" as unknown as Grammar,
  next: "next" as unknown as Grammar,
  late: "late" as unknown as Grammar,
};

interface Script {
  /** What the model writes, by the piece; a piece is a token. */
  readonly writes: readonly string[];
  readonly prompt?: Partial<Prompt>;
  readonly built?: Partial<BuiltPrompt>;
  readonly plan?: CallPlan;
  readonly limit?: number;
  /** Tokens that have no text of their own. */
  readonly control?: readonly string[];
}

/** A model of which each token is a text, that writes what it is told to. */
async function play({ writes, limit = 100, control = [], ...script }: Script) {
  const texts: string[] = [];
  const token = (text: string) => {
    const known = texts.indexOf(text);
    return (known < 0 ? texts.push(text) - 1 : known) as Token;
  };
  const tokens: Token[] = [];
  /** What was put into the context, and the grammar that held each of its tokens. */
  const read: string[] = [];
  const held: unknown[] = [];
  const left = [...writes];
  const model = {
    tokenize: (text: string) => {
      const found = control.filter((own) => text.includes(own));
      const all = found.length > 0 ? found : [text];
      return all.filter((own) => own !== "").map(token);
    },
    detokenize: (some: readonly Token[], special = false) =>
      some
        .map((one) => texts[one] ?? "")
        .filter((text) => special || !control.includes(text))
        .join(""),
    isSpecialToken: (one: Token) => control.includes(texts[one] ?? ""),
  };
  const sequence = {
    async *evaluate(
      from: readonly Token[],
      options: { grammarEvaluationState: () => Grammar },
    ) {
      let next = from;
      while (left.length > 0) {
        read.push(...next.map((one) => texts[one] ?? ""));
        held.push(options.grammarEvaluationState());
        const own = token(left.shift() ?? "");
        next = [own];
        yield own;
      }
    },
  };
  const events: WorkerEvent[] = [];
  const may = script.plan?.kind === "may";
  const reason = await sampleReply(
    { model, sequence } as unknown as LoadedModel,
    {
      prompting: "chat-template",
      tokens: [token("ask")],
      stops: ["<end>"],
      ...script.built,
    },
    {
      prompt: { turns: [], parameters: {}, ...script.prompt },
      signal: new AbortController().signal,
      emit: (event) => events.push(event),
      grammar: {
        ...(script.plan ? { plan: script.plan } : {}),
        start: () => (may ? undefined : states.start),
        next: () => states.next,
        late: () => states.late,
      },
      generated: tokens,
      limit,
    },
  );
  const written = tokens.map((one) => texts[one]);
  return { events, reason, read, held, written };
}

const head = '\n{"name": "';
const first = '", "arguments": ';

test("a call begins at its sign, and a grammar holds what follows", async () => {
  const writes = [
    "Let me ",
    "<tool",
    "_call>",
    head,
    "get_all",
    first,
    "{",
    "}",
    "}\n</tool_call>",
  ];
  const { events, reason, held } = await play({ writes, plan });
  expect(events).toEqual([
    { type: "text", text: "Let me " },
    { type: "call", name: "get_all" },
    { type: "arguments", text: "{" },
    { type: "arguments", text: "}" },
  ]);
  expect(reason).toBe("tool-calls");
  expect(held.slice(0, 4)).toEqual([undefined, undefined, undefined, "next"]);
});

test("signs that texts stand between are read, though they are no text of their own", async () => {
  const control = ["<|tool_call>", "<tool_call|>", '<|"|>'];
  const syntax: CallSyntax = {
    open: "<|tool_call>call:",
    between: "{",
    close: "}<tool_call|>",
    trigger: "<|tool_call>",
    isPlainText: false,
    notation: { quote: '<|"|>', isPython: false, assign: ":", isSorted: true },
  };
  const own = ["call:get{", "at:", '<|"|>', "Rome}", '<|"|>', "}"];
  const { events, reason, held } = await play({
    writes: ["I look. ", "<|tool_call>", ...own, "<tool_call|>"],
    control,
    built: { calls: syntax },
    plan: { ...plan, syntax },
  });
  expect(held.slice(0, 3)).toEqual([undefined, undefined, "next"]);
  const texts = events.map((event) => ("text" in event ? event.text : ""));
  expect(texts.join("")).toBe('I look. {"at": "Rome}"}');
  expect(events[1]).toEqual({ type: "call", name: "get" });
  expect(reason).toBe("tool-calls");
});

test("a token that goes beyond the sign is read again up to it", async () => {
  const writes = [
    "<tool_call> {",
    head,
    "get",
    first,
    '{"a":"}"}',
    "}\n</tool_call>",
  ];
  const { events, read, held, written } = await play({ writes, plan });
  expect(events).toEqual([
    { type: "call", name: "get" },
    { type: "arguments", text: '{"a":"}"}' },
  ]);
  expect(read.slice(0, 3)).toEqual(["ask", "<tool_call>", head]);
  expect(written.slice(0, 2)).toEqual(["<tool_call>", head]);
  expect(held.slice(0, 2)).toEqual([undefined, "next"]);
});

test("a call whose first sign was left out begins at its last one", async () => {
  const syntax = {
    ...toldSyntax,
    open: "<tool_call>\n<function=",
    between: ">\n",
    lateTrigger: "<function=",
  };
  const rest = ["get_all", ">\n", "{}", "</function>"];
  for (const first of [["<tool_call>", "\n<function="], ["<function="]]) {
    const { events, held } = await play({
      writes: ["So: ", ...first, ...rest],
      plan: { ...plan, syntax },
    });
    expect(events).toEqual([
      { type: "text", text: "So: " },
      { type: "call", name: "get_all" },
      { type: "arguments", text: "{}" },
    ]);
    const isLate = first.length === 1;
    expect(held.slice(2, 3)).toEqual([isLate ? "late" : "next"]);
  }
});

test("stop strings end a text, and nothing within a call", async () => {
  const prompt = { parameters: { stop: ["STOP"] } };
  const text = await play({ writes: ["Go ST", "OP on"], prompt, plan });
  expect([text.events, text.reason]).toEqual([
    [{ type: "text", text: "Go " }],
    "stop",
  ]);
  const writes = ["<tool_call>", head + "get" + first + '{"a":"STOP"}'];
  const call = await play({ writes, prompt, plan });
  expect(call.events.at(-1)).toEqual({
    type: "arguments",
    text: '{"a":"STOP"}',
  });
});

test("a call that the bound cuts off says so", async () => {
  const writes = ["<tool_call>", head, "get", first, '{"a', '":1}'];
  const { events, reason } = await play({ writes, plan, limit: 5 });
  expect(events.at(-1)).toEqual({ type: "arguments", text: '{"a' });
  expect(reason).toBe("length");
});

test("calls that must be, and JSON, wait for the end of a thought, which is free", async () => {
  const must = { ...plan, kind: "must" as const };
  const writes = [
    "hm",
    "</think>",
    "\n\n",
    toldSyntax.open,
    "get",
    first + "{}",
  ];
  const called = await play({ writes, plan: must, built: { thought } });
  expect(called.events).toEqual([
    { type: "reasoning", text: "hm" },
    { type: "call", name: "get" },
    { type: "arguments", text: "{}" },
  ]);
  expect(called.held.slice(0, 3)).toEqual([undefined, undefined, "next"]);
  const json = await play({
    writes: ["hm", "</think>", "{}"],
    built: { thought },
  });
  expect(json.held).toEqual([undefined, undefined, "next"]);
});

test("a line break before a thought that comes first is no answer", async () => {
  const { events } = await play({
    writes: ["\n", "<think>", "\n", "hm", "</think>", "\n\n", "Yes"],
    built: { thought: { ...thought, open: false } },
  });
  expect(events).toEqual([
    { type: "reasoning", text: "hm" },
    { type: "text", text: "Yes" },
  ]);
});

test("a thought whose marks are control tokens is one, and other control tokens are no text", async () => {
  const { events } = await play({
    writes: ["hm", "[END]", "</think>", "Yes", "[END]"],
    control: ["<think>", "</think>", "[END]"],
    built: { thought },
  });
  expect(events).toEqual([
    { type: "reasoning", text: "hm" },
    { type: "text", text: "Yes" },
  ]);
});

test("a budget ends a thought, and the model goes on with its answer", async () => {
  const prompt = { thoughtTokens: 2 };
  const writes = ["a", "b", "Yes"];
  const { events, read, reason } = await play({
    writes,
    prompt,
    built: { thought },
  });
  expect(events).toEqual([
    { type: "reasoning", text: "a" },
    { type: "reasoning", text: "b" },
    { type: "reasoning", text: "\n" },
    { type: "text", text: "Yes" },
  ]);
  expect(read).toEqual(["ask", "a", "b", "\n</think>\n\n"]);
  expect(reason).toBe("stop");
});

test("an effort is a share of what the reply may have", async () => {
  const prompt = { thoughtShare: 0.3 };
  const writes = ["a", "b", "c", "Yes"];
  const script = { writes, prompt, built: { thought }, limit: 10 };
  const { read } = await play(script);
  expect(read).toEqual(["ask", "a", "b", "c", "\n</think>\n\n"]);
});

test("a thought that is switched off ends before it begins, where the template opens it anyway", async () => {
  const prompt = { thinking: false, thoughtTokens: 0 };
  const { events, read } = await play({
    writes: ["Yes"],
    prompt,
    built: { thought },
  });
  expect(events).toEqual([{ type: "text", text: "Yes" }]);
  expect(read).toEqual(["ask", "\n</think>\n\n"]);
});

const inChannel = {
  prefix: "<|channel|>analysis<|message|>",
  suffix: "<|end|>",
  open: false,
  inChannel: true,
} as const;
const channels = { thought: inChannel, stops: [] };
const inHeader = { ...plan, syntax: harmonyCalls };
const analysis = ["<|channel|>", "analysis", "<|message|>", "hm", "<|end|>"];
const further = ["<|start|>", "assistant"];
const content = ["<|channel|>", "commentary", " json", "<|message|>", "{}"];

test("a call in a header begins where it names a function, and is read again from there", async () => {
  const writes = [...analysis, ...further, " to=", "functions.g"];
  const { events, read, held, reason } = await play({
    writes: [...writes, "get_all", ...content],
    plan: inHeader,
    built: channels,
  });
  expect(events).toEqual([
    { type: "reasoning", text: "hm" },
    { type: "call", name: "get_all" },
    { type: "arguments", text: "{}" },
  ]);
  expect(reason).toBe("tool-calls");
  const again = read.indexOf("functions.");
  expect(read.slice(again, again + 2)).toEqual(["functions.", "get_all"]);
  expect(new Set(held.slice(0, again))).toEqual(new Set([undefined]));
  expect(held[again]).toBe("next");
});

test("calls that must be are held from a thought's end on", async () => {
  const must = { ...inHeader, kind: "must" as const };
  const { events, held } = await play({
    writes: [...analysis, ...further, " to=functions.", "get", ...content],
    plan: must,
    built: channels,
  });
  expect(events.slice(1)).toEqual([
    { type: "call", name: "get" },
    { type: "arguments", text: "{}" },
  ]);
  const thinking = ["start", "start", "start", undefined, undefined];
  expect(held.slice(0, 6)).toEqual([...thinking, "next"]);
});

test("JSON in a channel is held from a thought's end on", async () => {
  const final = ["<|channel|>", "final", "<|message|>"];
  const { events, held } = await play({
    writes: [...analysis, ...further, ...final, "{", "}"],
    built: channels,
  });
  expect(events.slice(1).map(({ type }) => type)).toEqual(["text", "text"]);
  const thinking = ["start", "start", "start", undefined, undefined];
  expect(held.slice(0, 6)).toEqual([...thinking, "next"]);
});

test("a thought in a channel ends with its message, and another one before the answer", async () => {
  const { events, read } = await play({
    writes: [
      ...analysis.slice(0, 4),
      ...further,
      ...analysis.slice(0, 3),
      "Yes",
    ],
    prompt: { thoughtTokens: 2 },
    built: channels,
  });
  expect(events).toEqual([
    { type: "reasoning", text: "hm" },
    { type: "text", text: "Yes" },
  ]);
  expect(read.slice(4, 6)).toEqual(["hm", "<|end|>"]);
  expect(read.at(-1)).toBe(
    "<|end|><|start|>assistant<|channel|>final<|message|>",
  );
});
