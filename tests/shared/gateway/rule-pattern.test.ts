import { expect, test } from "vitest";
import { likelyPatterns } from "#shared/gateway/rule-pattern.ts";

test.each([
  "*",
  "openrouter:*",
  "open*",
  "*router",
  "lm-studio.2:qwen3:14b",
  "*:gpt-*",
  "*/free",
  "cloud",
  "high-risk",
  "lan",
  "alias:x",
  "alias:*",
  "alias:team:fast",
])("%s can match a target", (pattern) => {
  expect(likelyPatterns(pattern)).toBeUndefined();
});

// Taken as it is, a rule of these would bar nobody, or everybody.
test.each([
  ["openrouter", ["openrouter:*", "*:openrouter", "alias:openrouter"]],
  ["OpenRouter", ["*:OpenRouter", "alias:OpenRouter"]],
  ["qwen/qwen3", ["*:qwen/qwen3", "alias:qwen/qwen3"]],
  ["qwen/*", ["*:qwen/*", "alias:qwen/*"]],
  ["qwen/qwen3:free", ["*:qwen/qwen3:free", "alias:qwen/qwen3:free"]],
  ["GPT*", ["*:GPT*", "alias:GPT*"]],
  ["openrouter:", ["openrouter:*"]],
  [":gpt-4o", ["*:gpt-4o"]],
  ["alias:", ["alias:*"]],
])("%s can match none; perhaps %j was meant", (pattern, meant) => {
  expect(likelyPatterns(pattern)).toEqual(meant);
});
