import { describe, expect, it, test } from "vitest";
import { effortOf, nearestEffort } from "#main/dialects/effort.ts";
import { dialects } from "#main/dialects/table.ts";
import { rowOfKind } from "#main/adapters/http/kinds.ts";
import { refuseUnsupported } from "#main/adapters/local/refusals.ts";

test.each([
  [1_024, 32_000, "low"],
  [4_000, 32_000, "low"],
  [16_000, 32_000, "medium"],
  [31_999, 32_000, "high"],
  [2_000, 2_500, "high"],
  [1_024, undefined, "low"],
  [16_000, undefined, "medium"],
  [60_000, undefined, "high"],
] as const)("%d tokens of %s are %s", (maxTokens, bound, effort) => {
  expect(effortOf({ maxTokens }, bound)).toBe(effort);
});

test("a word counts more than a number, and nothing is no word", () => {
  expect(effortOf({ effort: "low", maxTokens: 30_000 }, 32_000)).toBe("low");
  expect(effortOf({ enabled: true })).toBeUndefined();
});

test("the nearest word is never none, and none is only itself", () => {
  const known = ["none", "low", "medium", "high"] as const;
  expect(nearestEffort("minimal", known)).toBe("low");
  expect(nearestEffort("max", known)).toBe("high");
  expect(nearestEffort("none", ["low"])).toBe("none");
  expect(nearestEffort("medium", known)).toBe("medium");
});

const openAi = "https://api.openai.com/v1";
const here = "http://127.0.0.1:8000/v1";

/** What a client of a dialect has sent to an upstream of a kind. */
function sent(
  [kind, baseUrl, model]: readonly [
    Parameters<typeof rowOfKind>[0],
    string,
    string,
  ],
  from: "anthropic-messages" | "gemini" | "openai-chat" | "openai-responses",
  body: object,
) {
  const route = { model, stream: false };
  const named = from === "gemini" ? body : { model, ...body };
  const { request } = dialects[from].parse(named, route);
  const row = rowOfKind(kind, baseUrl);
  const { dialect } = row;
  return dialects[dialect].encode(request, row.quirks(model)).body;
}

describe("how much to think, where an upstream knows words alone", () => {
  const messages = [{ role: "user", content: "Hi" }];
  const contents = [{ role: "user", parts: [{ text: "Hi" }] }];
  const claude = (more: object) => ({ max_tokens: 32_000, messages, ...more });
  const budget = { thinking: { type: "enabled", budget_tokens: 16_000 } };

  it.each([
    ["anthropic-messages", claude(budget)],
    [
      "gemini",
      {
        contents,
        generationConfig: {
          maxOutputTokens: 32_000,
          thinkingConfig: { thinkingBudget: 16_000 },
        },
      },
    ],
    [
      "openai-chat",
      { messages, max_tokens: 32_000, reasoning: { max_tokens: 16_000 } },
    ],
  ] as const)("a budget becomes the nearest (%s)", (from, body) => {
    for (const [address, model] of [
      [openAi, "gpt-5.5"],
      [here, "qwen3"],
    ] as const) {
      const told = sent(["openai", address, model], from, body);
      expect(told.reasoning_effort).toBe("medium");
      expect(told).not.toHaveProperty("reasoning");
    }
  });

  it("words that it lacks become the nearest, those of its own callers stay", () => {
    const max = claude({ output_config: { effort: "max" } });
    const at = (address: string, model = "m") =>
      sent(["openai", address, model], "anthropic-messages", max)
        .reasoning_effort;
    expect(at(here)).toBe("high");
    expect(at(openAi)).toBe("xhigh");
    const own = { messages, reasoning_effort: "max" };
    expect(sent(["openai", here, "m"], "openai-chat", own)).toMatchObject({
      reasoning_effort: "max",
    });
  });

  it("models of OpenAI that never reason are not told how much", () => {
    for (const model of ["gpt-4o-mini", "gpt-4.1", "chatgpt-4o-latest"]) {
      const told = sent(
        ["openai", openAi, model],
        "anthropic-messages",
        claude({ ...budget, output_config: { effort: "high" } }),
      );
      expect(told).not.toHaveProperty("reasoning_effort");
    }
  });

  it("where it takes a number or a word, but not both, the number goes", () => {
    const both = claude({ ...budget, output_config: { effort: "high" } });
    const base = "https://openrouter.ai/api/v1";
    expect(
      sent(["openrouter", base, "m"], "anthropic-messages", both).reasoning,
    ).toEqual({ max_tokens: 16_000 });
  });

  it("Gemini is told a word or a number, whichever its model takes", () => {
    const both = claude({ ...budget, output_config: { effort: "high" } });
    const at = (model: string) =>
      sent(["gemini", "", model], "anthropic-messages", both).generationConfig;
    expect(at("gemini-3-pro")).toMatchObject({
      thinkingConfig: { thinkingLevel: "high" },
    });
    expect(at("gemini-3-pro")).not.toHaveProperty(
      "thinkingConfig.thinkingBudget",
    );
    expect(at("gemini-2.5-pro")).toMatchObject({
      thinkingConfig: { thinkingBudget: 16_000 },
    });
  });
});

describe("how much to say", () => {
  const body = { input: "Hi", text: { verbosity: "low" } };

  it("is told where it is a word, and left to the others", () => {
    const at = (...target: Parameters<typeof sent>[0]) =>
      sent(target, "openai-responses", body).verbosity;
    expect(at("openai", openAi, "gpt-5.5")).toBe("low");
    expect(at("openrouter", "https://openrouter.ai/api/v1", "m")).toBe("low");
    expect(at("openai", openAi, "gpt-4o")).toBeUndefined();
    expect(at("openai", here, "m")).toBeUndefined();
    expect(at("anthropic", "", "m")).toBeUndefined();
    expect(at("gemini", "", "m")).toBeUndefined();
    expect(at("ollama", "", "m")).toBeUndefined();
  });
});

describe("a word that nobody here knows", () => {
  const messages = [{ role: "user", content: "Hi" }];
  const contents = [{ role: "user", parts: [{ text: "Hi" }] }];
  const own = { thinkingLevel: "ultra", includeThoughts: true };
  const changed = {
    role: "system",
    content: [],
    output_config: { effort: "ultra" },
  };
  const cases = [
    [
      "openai-chat",
      "reasoning_effort",
      { messages, reasoning_effort: "ultra" },
    ],
    [
      "openai-chat",
      "reasoning.effort",
      { messages, reasoning: { effort: "ultra", max_tokens: 9 } },
    ],
    [
      "openai-responses",
      "reasoning.effort",
      {
        input: [{ role: "user", content: "Hi" }],
        reasoning: { summary: "auto", effort: "ultra" },
      },
    ],
    [
      "anthropic-messages",
      "output_config.effort",
      { messages, max_tokens: 9, output_config: { effort: "ultra" } },
    ],
    [
      "anthropic-messages",
      "messages[1].output_config.effort",
      { messages: [...messages, changed], max_tokens: 9 },
    ],
    [
      "gemini",
      "generationConfig.thinkingConfig.thinkingLevel",
      { contents, generationConfig: { thinkingConfig: own } },
    ],
  ] as const;
  const parsed = (from: (typeof cases)[number][0], body: object) =>
    dialects[from].parse(from === "gemini" ? body : { model: "m", ...body }, {
      model: "m",
      stream: false,
    }).request;

  it.each(cases)("goes on as it came in its own %s (%s)", (from, _, body) => {
    const written = dialects[from].encode(parsed(from, body), {
      reasoningStyle: "openrouter",
    });
    expect(written.body).toMatchObject(body);
  });

  it.each(cases)(
    "is refused to others by its name in %s: %s",
    (from, parameter, body) => {
      const request = parsed(from, body);
      const others = Object.values(dialects).filter(
        ({ name }) => name !== from,
      );
      for (const dialect of others)
        expect(() => dialect.encode(request, {})).toThrow(
          expect.objectContaining({
            code: "unsupported-parameter",
            data: { parameter },
          }),
        );
      // What runs here reads other fields of theirs only where it knows them.
      if (from === "gemini" || parameter.startsWith("messages")) return;
      expect(() => refuseUnsupported(request)).toThrow(
        expect.objectContaining({ data: { parameter } }),
      );
    },
  );

  it("counts no more once another one has taken its place", () => {
    const later = { ...changed, output_config: { effort: "low" } };
    const request = parsed("anthropic-messages", {
      messages: [...messages, changed, ...messages, later],
      max_tokens: 9,
    });
    const { body } = dialects["openai-chat"].encode(request, {});
    expect(body).toMatchObject({ reasoning: { effort: "low" } });
  });

  it("is none where Google says that it is none", () => {
    const thinkingConfig = {
      thinkingLevel: "THINKING_LEVEL_UNSPECIFIED",
      includeThoughts: true,
    };
    const request = parsed("gemini", {
      contents,
      generationConfig: { thinkingConfig },
    });
    const { body } = dialects["openai-chat"].encode(request, {});
    expect(body).toMatchObject({ reasoning: { exclude: false } });
    expect(dialects.gemini.encode(request, {}).body).toMatchObject({
      generationConfig: { thinkingConfig },
    });
  });

  it("is no word at all if it is no text, and named where it contradicts", () => {
    const told = (body: object) => () =>
      parsed("openai-chat", { messages, ...body });
    const refused = (parameter: string) =>
      expect.objectContaining({ code: "invalid-request", data: { parameter } });
    for (const none of [5, ""])
      expect(told({ reasoning_effort: none })).toThrow(
        refused("reasoning_effort"),
      );
    expect(told({ reasoning: { effort: "" } })).toThrow(
      refused("reasoning.effort"),
    );
    expect(
      told({ reasoning_effort: "ultra", reasoning: { effort: "low" } }),
    ).toThrow(refused("reasoning_effort"));
  });
});
