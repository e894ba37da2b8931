import { expect, test } from "vitest";
import { redactPersonal } from "#main/domain/policy/redact-personal.ts";

test.each([
  "sk-proj-abcdefghijklmnop",
  "mdk_0123456789abcdef",
  "ghp_abcdefghijklmnopqrstuvwxyz012345",
  "AKIAIOSFODNN7EXAMPLE",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
  "ada.lovelace+work@example.co.uk",
  "用戶@例子.公司",
  "4111 1111 1111 1111",
  "4111-1111-1111-1111",
  "5500005555555559",
  "+886 912 345 678",
  "+14155550132",
  "(415) 555-01-32-99",
  "030 / 123 456 78",
])("hides %s", (secret) => {
  expect(redactPersonal(`Before ${secret} after.`)).toBe(
    "Before [hidden] after.",
  );
});

test("hides a private key whole, one that is cut off too", () => {
  const key = "-----BEGIN RSA PRIVATE KEY-----\nMIIB\nQ==\n";
  expect(redactPersonal(`${key}-----END RSA PRIVATE KEY-----!`)).toBe(
    "[hidden]!",
  );
  expect(redactPersonal(key)).toBe("[hidden]");
});

// A record in which every figure is hidden is of no use.
test.each([
  "In 2026-11-28 there were 1234567 rows.",
  "Order 4111111111111112 of 12,345,678.90 dollars",
  "version 10.24.3, port 3737, 192.168.1.20",
  "Call f(1, 2, 3) on 28.11.2026.",
])("leaves %s", (text) => {
  expect(redactPersonal(text)).toBe(text);
});
