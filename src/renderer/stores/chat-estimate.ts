import type { Parameters } from "#shared/chat/parameters.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { formatUsd } from "#renderer/format/money.ts";
import { t } from "#renderer/messages/t.ts";
import { costOf } from "./chat-figures.ts";

/** As the backend estimates: rather too much than too little. */
const charactersPerToken = 3;
const usualMostOutputTokens = 4_096;

/** Upper estimate for a chat that the backend does not know yet; undefined without a price. */
export function roughEstimate(
  model: ModelDescriptor | undefined,
  characters: number,
  parameters: Parameters,
): number | undefined {
  const bound = model?.maxOutputTokens ?? usualMostOutputTokens;
  return costOf(model, {
    input: Math.ceil(characters / charactersPerToken),
    output: parameters.maxTokens ?? Math.min(bound, usualMostOutputTokens),
  });
}

export function estimateText(
  costNanoUsd: number | undefined,
): string | undefined {
  if (costNanoUsd === undefined) return undefined;
  return costNanoUsd === 0
    ? t("chat.composer.estimateFree")
    : t("chat.composer.estimate", { cost: formatUsd(costNanoUsd) });
}
