import type { Assertion, Check } from "#shared/compare/prompt-set.ts";

/** One check per assertion, in order; `values` fill in the `{{names}}` of assertions. */
export type CheckAnswer = (
  answer: string,
  values: Readonly<Record<string, string>>,
) => Check[];

/** Takes time linear in the answer's length, whatever the pattern. */
export interface AnswerChecker {
  /** Throws AppError `invalid-request` for a pattern or schema that cannot be understood. */
  compile(assertions: readonly Assertion[]): CheckAnswer;
}
