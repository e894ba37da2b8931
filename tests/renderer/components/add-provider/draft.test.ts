import { describe, expect, test } from "vitest";
import {
  draftOf,
  type Preset,
  type Recognition,
} from "#renderer/components/add-provider/draft.ts";

const presets: readonly Preset[] = [
  {
    id: "openrouter",
    kind: "openrouter",
    name: "OpenRouter",
    baseUrl: "https://openrouter.ai/api/v1",
    needsKey: true,
    local: false,
  },
  {
    id: "groq",
    kind: "openai",
    name: "Groq",
    baseUrl: "https://api.groq.com/openai/v1",
    needsKey: true,
    local: false,
  },
  {
    id: "lmstudio",
    kind: "openai",
    name: "LM Studio",
    baseUrl: "http://127.0.0.1:1234/v1",
    needsKey: false,
    local: true,
  },
  {
    id: "custom",
    kind: "openai",
    name: "OpenAI-compatible endpoint",
    needsKey: false,
    local: false,
  },
];

const unknownKey: Recognition = { isKey: true, missing: ["baseUrl"] };

describe("what a form stands for", () => {
  test("nothing yet: nothing is asked and nothing can be added", () => {
    const draft = draftOf({ pasted: "" }, presets);
    expect(draft).toMatchObject({
      missing: "everything",
      asksBaseUrl: false,
      asksKey: false,
    });
  });

  test("an OpenRouter key needs nothing else, and its address is not sent along", () => {
    const draft = draftOf(
      {
        pasted: " sk-or-v1-abc ",
        recognition: {
          preset: "openrouter",
          kind: "openrouter",
          name: "OpenRouter",
          baseUrl: "https://openrouter.ai/api/v1",
          isKey: true,
          missing: [],
        },
      },
      presets,
    );
    expect(draft.instance).toEqual({
      kind: "openrouter",
      name: "OpenRouter",
      key: "sk-or-v1-abc",
    });
    expect(draft).toMatchObject({
      host: "openrouter.ai",
      local: false,
      asksKey: false,
      asksBaseUrl: false,
    });
    expect(draft.missing).toBeUndefined();
  });

  test("a key of Anthropic and an address of Ollama keep their kind", () => {
    const found = { isKey: false, missing: [] };
    const anthropic = {
      ...found,
      isKey: true,
      kind: "anthropic",
      name: "Anthropic",
      baseUrl: "https://api.anthropic.com",
    } as const;
    expect(
      draftOf({ pasted: "sk-ant-1", recognition: anthropic }, presets).instance,
    ).toEqual({
      kind: "anthropic",
      name: "Anthropic",
      baseUrl: "https://api.anthropic.com",
      key: "sk-ant-1",
    });
    const ollama = {
      ...found,
      kind: "ollama",
      name: "Ollama",
      baseUrl: "http://127.0.0.1:11434",
    } as const;
    const draft = draftOf(
      { pasted: "127.0.0.1:11434", recognition: ollama },
      presets,
    );
    expect(draft.instance.kind).toBe("ollama");
    expect(draft).toMatchObject({ local: true, keyRequired: false });
  });

  test("an address on this machine is local, named by its host, and asks for no key", () => {
    const draft = draftOf(
      {
        pasted: "http://127.0.0.1:9000/v1",
        recognition: {
          preset: "custom",
          kind: "openai",
          name: "127.0.0.1:9000",
          baseUrl: "http://127.0.0.1:9000/v1",
          isKey: false,
          missing: [],
        },
      },
      presets,
    );
    expect(draft.instance).toEqual({
      kind: "openai",
      name: "127.0.0.1:9000",
      baseUrl: "http://127.0.0.1:9000/v1",
    });
    expect(draft).toMatchObject({ local: true, asksKey: true });
    expect(draft.missing).toBeUndefined();
  });

  test("a key of nobody asks for an address; a broken one is not an address", () => {
    const form = { pasted: "sk-abc", recognition: unknownKey };
    expect(draftOf(form, presets).missing).toBe("baseUrl");
    expect(draftOf({ ...form, baseUrl: "localhost" }, presets).missing).toBe(
      "baseUrl",
    );
    const whole = draftOf(
      { ...form, baseUrl: "https://x.example/v1" },
      presets,
    );
    expect(whole.missing).toBeUndefined();
    expect(whole.instance.key).toBe("sk-abc");
  });

  test("a provider chosen by hand beats what was recognised, and wants its key", () => {
    const chosen = draftOf({ pasted: "", presetId: "groq" }, presets);
    expect(chosen).toMatchObject({
      missing: "key",
      asksKey: true,
      asksBaseUrl: false,
      keyRequired: true,
    });
    const withKey = draftOf(
      { pasted: "gsk_1", recognition: unknownKey, presetId: "groq" },
      presets,
    );
    expect(withKey.instance).toEqual({
      kind: "openai",
      name: "Groq",
      baseUrl: "https://api.groq.com/openai/v1",
      key: "gsk_1",
    });
  });

  test("a server of one's own may be somewhere else", () => {
    const draft = draftOf(
      { pasted: "", presetId: "lmstudio", baseUrl: "http://10.0.0.5:1234/v1" },
      presets,
    );
    expect(draft).toMatchObject({ asksBaseUrl: true, local: false });
    expect(draft.instance.baseUrl).toBe("http://10.0.0.5:1234/v1");
  });
});
