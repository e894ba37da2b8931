import { describe, expect, test } from "vitest";
import type { DialectFrame } from "#main/dialects/dialect.ts";
import { dialects } from "#main/dialects/table.ts";

const named = ["openai-responses", "anthropic-messages"] as const;

describe.each(named)("an error within a stream of %s", (name) => {
  const codeOf = (body: object, event?: string) => {
    const data = JSON.stringify(body);
    const frame: DialectFrame =
      event === undefined ? { data } : { event, data };
    const decoder = dialects[name].createDecoder();
    const errors = decoder
      .decode(frame)
      .flatMap((it) => (it.type === "error" ? [it.error.code] : []));
    expect(errors).toHaveLength(1);
    expect(decoder.end()).toEqual([]);
    return errors[0];
  };

  test.each([
    [{ code: 503, message: "Busy" }, "overloaded"],
    [{ code: 429, message: "Slow down" }, "rate-limited"],
    [{ type: "exceed_context_size_error", code: 400 }, "context-too-long"],
    [{ type: "invalid_request_error" }, "invalid-request"],
    [{ type: "request_too_large" }, "invalid-request"],
    [{ type: "permission_error" }, "forbidden"],
    [{ type: "rate_limit_error" }, "rate-limited"],
    [{ type: "billing_error" }, "out-of-credit"],
    [{ type: "authentication_error" }, "key-rejected"],
    [{ type: "not_found_error" }, "model-not-found"],
    [{ type: "constructor" }, "upstream-failed"],
    [{ message: "It broke" }, "upstream-failed"],
  ] as const)("%j is %s, however it is told", (error, code) => {
    expect(codeOf({ type: "error", error })).toBe(code);
    expect(codeOf({ error })).toBe(code);
    expect(codeOf({ error }, "error")).toBe(code);
    expect(codeOf(error, "error")).toBe(code);
  });
});

test.each([
  ["invalid_prompt", "content-filtered"],
  ["image_content_policy_violation", "content-filtered"],
  ["invalid_image", "invalid-request"],
  ["image_too_large", "invalid-request"],
  ["rate_limit_exceeded", "rate-limited"],
  ["server_error", "upstream-failed"],
])("a response that failed by %s is %s", (code, meant) => {
  const response = { status: "failed", error: { code, message: "No" } };
  const data = JSON.stringify({ type: "response.failed", response });
  const [event] = dialects["openai-responses"].createDecoder().decode({ data });
  expect(event).toMatchObject({ type: "error", error: { code: meant } });
});
