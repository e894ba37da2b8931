import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import type {
  LocalEvent,
  LocalGenerateRequest,
  LocalTools,
} from "#main/ports/local-runtime.ts";
import type { Message } from "#shared/chat/message.ts";
import { ask, collect, startRealRuntime, textOf } from "./real-runtime.ts";
import type { RealRuntime } from "./real-runtime.ts";
import { callsOf } from "./real-tools.ts";
import { modelWithTemplate, modelWithToolTemplate } from "./template-model.ts";
import {
  glm,
  gptOss,
  miniMax,
  qwenCoder,
  seedOss,
} from "./worker/model-templates.ts";
import {
  commandR7b,
  deepSeek32,
  gemma4,
  gemma4First,
  lfm2,
  lfm25,
} from "./worker/noted-templates.ts";

let real: RealRuntime;

beforeAll(() => {
  real = startRealRuntime();
});
afterAll(async () => {
  await real.runtime.dispose();
});

const note = {
  name: "note",
  parameters: {
    type: "object",
    properties: {
      title: { type: "string", minLength: 1, maxLength: 12 },
      day: { enum: ["today", "tomorrow"] },
      times: { type: "integer", minimum: 1, maximum: 3 },
      tags: { type: "array", items: { enum: ["a", "b"] }, maxItems: 2 },
      who: { anyOf: [{ const: "me" }, { type: "null" }] },
    },
    required: ["title", "day", "times", "tags", "who"],
    additionalProperties: false,
  },
};
const look = { name: "look", parameters: {} };
const tools: LocalTools = {
  offered: [note, look],
  choice: "required",
  parallel: true,
};
const fits = new Ajv2020().compile(note.parameters);

function request(
  path: string,
  more: Partial<LocalGenerateRequest> = {},
): LocalGenerateRequest {
  const parameters = { temperature: 1.5, maxTokens: 400, ...more.parameters };
  return { ...ask("Note!", {}, { path }), tools, ...more, parameters };
}

function generate(wanted: LocalGenerateRequest): Promise<LocalEvent[]> {
  return collect(real.runtime.generate(wanted, new AbortController().signal));
}

const sources = Object.entries({
  ...{ qwenCoder, glm, miniMax, seedOss, gptOss },
  ...{ lfm2, lfm25, gemma4, gemma4First, commandR7b },
});
const thoughtless = ["qwenCoder", "lfm2"];

/** Calls that must be are of functions that are offered, and fit. */
async function callsFit(path: string, thinks: boolean): Promise<void> {
  const choices = ["required", { tool: "note" }, { tool: "note" }] as const;
  for (const [seed, choice] of choices.entries()) {
    const events = await generate(
      request(path, {
        tools: { ...tools, choice },
        parameters: {
          seed,
          ...(thinks ? { reasoning: { maxTokens: 10 } } : {}),
        },
      }),
    );
    const calls = callsOf(events);
    expect(textOf(events)).toBe("");
    const done = events.at(-1);
    const isCut = done?.type === "done" && done.reason === "length";
    if (!isCut) expect(done).toMatchObject({ reason: "tool-calls" });
    const whole = isCut ? calls.slice(0, -1) : calls;
    expect(whole.length).toBeGreaterThan(0);
    for (const call of whole) {
      if (choice !== "required") expect(call.name).toBe(choice.tool);
      const value = JSON.parse(call.arguments) as unknown;
      const isRight =
        call.name === "note" ? fits(value) : call.arguments === "{}";
      expect([call, isRight]).toEqual([call, true]);
    }
  }
}

/** The next turn reads calls that were made, and what came of them. */
async function goesOn(path: string): Promise<void> {
  const value = { title: "</parameter>", day: "today", times: 1, tags: [] };
  const call = (id: string) => ({
    type: "tool-call" as const,
    id,
    name: "note",
    arguments: JSON.stringify({ ...value, who: null }),
  });
  const result = (callId: string) => ({
    type: "tool-result" as const,
    callId,
    content: [{ type: "text" as const, text: `Noted ${callId}` }],
  });
  const messages: readonly Message[] = [
    { role: "user", parts: [{ type: "text", text: "Note!" }] },
    { role: "assistant", parts: [call("a"), call("b")] },
    { role: "tool", parts: [result("a"), result("b")] },
  ];
  const events = await generate(
    request(path, {
      messages,
      tools: { ...tools, choice: { tool: "look" }, parallel: false },
      parameters: { reasoning: { enabled: false } },
    }),
  );
  expect(callsOf(events)).toEqual([{ name: "look", arguments: "{}" }]);
  expect(events.at(-1)).toMatchObject({ reason: "tool-calls" });
}

it("JSON comes in the channel of answers, after a thought or without one", async () => {
  const path = modelWithTemplate(gptOss);
  const jsonSchema = {
    properties: { answer: { enum: ["yes", "no"] }, n: { type: "boolean" } },
    required: ["answer"],
  };
  for (const reasoning of [{ maxTokens: 10 }, { enabled: false }]) {
    const { tools: _, ...plain } = request(path);
    const parameters = { temperature: 1, maxTokens: 200, reasoning };
    const events = await generate({ ...plain, jsonSchema, parameters });
    expect(events.at(-1)).toMatchObject({ type: "done", reason: "stop" });
    expect(JSON.parse(textOf(events))).toMatchObject({
      answer: expect.stringMatching(/^(yes|no)$/) as string,
    });
  }
});

it.each(sources)(
  "calls are written as the template of %s does, fit, and are answered",
  async (name, source) => {
    const path = modelWithTemplate(source);
    await callsFit(path, !thoughtless.includes(name));
    await goesOn(path);
  },
);

it("calls are written as the template of DeepSeek does, whose signs fill this model's context", async () => {
  const events = await generate(
    request(modelWithTemplate(deepSeek32), {
      tools: { ...tools, offered: [look] },
      parameters: { reasoning: { maxTokens: 10 } },
    }),
  );
  expect(callsOf(events)[0]).toEqual({ name: "look", arguments: "{}" });
  expect(textOf(events)).toBe("");
});

it("a second template is for conversations with functions, if it is one", async () => {
  const plain =
    "{% for message in messages %}{{ message.content }}{% endfor %}";
  const inputOf = async (path: string, isWithTools: boolean) => {
    const { tools: _, ...bare } = request(path, {
      parameters: { maxTokens: 1 },
    });
    const own = { tools: { ...tools, offered: [look] } };
    const events = await generate({ ...bare, ...(isWithTools ? own : {}) });
    const done = events.at(-1);
    return done?.type === "done" ? done.inputTokens : done;
  };
  const pair = modelWithToolTemplate(plain, lfm2);
  expect(await inputOf(pair, true)).toBeGreaterThan(100);
  expect(await inputOf(pair, false)).toBeLessThan(10);
  const broken = modelWithToolTemplate(plain, "{% what %}");
  const alone = modelWithTemplate(plain);
  expect(await inputOf(broken, true)).toBe(await inputOf(alone, true));
});
