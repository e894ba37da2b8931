import { expect, test } from "vitest";
import { redact } from "#main/domain/policy/redact.ts";

test("known secrets and what looks like one are hidden, the rest stays", () => {
  const text = [
    "key canary-4711 in words",
    "sk-or-v1-abcdef0123456789",
    "AIzaSyabcdef0123456789 and AQ.Ab8RN6Jabcdef_0123456789",
    "Authorization: Bearer abc.def-ghi",
    "http://user:pass@proxy:8080 and https://x.example/v1?key=abc&alt=sse",
    "task-force is a word, durationMs: 12",
  ].join("\n");
  expect(redact(text, ["canary-4711", ""])).toBe(
    [
      "key [hidden] in words",
      "[hidden]",
      "[hidden] and [hidden]",
      "Authorization: Bearer [hidden]",
      "http://[hidden]@proxy:8080 and https://x.example/v1?key=[hidden]&alt=sse",
      "task-force is a word, durationMs: 12",
    ].join("\n"),
  );
});

test("a secret that is part of another leaves nothing behind", () => {
  expect(redact("abcdefgh", ["abcd", "abcdefgh"])).toBe("[hidden]");
});

test.each([
  "AIzaSyabcdef0123456789",
  "AQ.Ab8RN6Jabcdef0123456789",
  "mdk_0123456789abcdef",
])("%s alone in a line is hidden", (key) => {
  expect(redact(`key ${key}`, [])).toBe("key [hidden]");
});

test("a key that stands behind an escaped line break is hidden", () => {
  const text = String.raw`{"text":"one\nsk-live-canary0000001\nBearer abcdefgh"}`;
  expect(redact(text, [])).toBe(
    String.raw`{"text":"one\n[hidden]\nBearer [hidden]"}`,
  );
});
