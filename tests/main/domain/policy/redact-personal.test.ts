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

// What people and programs write around a secret must not bring it through.
test.each([
  ["4111 1111 1111 1111 12/27 123", "[hidden] 12/27 123"],
  ["4111111111111111 12/27", "[hidden] 12/27"],
  ["1) 4111-1111-1111-1111", "1) [hidden]"],
  ["3782 822463 10005 (12/27)", "[hidden] (12/27)"],
  ["4111 1111 1111 1111 5500 0055 5555 5559", "[hidden] [hidden]"],
  [
    String.raw`{"text":"first\nsk-live-canary0000001\tAKIAIOSFODNN7EXAMPLE"}`,
    String.raw`{"text":"first\n[hidden]\t[hidden]"}`,
  ],
  ["AIzaSyA1234567890abcdefghijklmnopqrstu", "[hidden]"],
  ["OPENAI_API_KEY=0f1e2d3c4b5a69788796a5b4", "OPENAI_API_KEY=[hidden]"],
  [
    String.raw`{"env":"{\"password\": \"correct-horse\"}"}`,
    String.raw`{"env":"{\"password\": \"[hidden]\"}"}`,
  ],
  ["client_secret: 'abcdef'", "client_secret: '[hidden]'"],
  ["Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [hidden]"],
  ["密码：hunter22。", "密码：[hidden]。"],
])("of %s is left %s", (text, shown) => {
  expect(redactPersonal(text)).toBe(shown);
});

test("hides what it is told is secret, whatever that looks like", () => {
  expect(redactPersonal("Use 0123abcd here.", ["0123abcd"])).toBe(
    "Use [hidden] here.",
  );
});

// As long as what is read of a text: it stands still for as long as it looks.
test.each([
  ["letters", "a".repeat(196_608)],
  ["dotted", "a.".repeat(98_304)],
  ["almost addresses", "a@".repeat(98_304)],
  ["almost an address", `a@${"b.".repeat(98_000)}`],
  ["almost tokens", "-eyJaaaaaaaaa".repeat(15_000)],
  ["almost one token", "eyJ".repeat(65_000)],
  ["numbers", "12 ".repeat(65_000)],
  ["longer numbers", "4111 ".repeat(39_000)],
  ["digits", "4".repeat(196_608)],
  ["spaces", `bearer${" ".repeat(190_000)}`],
  ["marks", "password".repeat(24_000)],
  ["quotes", `password"${" ".repeat(190_000)}`],
  ["beginnings", "-----BEGIN A ".repeat(15_000)],
  ["addresses", "//a:".repeat(49_000)],
])("a long text of %s is looked through in a moment", (_name, text) => {
  const began = process.cpuUsage();
  redactPersonal(text);
  expect(process.cpuUsage(began).user / 1_000).toBeLessThan(300);
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
