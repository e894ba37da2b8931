import { expect, test } from "vitest";
import { parsePlace, placeHash } from "#renderer/stores/app-navigation.ts";

test.each([
  { screen: "chat" },
  { screen: "models", argument: "openrouter:qwen/qwen3-coder:free" },
  { screen: "models", argument: "lmstudio:中文模型 7B" },
] as const)("a place survives the address: %j", (place) => {
  expect(parsePlace(placeHash(place))).toEqual(place);
});

test.each(["", "#", "#/nowhere", "#token=abc", "#/nowhere/x"])(
  "%j is the chat",
  (hash) => {
    expect(parsePlace(hash)).toEqual({ screen: "chat" });
  },
);

test("a broken argument costs the argument, not the screen", () => {
  expect(parsePlace("#/models/%E0%A4%A")).toEqual({ screen: "models" });
});
