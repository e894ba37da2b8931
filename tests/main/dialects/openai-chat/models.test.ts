import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readModelList } from "#main/dialects/openai-chat/models.ts";
import { modelDescriptorSchema } from "#shared/models/descriptor.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import { readFixture } from "#tests/support/upstream/recordings.ts";

const context = { instance: "or" as InstanceId, local: false };

interface RawModel {
  id: string;
  context_length: number | null;
  pricing: Record<string, string>;
  supported_parameters: string[];
  expiration_date: string | null;
}

const inOrder = (a: string, b: string) => (a < b ? -1 : 1);

describe("OpenRouter's list", () => {
  const fixture = readFixture("openrouter-models.json");

  it("gives every field in its place", () => {
    const models = readModelList(fixture, context) ?? [];
    expect(models).toHaveLength(7);
    for (const model of models) modelDescriptorSchema.parse(model);
    const pro = models.find(({ id }) => id === "openai/gpt-5.4-pro");
    expect(pro).toMatchObject({
      ref: "or:openai/gpt-5.4-pro",
      name: "OpenAI: GPT-5.4 Pro",
      created: 1772734366,
      contextLength: 1_050_000,
      maxOutputTokens: 128_000,
      inputModalities: ["text", "image", "file"],
      outputModalities: ["text"],
      price: {
        input: "0.00003",
        output: "0.00018",
        other: { web_search: "0.01" },
      },
    });
    expect(pro?.supportedParameters).toContain("structured_outputs");
    const thinking = models.find(
      ({ id }) => id === "anthropic/claude-3.7-sonnet:thinking",
    );
    expect(thinking?.expires).toBe("2026-05-05");
  });

  it("keeps conditional prices and drops modalities that nobody knows", () => {
    const models = readModelList(fixture, context) ?? [];
    const tiered = models.find(({ id }) => id === "google/gemini-tiered");
    expect(tiered?.inputModalities).toEqual(["text", "image"]);
    expect(tiered?.price).toEqual({
      input: "0.00000125",
      output: "0.00001",
      cachedInput: "0.00000031",
      overrides: [
        { minPromptTokens: 200_000, input: "0.0000025", output: "0.000015" },
        { utcStart: "1630", utcEnd: "0030", input: "0.0000006" },
      ],
    });
  });

  it("does not take a price of −1 (it depends) for a price", () => {
    const models = readModelList(fixture, context) ?? [];
    expect(
      models.find(({ id }) => id === "openrouter/auto")?.price,
    ).toBeUndefined();
  });

  it("lets an override whose condition is unknown hold never, not always", () => {
    const pricing = {
      prompt: "1",
      overrides: [{ min_prompt_tokens: "many", prompt: "9" }],
    };
    const [model] =
      readModelList({ data: [{ id: "m", pricing }] }, context) ?? [];
    expect(model?.price).toEqual({ input: "1" });
  });

  it("loses one broken entry, never the rest", () => {
    const { data } = fixture as { data: unknown[] };
    const broken = [
      null,
      4,
      [],
      {},
      { id: 7 },
      {
        id: "odd",
        pricing: "free",
        architecture: 3,
        created: "now",
        supported_parameters: 1,
        context_length: -5,
      },
    ];
    const models = readModelList({ data: [...broken, ...data] }, context) ?? [];
    expect(models).toHaveLength(8);
    for (const model of models) modelDescriptorSchema.parse(model);
    expect(models[0]).toEqual({
      ref: "or:odd",
      instance: "or",
      id: "odd",
      name: "odd",
      description: "",
      inputModalities: ["text"],
      outputModalities: ["text"],
      local: false,
      simulated: false,
    });
  });

  const real = join(
    import.meta.dirname,
    "../../../../../shared/openrouter/models.json",
  );
  it.skipIf(!existsSync(real))(
    "parses a whole real reply without loss (skipped where ../shared/openrouter is not there)",
    () => {
      const body = JSON.parse(readFileSync(real, "utf8")) as {
        data: RawModel[];
      };
      const models = readModelList(body, context) ?? [];
      expect(models.map(({ id }) => id)).toEqual(body.data.map(({ id }) => id));
      for (const [index, raw] of body.data.entries()) {
        const model = models[index];
        modelDescriptorSchema.parse(model);
        const { other = {}, ...price } = model?.price ?? {};
        const kept = [...Object.values(price), ...Object.values(other)]
          .map(String)
          .toSorted(inOrder);
        const sent = Object.values(raw.pricing)
          .filter((text) => !text.startsWith("-"))
          .toSorted(inOrder);
        expect(kept).toEqual(sent);
        expect(model?.contextLength ?? null).toBe(raw.context_length);
        expect(model?.supportedParameters).toEqual(raw.supported_parameters);
        expect(model?.expires ?? null).toBe(raw.expiration_date);
      }
    },
  );
});

describe("any endpoint's list", () => {
  it("reads the names that servers give the context length", () => {
    const models =
      readModelList(readFixture("compatible-models.json"), {
        ...context,
        local: true,
      }) ?? [];
    expect(models.map(({ id, contextLength }) => [id, contextLength])).toEqual([
      ["qwen3-8b", 40_960],
      ["llama-3.3-70b-versatile", 131_072],
      ["gemma-3-270m", 32_768],
      ["pixtral-large", 131_072],
      ["bare", undefined],
      ["just-a-name", undefined],
    ]);
    expect(models[1]?.maxOutputTokens).toBe(32_768);
    expect(models[3]?.inputModalities).toEqual(["text", "image"]);
    expect(
      models.every(({ local, price }) => local && price === undefined),
    ).toBe(true);
  });

  it("takes a bare list, and says when there is no list", () => {
    expect(readModelList([{ id: "a" }, { id: "a" }], context)).toHaveLength(1);
    expect(readModelList({ models: [{ name: "b" }] }, context)).toHaveLength(1);
    expect(readModelList({ ok: true }, context)).toBeUndefined();
    expect(readModelList("no", context)).toBeUndefined();
  });
});
