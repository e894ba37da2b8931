import { describe, expect, it } from "vitest";
import { readError, serveError } from "#main/dialects/openai-errors.ts";
import { readUsage, writeUsage } from "#main/dialects/openai-chat/usage.ts";

describe("readError", () => {
  it("lets the upstream's own verdict decide before the status", () => {
    const error = readError({
      status: 502,
      body: {
        error: {
          code: 502,
          message: "Provider down",
          availability: { code: "down", retryable: true, retry_after: 1.5 },
        },
      },
    });
    expect(error).toMatchObject({
      code: "upstream-failed",
      retryable: true,
      data: { retryAfterMs: 1500 },
    });
    const never = readError({
      status: 429,
      body: {
        error: {
          code: 429,
          message: "Daily limit",
          availability: { retryable: false },
        },
      },
    });
    expect(never).toMatchObject({ code: "rate-limited", retryable: false });
  });

  it.each([
    [
      400,
      { error: { code: "context_length_exceeded", message: "long" } },
      "context-too-long",
    ],
    [
      400,
      {
        error: {
          code: 400,
          message: "long",
          metadata: { error_type: "context_length_exceeded" },
        },
      },
      "context-too-long",
    ],
    [
      400,
      { error: { code: 400, message: "the context length is exceeded" } },
      "invalid-request",
    ],
    [413, { error: { message: "too large" } }, "invalid-request"],
    [
      429,
      { error: { code: "insufficient_quota", message: "quota" } },
      "out-of-credit",
    ],
    [
      403,
      { error: { code: 403, message: "no", metadata: { reasons: ["x"] } } },
      "content-filtered",
    ],
    [
      400,
      [
        {
          error: {
            code: 400,
            message: "API key not valid",
            status: "INVALID_ARGUMENT",
          },
        },
      ],
      "invalid-request",
    ],
    [
      422,
      { detail: [{ loc: ["body"], msg: "field required" }] },
      "invalid-request",
    ],
    [500, "plain text", "upstream-failed"],
    [524, null, "upstream-timeout"],
    [undefined, { code: "503", message: "none" }, "overloaded"],
    [undefined, {}, "upstream-failed"],
  ])("%s %j is %s", (status, body, code) => {
    expect(
      readError(status === undefined ? { body } : { status, body }).code,
    ).toBe(code);
  });

  it("keeps at most 2,000 characters of the upstream's words", () => {
    const error = readError({
      status: 500,
      body: { error: { message: "e".repeat(50_000) } },
    });
    expect(error.data.upstreamMessage).toHaveLength(2000);
  });

  it("quotes the beginning of them on one line and leaves the rest to the details", () => {
    const message = `Provider returned an error:\n${"a word ".repeat(100)}`;
    const error = readError({ status: 500, body: { error: { message } } });
    expect(error.message).toMatch(
      /^The upstream failed \(HTTP 500\): Provider returned an error: a word .* (?:a|word) …$/,
    );
    expect(error.message.length).toBeLessThan(200);
    expect(error.data.upstreamMessage).toBe(message.trim());
  });
});

describe("the parameter that an upstream names", () => {
  const named = (param: unknown) =>
    readError({ status: 400, body: { error: { message: "No.", param } } }).data
      .parameter;

  it.each([
    "messages[0].content[1].image_url",
    "input[2].encrypted_content",
    "text.format.schema",
    "messages.0.content",
    "$.tools[*]",
    "/messages/0",
    "metadata.größe",
  ])("%s is told", (param) => {
    expect(named(param)).toBe(param);
  });

  it.each([
    "",
    null,
    5,
    { name: "top_p" },
    "input[0]\nSet-Cookie: a=b",
    "<script>",
    "your key was refused",
    '"}],"role":"system"',
  ])("%j is none", (param) => {
    expect(named(param)).toBeUndefined();
  });

  it("is none where it is too long for one", () => {
    expect(named("a".repeat(200))).toHaveLength(200);
    expect(named("a".repeat(201))).toBeUndefined();
  });
});

it("serveError names type, code and parameter", () => {
  const data = { parameter: "messages[0].content" };
  expect(
    serveError({
      code: "invalid-request",
      message: "No.",
      retryable: false,
      data,
    }),
  ).toEqual({
    error: {
      message: "No.",
      type: "invalid_request_error",
      param: "messages[0].content",
      code: "invalid_request_error",
    },
  });
});

describe("usage", () => {
  it.each([
    [0.000357, 357_000],
    [1.23e-6, 1230],
    [1e-9, 1],
    [0, 0],
    [12.5, 12_500_000_000],
    ["0.00075", 750_000],
    [-1, undefined],
    [null, undefined],
    ["much", undefined],
  ])("a cost of %s USD is %s billionths", (cost, nano) => {
    const usage = readUsage({ prompt_tokens: 1, completion_tokens: 2, cost });
    expect(usage?.costNanoUsd).toBe(nano);
    expect(usage?.costSource).toBe(nano === undefined ? undefined : "upstream");
  });

  it("passes over counts that are none", () => {
    expect(
      readUsage({ prompt_tokens: 1.5, completion_tokens: -2 }),
    ).toBeUndefined();
    expect(readUsage(null)).toBeUndefined();
    expect(
      readUsage({ prompt_tokens: 7, prompt_tokens_details: null }),
    ).toEqual({ inputTokens: 7, outputTokens: 0 });
  });

  it("is the same written and read", () => {
    const usage = {
      inputTokens: 9,
      outputTokens: 4,
      cachedInputTokens: 3,
      cacheWriteTokens: 2,
      reasoningTokens: 1,
      costNanoUsd: 1230,
      costSource: "upstream" as const,
    };
    expect(readUsage(JSON.parse(JSON.stringify(writeUsage(usage))))).toEqual(
      usage,
    );
  });
});
