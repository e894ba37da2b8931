import { AppError } from "#shared/errors/app-error.ts";
import { likelyPatterns } from "#shared/gateway/rule-pattern.ts";
import type { KeyRules } from "#main/domain/access/permits.ts";

/** Throws `invalid-request` for a rule that could never match: whoever wrote it believes that it holds. */
export function checkRules(rules: {
  readonly [List in keyof KeyRules]?: KeyRules[List] | null | undefined;
}): void {
  for (const parameter of ["allow", "deny"] as const)
    for (const pattern of rules[parameter] ?? [])
      refuseUnmatched(pattern, parameter, `"${pattern}"`);
}

/** `named` is the rule as the sentence names it. */
export function refuseUnmatched(
  pattern: string,
  parameter: keyof KeyRules,
  named: string,
): void {
  const likely = likelyPatterns(pattern);
  if (likely === undefined) return;
  const last = likely.at(-1) ?? "";
  const meant =
    likely.length === 1 ? last : `${likely.slice(0, -1).join(", ")} or ${last}`;
  throw new AppError("invalid-request", {
    message: `${named} matches no model: a rule is INSTANCE:MODEL with * for anything, alias:NAME, cloud, high-risk or lan. Perhaps ${meant} was meant.`,
    data: { parameter },
  });
}
