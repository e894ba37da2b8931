import { describe, expect, test } from "vitest";
import {
  indexModels,
  searchModels,
} from "#renderer/components/model-list/search.ts";
import { modelFixture } from "../../model-fixtures.ts";

const models = [
  modelFixture("openrouter:anthropic/claude-sonnet-4.5", {
    name: "Anthropic: Claude Sonnet 4.5",
  }),
  modelFixture("openrouter:openai/gpt-5", { name: "OpenAI: GPT-5" }),
  modelFixture("openrouter:openai/gpt-4o-mini", {
    name: "OpenAI: GPT-4o-mini",
  }),
  modelFixture("openrouter:qwen/qwen3-max", { name: "Qwen: Qwen3 Max" }),
  modelFixture("openrouter:qwen/qwq-32b", { name: "Qwen: QwQ 32B" }),
  modelFixture("lmstudio:中文模型-7b", { name: "中文模型 7B" }),
];
const index = indexModels(models);
const found = (search: string) =>
  searchModels(index, search).map(({ model }) => model.id);

describe("search over models", () => {
  test("forgives a letter left out and words in another order", () => {
    expect(found("sonet")).toEqual(["anthropic/claude-sonnet-4.5"]);
    expect(found("sonnet claude")).toEqual(["anthropic/claude-sonnet-4.5"]);
  });

  test("finds a number that is written without its dash", () => {
    expect(found("gpt5")[0]).toBe("openai/gpt-5");
    expect(found("4o mini")).toEqual(["openai/gpt-4o-mini"]);
  });

  test("a hit in the name comes before one that only the id has", () => {
    expect(found("qwen")).toEqual(["qwen/qwen3-max", "qwen/qwq-32b"]);
  });

  test("Chinese is searched like anything else", () => {
    expect(found("中文")).toEqual(["中文模型-7b"]);
    expect(found("模型")).toEqual(["中文模型-7b"]);
  });

  test("nothing but punctuation finds nothing and does not throw", () => {
    expect(found("((*")).toEqual([]);
  });

  test("what matched is marked in name and id apart, in their own coordinates", () => {
    const [match] = searchModels(index, "qwen3 max");
    expect(match?.nameRanges).toEqual([0, 5, 6, 9]);
    const [byId] = searchModels(index, "openai/gpt-5");
    expect(byId?.nameRanges).toEqual([]);
    expect(
      sliced("openai/gpt-5", byId?.subtitleRanges ?? []).join(""),
    ).toContain("openai");
  });
});

function sliced(text: string, ranges: readonly number[]): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at + 1 < ranges.length; at += 2)
    parts.push(text.slice(ranges[at], ranges[at + 1]));
  return parts;
}
