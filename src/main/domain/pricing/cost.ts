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
  // Most models have one price, and most calls ask for it several times.
  if (price.overrides === undefined) return price;
  const { overrides, ...base } = price;
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
  const bill = new Bill();
  bill.add(usage.inputTokens - cached - written, prices.input);
  bill.add(cached, prices.cachedInput ?? prices.input);
  bill.add(written, prices.cacheWrite ?? prices.input);
  bill.add(usage.outputTokens - reasoning, prices.output);
  bill.add(reasoning, prices.reasoning ?? prices.output);
  bill.add(1, prices.request ?? "0");
  bill.add(images, prices.image ?? "0");
  return bill.nanoUsd;
}

/**
 * Adds up counts at their prices; one price that is unknown makes the sum unknown. Nearly all prices
 * are whole picodollars, whose sums are exact as plain numbers.
 */
class Bill {
  #picoUsd = 0;
  #finer = 0n;
  #isKnown = true;

  add(count: number, unit: string | undefined): void {
    if (count === 0 || !this.#isKnown) return;
    const price = unit === undefined ? undefined : priceOf(unit);
    if (price === undefined || price.scaled < 0n) {
      this.#isKnown = false;
      return;
    }
    const sum = this.#picoUsd + count * price.picoUsd;
    if (Number.isSafeInteger(sum)) this.#picoUsd = sum;
    else this.#finer += BigInt(count) * price.scaled;
  }

  get nanoUsd(): number | undefined {
    if (!this.#isKnown) return undefined;
    if (this.#finer === 0n) return Math.floor((this.#picoUsd + 500) / 1_000);
    return toNanoUsd(this.#finer + BigInt(this.#picoUsd) * picoUsd);
  }
}

interface UnitPrice {
  /** In 10⁻³⁰ USD. */
  readonly scaled: bigint;
  /** NaN where it is no whole number of them. */
  readonly picoUsd: number;
}

const picoUsd = 10n ** 18n;

/** The few prices of a program's models, parsed once. */
const unitPrices = new Map<string, UnitPrice>();
const mostPrices = 10_000;

function priceOf(decimal: string): UnitPrice {
  const known = unitPrices.get(decimal);
  if (known !== undefined) return known;
  const scaled = parseDecimalUsd(decimal);
  const isWhole = scaled % picoUsd === 0n;
  const price = {
    scaled,
    picoUsd: isWhole ? Number(scaled / picoUsd) : Number.NaN,
  };
  if (unitPrices.size >= mostPrices) unitPrices.clear();
  unitPrices.set(decimal, price);
  return price;
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
