import { describe, expect, test } from "vitest";
import { canonicalJson } from "#main/domain/cache/canonical-json.ts";
import {
  cacheKeyText,
  type CacheKeyFacts,
} from "#main/domain/cache/cache-key.ts";
import { isCacheable, isWholeAnswer } from "#main/domain/cache/eligibility.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { failed, stop, text } from "#tests/fakes/chat-provider.ts";

const request: ChatRequest = {
  model: "alias",
  messages: [
    {
      role: "user",
      parts: [{ type: "text", text: "Hi", extra: { cache_control: {} } }],
    },
  ],
  parameters: { temperature: 0, seed: 1 },
  extra: { user: "me", logprobs: true },
};
const facts: CacheKeyFacts = {
  scope: "app",
  instance: "a",
  model: "m",
  identity: { baseUrl: "x" },
  request,
};
const key = (changes: Partial<CacheKeyFacts>) =>
  cacheKeyText({ ...facts, ...changes });
const withRequest = (changes: Partial<ChatRequest>) =>
  key({ request: { ...request, ...changes } });

describe("key", () => {
  test("is the same for the same question, whatever the order of its fields", () => {
    const turned: ChatRequest = {
      extra: { logprobs: true, user: "me" },
      parameters: { seed: 1, temperature: 0 },
      messages: request.messages,
      model: "alias",
    };
    expect(key({ request: turned })).toBe(key({}));
  });

  test.each([
    ["scope", key({ scope: "key-1" })],
    ["instance", key({ instance: "b" })],
    ["model", key({ model: "n" })],
    ["identity", key({ identity: { baseUrl: "y" } })],
    ["message", withRequest({ messages: [] })],
    ["parameter", withRequest({ parameters: { temperature: 0 } })],
    [
      "parameter at its default",
      withRequest({ parameters: { ...request.parameters, topP: 1 } }),
    ],
    [
      "unknown wire field",
      withRequest({ extra: { user: "me", logprobs: true, fancy: 1 } }),
    ],
    ["tools", withRequest({ tools: [{ name: "f", inputSchema: {} }] })],
  ])("differs by %s", (_what, other) => expect(other).not.toBe(key({})));

  test.each([
    ["user", withRequest({ extra: { user: "you", logprobs: true } })],
    ["asked alias", withRequest({ model: "other-alias" })],
    [
      "cache hint of a part",
      withRequest({
        messages: [{ role: "user", parts: [{ type: "text", text: "Hi" }] }],
      }),
    ],
  ])("does not differ by %s", (_what, other) => expect(other).toBe(key({})));

  test("the order of tools and messages counts", () => {
    const one = { name: "one", inputSchema: {} };
    const two = { name: "two", inputSchema: {} };
    expect(withRequest({ tools: [one, two] })).not.toBe(
      withRequest({ tools: [two, one] }),
    );
  });

  test("canonical JSON cannot be tricked by its own special names", () => {
    const value: unknown = JSON.parse('{"b":1,"__proto__":{"a":2}}');
    expect(canonicalJson(value)).toBe('{"__proto__":{"a":2},"b":1}');
  });
});

describe("eligible", () => {
  const plain = { ...request, extra: {}, parameters: {} };
  test.each([
    ["off", { temperature: 0 }, false],
    ["deterministic", {}, false],
    ["deterministic", { temperature: 0.1 }, false],
    ["deterministic", { temperature: 0 }, true],
    ["deterministic", { seed: 7 }, true],
    ["always", {}, true],
  ] as const)("mode %s with %j: %s", (mode, parameters, eligible) => {
    expect(isCacheable({ ...plain, parameters }, "m", mode)).toBe(eligible);
  });

  test("nothing in which the upstream acts or remembers", () => {
    const plugins = { ...plain, extra: { plugins: [{ id: "web" }] } };
    const previous = { ...plain, extra: { previous_response_id: "r" } };
    const search = {
      ...plain,
      tools: [
        { name: "s", inputSchema: {}, extra: { type: "web_search_20250305" } },
      ],
    };
    for (const acting of [plugins, previous, search])
      expect(isCacheable(acting, "m", "always")).toBe(false);
    expect(isCacheable(plain, "m:online", "always")).toBe(false);
  });

  test.each([
    { n: 2 },
    { logprobs: true },
    { audio: { voice: "alloy", format: "wav" } },
    { generationConfig: { candidateCount: 2 } },
    { generationConfig: { responseLogprobs: true } },
    { include: ["message.output_text.logprobs"] },
  ])("no reply of which a part would be lost: %j", (extra) => {
    expect(isCacheable({ ...plain, extra }, "m", "always")).toBe(false);
  });

  test("what asks for nothing more than a text is kept", () => {
    const extra = { n: 1, logprobs: false, audio: null, include: ["x"] };
    expect(isCacheable({ ...plain, extra }, "m", "always")).toBe(true);
  });

  test("only whole answers are kept", () => {
    expect(isWholeAnswer([text("x"), stop])).toBe(true);
    expect(isWholeAnswer([text("x")])).toBe(false);
    expect(isWholeAnswer([text("x"), failed("aborted")])).toBe(false);
    expect(isWholeAnswer([{ type: "finish", reason: "content-filter" }])).toBe(
      false,
    );
  });
});
