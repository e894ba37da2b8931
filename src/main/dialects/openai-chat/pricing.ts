import {
  decimalUsdSchema,
  type Price,
  type PriceOverride,
  type UnitPrices,
} from "#shared/models/price.ts";
import {
  addFields,
  arrayOf,
  countOf,
  defined,
  isObject,
  type JsonObject,
} from "../json.ts";

type UnitName = Exclude<keyof UnitPrices, "other">;

const unitNames: Readonly<Record<string, UnitName>> = {
  prompt: "input",
  completion: "output",
  input_cache_read: "cachedInput",
  input_cache_write: "cacheWrite",
  internal_reasoning: "reasoning",
  request: "request",
  image: "image",
};

/**
 * Prices in USD per unit, kept as the decimal text that was sent. Undefined where the upstream gives
 * none: neither zero nor free. A negative price means "depends on the model that answers".
 */
export function readPricing(pricing: unknown): Price | undefined {
  if (!isObject(pricing)) return undefined;
  const units = readUnits(pricing);
  const overrides = arrayOf(pricing.overrides).flatMap(readOverride);
  if (Object.keys(units).length === 0) return undefined;
  return { ...units, ...(overrides.length > 0 ? { overrides } : {}) };
}

function readUnits(pricing: JsonObject): UnitPrices {
  const units: UnitPrices = {};
  const other: Record<string, string> = {};
  for (const [name, value] of Object.entries(pricing)) {
    const price = decimalUsdSchema.safeParse(value);
    if (!price.success || price.data.startsWith("-")) continue;
    const unit = Object.hasOwn(unitNames, name) ? unitNames[name] : undefined;
    if (unit) units[unit] = price.data;
    else addFields(other, { [name]: price.data });
  }
  return Object.keys(other).length > 0 ? { ...units, other } : units;
}

function readOverride(value: unknown): readonly PriceOverride[] {
  if (!isObject(value)) return [];
  const { min_prompt_tokens, utc_start, utc_end, ...prices } = value;
  const conditions = defined({
    minPromptTokens: countOf(min_prompt_tokens),
    utcStart: clockTime(utc_start),
    utcEnd: clockTime(utc_end),
  });
  const given = [min_prompt_tokens, utc_start, utc_end].filter(
    (condition) => condition !== undefined && condition !== null,
  );
  // A condition that is not understood must not make its price hold always.
  if (Object.keys(conditions).length !== given.length) return [];
  return [{ ...readUnits(prices), ...conditions }];
}

/** HHMM, sent as a number (100 is 01:00) or as text. */
function clockTime(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^\d{1,4}$/.test(text)) return undefined;
  const clock = text.padStart(4, "0");
  return Number(clock) <= 2400 && Number(clock.slice(2)) < 60
    ? clock
    : undefined;
}
