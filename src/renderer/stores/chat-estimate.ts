import type { Parameters } from "#shared/chat/parameters.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { formatUsd } from "#renderer/format/money.ts";
import { t } from "#renderer/messages/t.ts";
import { costOf } from "./chat-figures.ts";

/** As the backend estimates: rather too much than too little. */
const charactersPerToken = 3;
const usualMostOutputTokens = 4_096;

/** What the next message costs, in billionths of a dollar. */
export interface CostEstimate {
  /** At most; absent where a price is unknown. */
  readonly costNanoUsd?: number | undefined;
  /** By the replies before; absent without any. */
  readonly usualNanoUsd?: number | undefined;
}

/** What is said of it: free, about what is usual, or what it may come to. */
export function readEstimate({
  costNanoUsd,
  usualNanoUsd,
}: CostEstimate):
  | { readonly kind: "unknown" | "free" }
  | { readonly kind: "usual" | "most"; readonly cost: string } {
  if (costNanoUsd === undefined) return { kind: "unknown" };
  if (costNanoUsd === 0) return { kind: "free" };
  return usualNanoUsd === undefined
    ? { kind: "most", cost: formatUsd(costNanoUsd) }
    : { kind: "usual", cost: formatUsd(usualNanoUsd) };
}

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

export function estimateText(estimate: CostEstimate): string | undefined {
  const read = readEstimate(estimate);
  switch (read.kind) {
    case "unknown":
      return undefined;
    case "free":
      return t("chat.composer.estimateFree");
    case "usual":
      return t("chat.composer.estimate", read);
    case "most":
      return t("chat.composer.estimateMost", read);
  }
}
