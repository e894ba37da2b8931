import { describe, expect, test } from "vitest";
import { parseConfig } from "#main/domain/config/parse.ts";
import { AppError } from "#shared/errors/app-error.ts";

function failure(value: unknown): { path: unknown; message: string } {
  try {
    parseConfig(value);
  } catch (error) {
    if (error instanceof AppError && error.code === "config-invalid")
      return { path: error.data["path"], message: error.message };
  }
  throw new Error("It was accepted.");
}

describe("config file", () => {
  test("takes the documented example whole", () => {
    const example = {
      instances: [
        {
          id: "openrouter",
          kind: "openrouter",
          apiKey: { env: "OPENROUTER_API_KEY" },
        },
        { id: "lmstudio", kind: "openai", baseUrl: "http://127.0.0.1:1234/v1" },
        {
          id: "claude",
          kind: "anthropic",
          baseUrl: "https://api.anthropic.com",
          apiKey: { secret: "claude" },
        },
        { id: "gemini", kind: "gemini", apiKey: { env: "GEMINI_API_KEY" } },
        {
          id: "ollama-local",
          kind: "ollama",
          baseUrl: "http://127.0.0.1:11434",
        },
        {
          id: "local",
          kind: "llamacpp",
          models: [
            { id: "stories", path: "/models/stories.gguf", contextSize: 512 },
          ],
        },
      ],
      aliases: [
        {
          id: "default-code",
          targets: ["ollama-local:qwen3:14b", "openrouter:x/y"],
        },
      ],
      cache: {
        enabled: true,
        maxBytes: 268435456,
        ttlSeconds: 86400,
        mode: "deterministic",
      },
      gateway: {
        requireKey: true,
        allowLan: false,
        allowedOrigins: [],
        allowedHosts: [],
      },
      promptLogging: "off",
    };
    expect(parseConfig(example)).toMatchObject(example);
  });

  test("takes every common field of an instance", () => {
    const instance = {
      id: "a",
      kind: "openai",
      baseUrl: "https://a.example/v1",
      enabled: false,
      allow: ["x/*"],
      risk: "high",
      cloud: false,
      lan: false,
      timeouts: { connectMs: 1, firstByteMs: 2, idleMs: 3, totalMs: 4 },
      retry: { maxAttempts: 1 },
      limits: { requestsPerMinute: 5, tokensPerMinute: 9_000, concurrent: 2 },
      headers: { "x-team": "blue" },
      apiKey: { value: "k" },
    };
    expect(parseConfig({ instances: [instance] }).instances).toEqual([
      instance,
    ]);
  });

  test.each([
    [{ foo: 1 }, "foo", "The config file has an unknown field: foo."],
    [
      { instances: [{ id: "a", kind: "openrouter", apikey: "x" }] },
      "instances[0].apikey",
      "The config file has an unknown field: instances[0].apikey.",
    ],
    [
      { instances: [{ id: "a", kind: "openai" }] },
      "instances[0].baseUrl",
      "instances[0].baseUrl in the config file is missing.",
    ],
    [
      { instances: [{ id: "a", kind: "opena" }] },
      "instances[0].kind",
      "instances[0].kind in the config file must be openrouter, openai, anthropic, gemini, ollama or llamacpp.",
    ],
    [
      { instances: [{ id: "a", kind: "openrouter", apiKey: "sk-secret" }] },
      "instances[0].apiKey",
      'instances[0].apiKey in the config file must be {"env": NAME}, {"secret": NAME} or {"value": "…"}.',
    ],
    [[], "", "The config file must be an object."],
    [
      { gateway: { requirekey: false } },
      "gateway.requirekey",
      "The config file has an unknown field: gateway.requirekey.",
    ],
    [
      {
        instances: [
          { id: "a", kind: "openrouter" },
          { id: "a", kind: "openrouter" },
        ],
      },
      "instances[1].id",
      'instances[1].id in the config file repeats the id "a".',
    ],
    [
      {
        aliases: [
          { id: "a", targets: ["b"] },
          { id: "b", targets: ["a"] },
        ],
      },
      "aliases[0].targets",
      "aliases[0].targets in the config file is a circle: a → b → a.",
    ],
    [
      { aliases: [{ id: "auto", targets: ["a:x"] }] },
      "aliases[0].id",
      'aliases[0].id in the config file can never be reached: "auto" is reserved for the automatic router.',
    ],
    [
      {
        instances: [{ id: "a", kind: "openrouter" }],
        aliases: [
          { id: "b:x", targets: ["a:y"] },
          { id: "a:x:y", targets: ["a:y"] },
        ],
      },
      "aliases[1].id",
      'aliases[1].id in the config file can never be reached: "a:x:y" would be read as the model x:y of the instance a.',
    ],
    [
      { instances: [{ id: "auto", kind: "openrouter" }] },
      "instances[0].id",
      'instances[0].id in the config file must not be "auto", which is reserved for the automatic router.',
    ],
  ])("refuses %j by the field's path", (value, path, message) => {
    expect(failure(value)).toEqual({ path, message });
  });

  test.each([
    [
      { id: "A B" },
      "id",
      "must be made of lowercase letters, digits, dots, dashes, underscores",
    ],
    [{ name: "x".repeat(81) }, "name", "must have 80 characters at most"],
    [
      { baseUrl: "ftp://x.example" },
      "baseUrl",
      "must be an address that begins with http:// or https://",
    ],
    [{ enabled: "yes" }, "enabled", "must be true or false"],
    [{ risk: "some" }, "risk", "must be low, medium or high"],
    [{ allow: [], headers: { a: 1 } }, "headers.a", "must be a text"],
    [{ allow: "x" }, "allow", "must be a list"],
    [{ allow: [""] }, "allow[0]", "must not be empty"],
    [{ limits: { concurrent: 0 } }, "limits.concurrent", "must be 1 or more"],
    [
      { limits: { concurrent: 1.5 } },
      "limits.concurrent",
      "must be a whole number",
    ],
    [{ retry: { maxAttempts: 11 } }, "retry.maxAttempts", "must be 10 or less"],
  ] as const)("of an instance with %j says that %s %s", (...row) => {
    const [fields, field, demand] = row;
    const path = `instances[0].${field}`;
    expect(
      failure({ instances: [{ id: "a", kind: "gemini", ...fields }] }),
    ).toEqual({ path, message: `${path} in the config file ${demand}.` });
  });

  test("never repeats a key that stands in the wrong place", () => {
    const value = {
      instances: [{ id: "a", kind: "openrouter", apiKey: "sk-secret" }],
    };
    expect(failure(value).message).not.toContain("sk-secret");
  });
});
