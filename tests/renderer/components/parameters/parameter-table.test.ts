import { describe, expect, it } from "vitest";
import { parametersSchema } from "#shared/chat/parameters.ts";
import {
  parameterControls,
  withParameter,
} from "#renderer/components/parameters/parameter-table.ts";

const names = (supportedParameters: string[] | undefined) =>
  parameterControls(
    supportedParameters === undefined ? {} : { supportedParameters },
  ).map(({ name }) => name);

describe("parameters of a model", () => {
  it("are those that the model supports, by any of the upstream's names", () => {
    expect(names(["temperature", "tools", "max_completion_tokens"])).toEqual([
      "temperature",
      "maxTokens",
    ]);
    expect(names(["reasoning_effort"])).toEqual(["reasoning"]);
    expect(names([])).toEqual([]);
  });

  it("are the usual ones where the upstream does not say", () => {
    expect(names(undefined)).toEqual([
      "temperature",
      "topP",
      "maxTokens",
      "stop",
    ]);
  });

  it("can each be set to any value of its control without being refused", () => {
    const all = parameterControls({
      supportedParameters: [
        "temperature",
        "top_p",
        "top_k",
        "min_p",
        "frequency_penalty",
        "presence_penalty",
        "repetition_penalty",
        "max_tokens",
        "seed",
      ],
    });
    expect(all).toHaveLength(9);
    for (const control of all) {
      if (control.type !== "slider" && control.type !== "number") continue;
      for (const value of [control.min, control.max])
        expect(
          parametersSchema.safeParse({ [control.name]: value }).success,
          `${control.name} ${value}`,
        ).toBe(true);
    }
  });

  it("are given back to the model by leaving them out", () => {
    const set = withParameter({ seed: 1 }, "temperature", 0.2);
    expect(set).toEqual({ seed: 1, temperature: 0.2 });
    expect(withParameter(set, "temperature", undefined)).toEqual({ seed: 1 });
  });
});
