import type { Parameters } from "#shared/chat/parameters.ts";
import { defined, type JsonObject } from "../json.ts";
import type { GeminiQuirks } from "./quirks.ts";

type Effort = NonNullable<NonNullable<Parameters["reasoning"]>["effort"]>;

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
  reasoning: Parameters["reasoning"],
  quirks: GeminiQuirks,
): JsonObject {
  if (!reasoning || Object.keys(reasoning).length === 0) return {};
  const { effort, maxTokens, enabled, exclude } = reasoning;
  const isOff =
    enabled === false || (effort === "none" && maxTokens === undefined);
  const includeThoughts = exclude === undefined ? undefined : !exclude;
  const thinkingConfig = isOff
    ? { thinkingBudget: 0 }
    : defined({
        includeThoughts,
        thinkingBudget: maxTokens ?? budgetOf(effort, enabled, quirks),
        thinkingLevel:
          effort !== undefined && quirks.thinkingStyle !== "budget"
            ? levels[effort]
            : undefined,
      });
  return { thinkingConfig: { ...thinkingConfig } };
}

function budgetOf(
  effort: Effort | undefined,
  enabled: boolean | undefined,
  quirks: GeminiQuirks,
): number | undefined {
  if (effort !== undefined)
    return quirks.thinkingStyle === "budget" ? budgets[effort] : undefined;
  return enabled === true ? -1 : undefined;
}
