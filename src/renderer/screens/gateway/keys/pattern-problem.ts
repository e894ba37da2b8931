import { likelyPatterns } from "#shared/gateway/rule-pattern.ts";
import { t } from "#renderer/messages/t.ts";
import { patternLines } from "./key-draft.ts";

/** What is wrong with the first of these lines that could never match. */
export function patternProblem(text: string): string | undefined {
  for (const pattern of patternLines(text)) {
    const likely = likelyPatterns(pattern);
    if (likely !== undefined)
      return t("gateway.keys.patternWrong", {
        pattern,
        meant: likely.join(", "),
      });
  }
  return undefined;
}
