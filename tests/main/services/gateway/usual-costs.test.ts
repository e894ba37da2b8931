import { expect, test } from "vitest";
import { createUsualCosts } from "#main/services/gateway/usual-costs.ts";

const asked = { instance: "it", model: "a" };
const other = { instance: "it", model: "b" };

test("is the mean of what was told, of whoever is dearest", () => {
  const usual = createUsualCosts();
  expect(usual.mostOf([asked])).toBe(0);
  usual.note(asked, 10);
  usual.note(asked, 21);
  usual.note(other, 9);
  expect(usual.mostOf([asked])).toBe(16);
  expect(usual.mostOf([other, asked])).toBe(16);
  expect(usual.mostOf([])).toBe(0);
});

test("a call that was dear once is forgotten among many that are not", () => {
  const usual = createUsualCosts();
  usual.note(asked, 1_000_000);
  for (let i = 0; i < 300; i += 1) usual.note(asked, 10);
  expect(usual.mostOf([asked])).toBeLessThan(20);
});

test("does not grow with all the names that callers think of", () => {
  const usual = createUsualCosts();
  usual.note(asked, 10);
  for (let i = 0; i < 1_000; i += 1)
    usual.note({ instance: "it", model: `m${i}` }, 10);
  expect(usual.mostOf([asked])).toBe(0);
});
