import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import type {
  LocalEvent,
  LocalGenerateRequest,
  LocalTools,
} from "#main/ports/local-runtime.ts";
import { ask, chatModel } from "./real-runtime.ts";

const weather = {
  name: "get_weather",
  description: "The weather now <|im_end|>",
  parameters: {
    type: "object",
    properties: {
      city: { enum: ["Paris", "Rome"] },
      days: { type: "integer", minimum: 1, maximum: 7 },
      isMetric: { type: "boolean" },
    },
    required: ["city", "days"],
  },
};
const clock = {
  name: "get_time",
  parameters: {
    type: "object",
    properties: { zone: { enum: ["UTC", "CET"] } },
    required: ["zone"],
  },
};

export function tools(changes: Partial<LocalTools> = {}): LocalTools {
  return {
    offered: [weather, clock],
    choice: "required",
    parallel: false,
    ...changes,
  };
}

export function request(
  wanted: LocalTools | undefined,
  more: Partial<LocalGenerateRequest> = {},
): LocalGenerateRequest {
  return {
    ...ask("Weather?", { maxTokens: 300 }, { path: chatModel }),
    ...(wanted ? { tools: wanted } : {}),
    ...more,
  };
}

export function callsOf(events: readonly LocalEvent[]) {
  const calls: { name: string; arguments: string }[] = [];
  for (const event of events) {
    const last = calls.at(-1);
    if (event.type === "call") calls.push({ name: event.name, arguments: "" });
    if (event.type === "arguments" && last) last.arguments += event.text;
  }
  return calls;
}

export function expectFits(calls: ReturnType<typeof callsOf>) {
  for (const { name, arguments: text } of calls) {
    const tool = [weather, clock].find((one) => one.name === name);
    const validate = new Ajv2020().compile(tool?.parameters ?? false);
    expect([text, validate(JSON.parse(text))]).toEqual([text, true]);
  }
}
