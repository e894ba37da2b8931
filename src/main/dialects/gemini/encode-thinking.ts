import type { Effort, Reasoning } from "../effort.ts";
import { defined, type JsonObject } from "../json.ts";
import type { GeminiQuirks } from "./quirks.ts";

const levels: Readonly<Record<Effort, string>> = {
  none: "minimal",
  minimal: "minimal",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "high",
};

/** Tokens for an effort, for models that know no words. */
const budgets: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 512,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

/** How much the model shall think, in the form that it knows; −1 lets it decide. */
export function encodeThinking(
  reasoning: Reasoning | undefined,
  quirks: GeminiQuirks,
): JsonObject {
  if (!reasoning || Object.keys(reasoning).length === 0) return {};
  const { effort, maxTokens, enabled, exclude } = reasoning;
  const isOff =
    enabled === false || (effort === "none" && maxTokens === undefined);
  const includeThoughts = exclude === undefined ? undefined : !exclude;
  const isLevel = effort !== undefined && quirks.thinkingStyle !== "budget";
  return isOff
    ? { thinkingBudget: 0 }
    : defined({
        includeThoughts,
        // It takes one of the two.
        ...(isLevel
          ? { thinkingLevel: levels[effort] }
          : { thinkingBudget: maxTokens ?? budgetOf(effort, enabled) }),
      });
}

function budgetOf(
  effort: Effort | undefined,
  enabled: boolean | undefined,
): number | undefined {
  if (effort !== undefined) return budgets[effort];
  return enabled === true ? -1 : undefined;
}
