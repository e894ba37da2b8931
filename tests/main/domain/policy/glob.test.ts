import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesGlob } from "#main/domain/policy/glob.ts";

test.each([
  ["*", "anything/at:all", true],
  ["a/*", "a/b:free", true],
  ["a/*", "b/a/c", false],
  ["*:free", "x/y:free", true],
  ["*:free", "x/y:free2", false],
  ["a*b*c", "a--b--b--c", true],
  ["exact", "exact", true],
  ["exact", "exactly", false],
  ["", "", true],
  ["a.c", "abc", false],
  ["**", "", true],
])("%j against %j: %s", (pattern, text, matches) => {
  expect(matchesGlob(pattern, text)).toBe(matches);
});

test("agrees with the obvious definition", () => {
  const letters = fc.array(fc.constantFrom("a", "b", "*"), { maxLength: 8 });
  fc.assert(
    fc.property(letters, fc.stringMatching(/^[ab]{0,10}$/), (pattern, text) => {
      const obvious = new RegExp(
        `^${pattern.map((it) => (it === "*" ? "[^]*" : it)).join("")}$`,
      );
      expect(matchesGlob(pattern.join(""), text)).toBe(obvious.test(text));
    }),
  );
});

test("a hostile pattern takes no long time", () => {
  const started = performance.now();
  matchesGlob(`${"*a".repeat(50)}b`, "a".repeat(10_000));
  expect(performance.now() - started).toBeLessThan(500);
});
