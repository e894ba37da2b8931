import type { Assertion, Check } from "#shared/compare/prompt-set.ts";
import { fillTemplate, missingValues } from "../prompt-sets/template.ts";

type TextAssertion = Extract<Assertion, { type: "contains" | "equals" }>;

/** Assertions about the answer's letters. */
export function checkText(
  assertion: TextAssertion,
  answer: string,
  values: Readonly<Record<string, string>>,
): Check {
  const filled = fillTemplate(assertion.text, values);
  if ("missing" in filled) return failed(missingValues(filled.missing));
  const { text } = filled;
  if (assertion.type === "equals")
    return answer.trim() === text.trim()
      ? passed
      : failed(`It is not equal to “${shortened(text)}”.`);
  const found = assertion.caseSensitive
    ? answer.includes(text)
    : answer.toLowerCase().includes(text.toLowerCase());
  return found ? passed : failed(`It does not contain “${shortened(text)}”.`);
}

export const passed: Check = { passed: true };

export function failed(message: string): Check {
  return { passed: false, message };
}

export function shortened(text: string): string {
  const characters = Array.from(text.slice(0, 200));
  return characters.length <= 80
    ? text
    : `${characters.slice(0, 79).join("")}…`;
}
