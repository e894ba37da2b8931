import { z } from "zod";

/** A decimal string in USD, as upstreams publish it (`"0.00003"`). Never passed through a float. */
export const decimalUsdSchema = z
  .string()
  .regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/);

const unitPricesSchema = z.object({
  /** Per token. */
  input: decimalUsdSchema.optional(),
  output: decimalUsdSchema.optional(),
  cachedInput: decimalUsdSchema.optional(),
  cacheWrite: decimalUsdSchema.optional(),
  reasoning: decimalUsdSchema.optional(),
  /** Per request. */
  request: decimalUsdSchema.optional(),
  /** Per image (or image token, as the upstream counts). */
  image: decimalUsdSchema.optional(),
  /** Prices that nothing above holds (web search, audio …), by the upstream's own name. */
  other: z.record(z.string(), decimalUsdSchema).optional(),
});

/** Prices that replace the base ones under a condition; of several that hold, the later wins per field. */
const priceOverrideSchema = unitPricesSchema.extend({
  /** Holds when the prompt has strictly more tokens. */
  minPromptTokens: z.int().min(0).optional(),
  /** HHMM in UTC; the window may wrap over midnight. */
  utcStart: z.string().optional(),
  utcEnd: z.string().optional(),
});

export const priceSchema = unitPricesSchema.extend({
  overrides: z.array(priceOverrideSchema).optional(),
});

export type UnitPrices = z.infer<typeof unitPricesSchema>;
export type PriceOverride = z.infer<typeof priceOverrideSchema>;
export type Price = z.infer<typeof priceSchema>;

/** Digits after the point that money arithmetic keeps while it multiplies (10⁻³⁰ USD). */
const scaleDigits = 30;
const nanoUsd = 10n ** BigInt(scaleDigits - 9);
const halfNanoUsd = nanoUsd / 2n;

/** A decimal string as an integer count of 10⁻³⁰ USD; digits beyond that are cut. Throws RangeError. */
export function parseDecimalUsd(decimal: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(decimal);
  if (!match) throw new RangeError(`Not a decimal: ${decimal.slice(0, 40)}`);
  const [, sign, whole = "0", fraction = "", exponent = "0"] = match;
  const shift = scaleDigits - fraction.length + Number(exponent);
  if (Math.abs(shift) > 400)
    throw new RangeError(`Out of range: ${decimal.slice(0, 40)}`);
  const digits = BigInt(whole + fraction);
  const scaled =
    shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === "-" ? -scaled : scaled;
}

/** 10⁻³⁰ USD to whole nano-dollars (10⁻⁹ USD), half up. */
export function toNanoUsd(scaled: bigint): number {
  return Number((scaled + halfNanoUsd) / nanoUsd);
}

/** US dollars per million tokens, as a person or a price list writes them, as a price per token. */
export function perToken(usdPerMillion: number): string {
  const written = usdPerMillion.toFixed(9).replace(/\.?0+$/, "");
  return `${written}e-6`;
}

/** A price per token as USD per million tokens, as a number for display and sorting only. */
export function perMillion(decimal: string): number {
  return toNanoUsd(parseDecimalUsd(decimal) * 1_000_000n) / 1e9;
}
