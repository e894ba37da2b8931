import { describe, expect, test } from "vitest";
import {
  isLoopbackHost,
  isPrivateHost,
} from "#main/domain/catalog/private-host.ts";
import { providerRows } from "#main/domain/catalog/providers.ts";
import { recognize } from "#main/domain/catalog/recognize.ts";

/** A key as each provider writes it, as far as that tells whose it is: plain `sk-` keys are those of many. */
const keysOf: Readonly<Record<string, readonly string[]>> = {
  openrouter: ["sk-or-v1-0123456789abcdef"],
  openai: [
    "sk-proj-0123456789_abcdef",
    "sk-svcacct-0123456789-abcdef",
    "sk-admin-0123456789abcdef",
  ],
  anthropic: ["sk-ant-api03-0123456789"],
  // The first since 2026, the second before.
  gemini: ["AQ.Ab8RN6Jabcdefghijk_lmnop", "AIzaSy0123456789abcdef"],
  groq: ["gsk_0123456789abcdef"],
  together: ["tgp_v1_0123456789abcdef"],
  mistral: [],
  deepseek: [],
  xai: ["xai-0123456789abcdef"],
  fireworks: ["fw_0123456789abcdef"],
  cerebras: ["csk-0123456789abcdef"],
  perplexity: ["pplx-0123456789abcdef"],
  nvidia: ["nvapi-0123456789abcdef"],
  huggingface: ["hf_0123456789abcdef"],
  dashscope: [],
  moonshot: [],
  siliconflow: [],
  azure: [],
  lmstudio: [],
  ollama: [],
  vllm: [],
  "llama-server": [],
  tgi: [],
  custom: [],
};

describe("what was pasted", () => {
  test("a key with a known prefix needs nothing more", () => {
    expect(recognize("  sk-or-v1-0123456789abcdef ")).toEqual({
      preset: "openrouter",
      kind: "openrouter",
      name: "OpenRouter",
      baseUrl: "https://openrouter.ai/api/v1",
      isKey: true,
      missing: [],
    });
  });

  test("a plain sk- key could be anybody's, so the address is asked for", () => {
    expect(recognize("sk-0123456789abcdef")).toEqual({
      isKey: true,
      missing: ["baseUrl"],
    });
  });

  test("a known address is completed and needs its key", () => {
    expect(recognize("https://api.groq.com")).toEqual({
      preset: "groq",
      kind: "openai",
      name: "Groq",
      baseUrl: "https://api.groq.com/openai/v1",
      isKey: false,
      missing: ["key"],
    });
  });

  test("LM Studio is known by its port and needs no key", () => {
    expect(recognize("localhost:1234/v1")).toMatchObject({
      kind: "openai",
      baseUrl: "http://localhost:1234/v1",
      missing: [],
    });
    expect(recognize("http://127.0.0.1:1234")).toMatchObject({
      preset: "lmstudio",
      baseUrl: "http://127.0.0.1:1234/v1",
    });
  });

  test.each(Object.entries(keysOf))(
    "keys of %s tell whose they are, or ask for the address",
    (id, keys) => {
      const row = providerRows.find((it) => it.id === id);
      expect(row?.keyPrefixes).toHaveLength(keys.length);
      for (const key of keys)
        expect(recognize(key)).toEqual({
          preset: id,
          kind: row?.kind,
          name: row?.name,
          baseUrl: row?.baseUrl,
          isKey: true,
          missing: [],
        });
    },
  );

  test("every preset's keys are known, or known to tell nothing", () => {
    const known = new Set(Object.keys(keysOf));
    expect(providerRows.map(({ id }) => id)).toEqual(
      providerRows.flatMap(({ id }) => (known.has(id) ? [id] : [])),
    );
  });

  test("Ollama is known by its port, whichever interface was copied", () => {
    for (const text of ["localhost:11434", "http://127.0.0.1:11434/api/chat"])
      expect(recognize(text)).toMatchObject({ kind: "ollama", missing: [] });
    expect(recognize("http://127.0.0.1:11434")).toMatchObject({
      preset: "ollama",
      baseUrl: "http://127.0.0.1:11434",
    });
  });

  test("a resource of Azure keeps the version of its interface", () => {
    expect(recognize("https://mine.openai.azure.com/")).toMatchObject({
      preset: "azure",
      baseUrl: "https://mine.openai.azure.com/openai/v1",
      missing: ["key"],
    });
    expect(
      recognize(
        "https://mine.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21&x=1",
      ),
    ).toMatchObject({
      baseUrl:
        "https://mine.openai.azure.com/openai/deployments/gpt?api-version=2024-10-21",
    });
  });

  test("the path of one call is taken off", () => {
    expect(
      recognize("https://llm.example.org/api/v1/chat/completions?x=1"),
    ).toEqual({
      preset: "custom",
      kind: "openai",
      name: "llm.example.org",
      baseUrl: "https://llm.example.org/api/v1",
      isKey: false,
      missing: ["key"],
    });
  });

  test("a key in an address is not repeated", () => {
    const found = recognize("https://user:geheim@llm.example.org/v1");
    expect(JSON.stringify(found)).not.toContain("geheim");
  });

  test.each(["", "hello there", "short", "ftp://x.example/y z"])(
    "%j is nothing known",
    (text) =>
      expect(recognize(text)).toEqual({
        isKey: false,
        missing: ["baseUrl", "key"],
      }),
  );
});

test("the known providers have distinct ids and addresses", () => {
  const addresses = providerRows.flatMap(({ baseUrl }) => baseUrl ?? []);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(new Set(providerRows.map(({ id }) => id)).size).toBe(
    providerRows.length,
  );
});

test.each([
  ["127.0.0.1", true, true],
  ["127.9.9.9", true, true],
  ["localhost", true, true],
  ["::1", true, true],
  ["[::1]", true, true],
  ["192.168.1.5", true, false],
  ["172.16.0.1", true, false],
  ["172.32.0.1", false, false],
  ["10.1.2.3", true, false],
  ["nas.local", true, false],
  ["localhost.example.org", false, false],
  ["api.openai.com", false, false],
  ["127.0.0.1.example.org", false, false],
])("%s: private %s, this computer %s", (host, isPrivate, isLoopback) => {
  expect([isPrivateHost(host), isLoopbackHost(host)]).toEqual([
    isPrivate,
    isLoopback,
  ]);
});
