import { expect, test } from "vitest";
import { creditPage } from "#renderer/format/credit-page.ts";

test.each([
  [{ kind: "openrouter" }, "openrouter.ai"],
  [
    { kind: "openrouter", baseUrl: "https://openrouter.ai/api/v1" },
    "openrouter.ai",
  ],
  [
    { kind: "openai", baseUrl: "https://api.openai.com/v1" },
    "platform.openai.com",
  ],
  [{ kind: "anthropic" }, "console.anthropic.com"],
] as const)("credit for %j is added at %s", (instance, host) => {
  expect(new URL(creditPage(instance) ?? "").hostname).toBe(host);
});

test.each([
  { kind: "openrouter", baseUrl: "http://127.0.0.1:1/api/v1" },
  { kind: "openai", baseUrl: "https://openrouter.ai.evil.example/v1" },
  { kind: "openai", baseUrl: "no address" },
  { kind: "llamacpp" },
] as const)("nobody knows where for %j", (instance) => {
  expect(creditPage(instance)).toBeUndefined();
});
