import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalGenerateRequest } from "#main/ports/local-runtime.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import {
  collect,
  startRealRuntime,
  textOf,
  type RealRuntime,
} from "./real-runtime.ts";
import { callsOf, expectFits, request, tools } from "./real-tools.ts";
import { thinkingModel } from "./thinking-model.ts";

let real: RealRuntime;

beforeAll(() => {
  real = startRealRuntime();
});
afterAll(async () => {
  await real.runtime.dispose();
});

async function think(
  reasoning: Parameters["reasoning"],
  more: Partial<LocalGenerateRequest> = {},
) {
  const wanted = request(undefined, more);
  const { signal } = new AbortController();
  const events = await collect(
    real.runtime.generate(
      {
        ...wanted,
        load: { ...wanted.load, path: thinkingModel() },
        parameters: {
          temperature: 0,
          maxTokens: 100,
          ...(reasoning ? { reasoning } : {}),
        },
      },
      signal,
    ),
  );
  const thoughts = events.filter(({ type }) => type === "reasoning");
  return { events, thoughts: thoughts.length, text: textOf(events) };
}

test("a thought that nothing bounds goes on", async () => {
  const { thoughts, text } = await think(undefined);
  expect([thoughts > 50, text]).toEqual([true, ""]);
});

test("a budget, or an effort's share, ends the thought, and an answer follows", async () => {
  for (const reasoning of [{ maxTokens: 20 }, { effort: "low" } as const]) {
    const { thoughts, text, events } = await think(reasoning);
    expect(thoughts).toBeGreaterThan(10);
    // The line break before its end is the thought's last piece.
    expect(thoughts).toBeLessThanOrEqual(21);
    expect(text).not.toBe("");
    expect(events.at(-1)).toMatchObject({ outputTokens: 100 });
  }
});

test("a thought that is switched off ends at once", async () => {
  const { thoughts, text } = await think({ enabled: false });
  expect([thoughts, text === ""]).toEqual([0, false]);
});

test("a call and JSON come after the thought, and fit", async () => {
  const called = await think({ maxTokens: 20 }, { tools: tools() });
  expect(called.thoughts).toBeGreaterThan(10);
  const calls = callsOf(called.events);
  expect(calls).toHaveLength(1);
  expectFits(calls);
  const jsonSchema = { enum: ["yes", "no"] };
  const json = await think({ maxTokens: 20 }, { jsonSchema });
  expect(json.thoughts).toBeGreaterThan(10);
  expect(json.text.trim()).toMatch(/^"(yes|no)"$/);
});
