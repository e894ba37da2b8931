import { expect, test } from "vitest";
import { namedModels } from "#main/domain/policy/named-models.ts";

test("models are found wherever a passed-on field names them, once each", () => {
  const extra = {
    models: ["big", "mini", "big"],
    fallbacks: [{ model: "huge" }, "default"],
    preset: "mine",
    Model: "other",
    plugins: [{ id: "fusion", analysis_models: ["one"], model: "two" }],
  };
  const tool = {
    name: "advisor_20260301",
    inputSchema: {},
    extra: { type: "advisor_20260301", model: "deep" },
  };
  expect(namedModels({ extra, tools: [tool] }).toSorted()).toEqual([
    ...["big", "deep", "default", "huge", "mine"],
    ...["mini", "one", "other", "two"],
  ]);
});

test("words of callers and schemas of functions name no models", () => {
  const tools = [
    {
      name: "choose",
      inputSchema: { properties: { model: { enum: ["big"] } }, model: "big" },
    },
  ];
  const extra = {
    metadata: { model: "big" },
    labels: { models: ["x"] },
  };
  expect(namedModels({ extra, tools })).toEqual([]);
  expect(namedModels({})).toEqual([]);
});

test("what is no name is none", () => {
  const extra = { models: [7, null, ["big"], { id: 1 }], model: null };
  expect(namedModels({ extra })).toEqual(["big"]);
});

test.each([
  [{ fallbacks: [{ mini: ["big", "huge"] }] }, ["mini", "big", "huge"]],
  [{ context_window_fallbacks: [{ mini: ["big"] }] }, ["mini", "big"]],
  [{ context_window_fallback_dict: { mini: "big" } }, ["mini", "big"]],
  [{ fallbacks: [{ model: "big", temperature: 1 }] }, ["big"]],
  [{ provider: { allow_fallbacks: true } }, []],
  [
    { generationConfig: { routing_config: { manual: { modelName: "big" } } } },
    ["big"],
  ],
  [{ model_id: "one", modelIds: ["two"], model_list: ["three"] }, undefined],
  [{ data_sources: [{ by: { deployment_name: "big" } }] }, ["big"]],
])("%j names models", (extra, names = ["one", "two", "three"]) => {
  expect(namedModels({ extra })).toEqual(names);
});
