import { describe, expect, test } from "vitest";
import { createAnswerChecker } from "#main/adapters/prompt-sets/answer-checker.ts";
import type { Assertion } from "#shared/compare/prompt-set.ts";

const checker = createAnswerChecker();
const check = (
  assertion: Assertion,
  answer: string,
  values: Record<string, string> = {},
) => checker.compile([assertion])(answer, values)[0];

const regex = (pattern: string, flags = ""): Assertion => ({
  type: "regex",
  pattern,
  flags,
});
const schema = (value: unknown): Assertion => ({
  type: "json-schema",
  schema: JSON.stringify(value),
});

test("text is filled in from the row; a value that is not there fails by name", () => {
  const contains: Assertion = {
    type: "contains",
    text: "{{ city }}",
    caseSensitive: false,
  };
  expect(check(contains, "In PARIS.", { city: "Paris" })?.passed).toBe(true);
  expect(
    check({ ...contains, caseSensitive: true }, "In PARIS.", { city: "Paris" }),
  ).toEqual({ passed: false, message: "It does not contain “Paris”." });
  expect(check(contains, "In Paris.")).toEqual({
    passed: false,
    message: "There is no value for {{city}}.",
  });
  const equals: Assertion = { type: "equals", text: "42" };
  expect(check(equals, " 42\n")?.passed).toBe(true);
  expect(check(equals, "4 2")?.passed).toBe(false);
});

describe("patterns", () => {
  test("know their flags", () => {
    expect(check(regex("^b$", "m"), "a\nb")?.passed).toBe(true);
    expect(check(regex("A.B", "is"), "a\nb")?.passed).toBe(true);
    expect(check(regex("^b$"), "a\nb")?.passed).toBe(false);
  });

  // A backtracking engine would not come back from these.
  test.each([
    regex("(a+)+$"),
    regex("^(a|a)*c$"),
    regex("(.*)*x"),
    schema({ type: "string", pattern: "^(a+)+$" }),
  ])("cannot explode: %j", (assertion) => {
    const answer = `${"a".repeat(20_000)}!`;
    const json = assertion.type === "json-schema";
    // What the processor worked, not what a busy machine let it wait.
    const before = process.threadCpuUsage();
    check(assertion, json ? JSON.stringify(answer) : answer);
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });

  test.each([
    [regex("(a"), "assertions.0.pattern"],
    [regex("(?=a)"), "assertions.0.pattern"],
    [schema({ type: "no-such-type" }), "assertions.0.schema"],
    [{ type: "json-schema", schema: "{" } as const, "assertions.0.schema"],
    [schema({ $ref: "https://example.org/x" }), "assertions.0.schema"],
  ])(
    "what cannot be understood is refused by its place: %j",
    (bad, parameter) => {
      expect(() => checker.compile([bad])).toThrow(
        expect.objectContaining({
          code: "invalid-request",
          data: { parameter },
        }),
      );
    },
  );
});

describe("JSON", () => {
  const person = schema({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["name"],
    properties: { age: { type: "integer" } },
  });

  test("is found alone and in a fence", () => {
    expect(check(person, '{"name":"Ada"}')?.passed).toBe(true);
    const fenced = 'Here:\n```json\n{"name":"Ada","age":36}\n```\nDone.';
    expect(check(person, fenced)?.passed).toBe(true);
    const draft7 = "http://json-schema.org/draft-07/schema#";
    const old = schema({ $schema: draft7, type: "array" });
    expect(check(old, "[]")?.passed).toBe(true);
  });

  test("says where it is wrong", () => {
    expect(check(person, '{"name":"Ada","age":"x"}')).toEqual({
      passed: false,
      message: "/age must be integer.",
    });
    expect(check(person, "{}")?.message).toMatch(/^The value must have/);
    expect(check(person, "Ada")?.message).toBe("It is not JSON.");
  });
});
