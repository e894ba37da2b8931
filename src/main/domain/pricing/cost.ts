import type { Usage } from "#shared/chat/usage.ts";
import {
  parseDecimalUsd,
  toNanoUsd,
  type Price,
  type PriceOverride,
  type UnitPrices,
} from "#shared/models/price.ts";

export interface PricedUse {
  readonly usage: Pick<
    Usage,
    | "inputTokens"
    | "outputTokens"
    | "cachedInputTokens"
    | "cacheWriteTokens"
    | "reasoningTokens"
  >;
  /** Images in the prompt. */
  readonly images: number;
  /** Milliseconds since 1970; some prices depend on the hour. */
  readonly at: number;
}

/** The unit prices that hold for a prompt of this size at this time; of several overrides the later wins per field. */
export function effectivePrices(
  price: Price,
  use: { readonly promptTokens: number; readonly at: number },
): UnitPrices {
  const { overrides = [], ...base } = price;
  let merged: UnitPrices = base;
  for (const override of overrides) {
    if (!holds(override, use)) continue;
    const { minPromptTokens: _, utcStart: __, utcEnd: ___, ...unit } = override;
    merged = { ...merged, ...unit };
  }
  return merged;
}

/**
 * What a use costs, in whole nano-dollars, computed with integers only. Undefined where the price of
 * something that was used is unknown (upstreams write a negative price for "it depends").
 */
export function costNanoUsd(price: Price, use: PricedUse): number | undefined {
  const { usage, images, at } = use;
  const prices = effectivePrices(price, {
    promptTokens: usage.inputTokens,
    at,
  });
  const cached = Math.min(usage.cachedInputTokens ?? 0, usage.inputTokens);
  const written = Math.min(
    usage.cacheWriteTokens ?? 0,
    usage.inputTokens - cached,
  );
  const reasoning = Math.min(usage.reasoningTokens ?? 0, usage.outputTokens);
  const lines: readonly (readonly [number, string | undefined])[] = [
    [usage.inputTokens - cached - written, prices.input],
    [cached, prices.cachedInput ?? prices.input],
    [written, prices.cacheWrite ?? prices.input],
    [usage.outputTokens - reasoning, prices.output],
    [reasoning, prices.reasoning ?? prices.output],
    [1, prices.request ?? "0"],
    [images, prices.image ?? "0"],
  ];
  let total = 0n;
  for (const [count, unit] of lines) {
    if (count === 0) continue;
    if (unit === undefined) return undefined;
    const scaled = parseDecimalUsd(unit);
    if (scaled < 0n) return undefined;
    total += BigInt(count) * scaled;
  }
  return toNanoUsd(total);
}

function holds(
  override: PriceOverride,
  use: { readonly promptTokens: number; readonly at: number },
): boolean {
  const { minPromptTokens, utcStart, utcEnd } = override;
  if (minPromptTokens !== undefined && use.promptTokens <= minPromptTokens)
    return false;
  if (utcStart === undefined || utcEnd === undefined) return true;
  const now = new Date(use.at);
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const start = minuteOfDay(utcStart);
  const end = minuteOfDay(utcEnd);
  return start <= end
    ? minute >= start && minute < end
    : minute >= start || minute < end;
}

/** `HHMM` (or `HH:MM`) as minutes since midnight. */
function minuteOfDay(text: string): number {
  const digits = text.replace(":", "").padStart(4, "0");
  return Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4));
}
