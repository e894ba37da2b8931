import { describe, expect, test } from "vitest";
import { fileFacts, priceFacts } from "#renderer/screens/models/model-facts.ts";
import { modelFixture } from "../../model-fixtures.ts";

function shown(rows: ReturnType<typeof priceFacts>) {
  return rows.flatMap((row) =>
    typeof row?.value === "string" ? [`${row.label}: ${row.value}`] : [],
  );
}

describe("prices of one model", () => {
  test("conditional prices stand under their condition", () => {
    const model = modelFixture("a:b", {
      price: {
        input: "0.00000078",
        output: "0.0000039",
        cachedInput: "0.00000016",
        reasoning: "0.0000039",
        overrides: [
          {
            minPromptTokens: 128_000,
            input: "0.00000195",
            output: "0.00000975",
          },
          { utcStart: "1630", utcEnd: "0030", output: "0.000001" },
        ],
      },
    });
    expect(shown(priceFacts(model))).toEqual([
      "Input: $0.78 / 1M",
      "Output: $3.90 / 1M",
      "Above 128k input: $1.95 / $9.75",
      "16:30–00:30 UTC: $1.00",
      "Cached input: $0.16 / 1M",
    ]);
  });

  test("free, unknown and depending prices are three things", () => {
    const free = modelFixture("a:b", { price: { input: "0", output: "0" } });
    expect(shown(priceFacts(free))).toEqual(["Prices: free"]);
    expect(shown(priceFacts(modelFixture("a:b")))).toEqual([
      "Prices: Price not published",
    ]);
    const router = modelFixture("a:b", {
      price: { input: "-1", output: "-1" },
    });
    expect(shown(priceFacts(router))).toEqual([]);
  });

  test("simulated models have no price to show", () => {
    expect(priceFacts(modelFixture("demo:x", { simulated: true }))).toEqual([]);
  });
});

test("a file without a chat template is said to be completed plainly", () => {
  const facts = {
    path: "/m/stories.gguf",
    sizeBytes: 1_180_000,
    architecture: "llama",
    quantization: "F16",
    parameterCount: 260_000,
    hasChatTemplate: false,
  };
  expect(shown(fileFacts(facts))).toEqual([
    "Size: 1.2\u00a0MB",
    "Quantization: F16",
    "Architecture: llama",
    "Parameters: 260K",
    "Prompting: plain completion",
    "File: /m/stories.gguf",
  ]);
});
