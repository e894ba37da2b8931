import { describe, expect, test } from "vitest";
import type { ChatRequest } from "#shared/chat/request.ts";
import { needsOf, shortfallOf } from "#main/domain/fallback/shortfall.ts";
import { aModel } from "#tests/fakes/models.ts";

/** About 100 tokens by the estimate, 60 at the very least. */
const prompt: ChatRequest = {
  model: "a:m",
  messages: [
    { role: "user", parts: [{ type: "text", text: "x".repeat(332) }] },
  ],
  parameters: { maxTokens: 100 },
};
const tools = [{ name: "look", inputSchema: {} }];
const image = {
  type: "image",
  mediaType: "image/png",
  source: { type: "base64", data: "" },
} as const;

function judge(
  traits: Parameters<typeof aModel>[1],
  changes: Partial<ChatRequest> = {},
) {
  const needs = needsOf({ ...prompt, ...changes });
  const found = shortfallOf(needs, aModel("a:m", traits));
  return found && [found.error.code, found.error.data, found.isSure];
}

describe("context", () => {
  test.each([
    [200, undefined],
    [199, false],
    [160, false],
    [159, true],
  ])("%d tokens: %s", (contextLength, isSure) => {
    const data = { instance: "a", model: "m", contextLength, tokens: 200 };
    expect(judge({ contextLength })).toEqual(
      isSure === undefined ? undefined : ["context-too-long", data, isSure],
    );
  });
});

describe("abilities", () => {
  const plain = { supportedParameters: ["temperature"] };
  const lacking = (parameter: string) => [
    "unsupported-parameter",
    { instance: "a", model: "m", parameter },
    true,
  ];
  const picture = { messages: [{ role: "user" as const, parts: [image] }] };
  const json = { responseFormat: { type: "json" as const } };

  test("what the model does not list it cannot do", () => {
    expect(judge(plain, { tools })).toEqual(lacking("tools"));
    expect(judge(plain, picture)).toEqual(lacking("images"));
    expect(judge(plain, json)).toEqual(lacking("response_format"));
    expect(judge(plain)).toBeUndefined();
  });

  test("what it lists it can, and what is not asked for does not matter", () => {
    const able = {
      supportedParameters: ["tools", "structured_outputs"],
      inputModalities: ["text" as const, "image" as const],
    };
    expect(judge(able, { tools, ...picture, ...json })).toBeUndefined();
    const off = { tools, toolChoice: "none" as const };
    expect(judge(plain, off)).toBeUndefined();
    const text = { responseFormat: { type: "text" as const } };
    expect(judge(plain, text)).toBeUndefined();
  });

  test("a model that nobody describes may be able to do anything", () => {
    expect(judge({}, { tools, ...picture, ...json })).toBeUndefined();
    expect(shortfallOf(needsOf(prompt), undefined)).toBeUndefined();
  });
});
