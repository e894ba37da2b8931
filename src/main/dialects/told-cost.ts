import type { Usage } from "#shared/chat/usage.ts";
import { parseDecimalUsd, toNanoUsd } from "#shared/models/price.ts";
import { countOf, filledString, numberOf } from "./json.ts";

/**
 * What an upstream says that a reply cost, in US dollars: OpenRouter tells it within the usage, in whatever
 * dialect it is asked. Nothing where it is no amount. The shortest decimal text of a JSON number is the
 * text that the upstream wrote.
 */
export function toldCost(
  told: unknown,
): Pick<Usage, "costNanoUsd" | "costSource"> {
  const cost = numberOf(told) ?? filledString(told);
  if (cost === undefined) return {};
  try {
    const costNanoUsd = countOf(toNanoUsd(parseDecimalUsd(String(cost))));
    return costNanoUsd === undefined
      ? {}
      : { costNanoUsd, costSource: "upstream" };
  } catch {
    return {};
  }
}
