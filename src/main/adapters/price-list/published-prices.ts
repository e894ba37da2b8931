import type { ConditionalPrice, ModelPrice } from "@pydantic/genai-prices";
import { providerAt } from "#main/domain/catalog/provider-at.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { PriceList } from "#main/ports/price-list.ts";
import {
  perToken,
  type Price,
  type PriceOverride,
  type UnitPrices,
} from "#shared/models/price.ts";

type Library = typeof import("@pydantic/genai-prices");

/** Names of the library where they are not ours. */
const providerIds: Readonly<Record<string, string>> = {
  gemini: "google",
  xai: "x-ai",
  moonshot: "moonshotai",
};

type UnitName = Exclude<keyof UnitPrices, "other">;

/** US dollars per million tokens, by the library's names. */
const tokenUnits: Readonly<Record<string, UnitName>> = {
  input_mtok: "input",
  output_mtok: "output",
  cache_read_mtok: "cachedInput",
  cache_write_mtok: "cacheWrite",
  output_reasoning_mtok: "reasoning",
};

/** The prices that come with this program; nobody is asked for newer ones. Half a megabyte, so only read when needed. */
export function createPublishedPrices(clock: Pick<Clock, "now">): PriceList {
  let library: Library | undefined;
  /** By address and model, as long as a minute lasts: a price may begin to hold. */
  const known = new Map<string, Price | undefined>();
  let minute = Number.NaN;

  function find(baseUrl: string, model: string): Price | undefined {
    const id = providerAt(new URL(baseUrl))?.id;
    if (library === undefined || id === undefined) return undefined;
    const timestamp = new Date(clock.now());
    const found = library.calcPrice({}, model, {
      providerId: providerIds[id] ?? id,
      timestamp,
    });
    return found === null
      ? undefined
      : readPrices(found.model.prices, timestamp);
  }

  return {
    async load() {
      library ??= await import("@pydantic/genai-prices");
      known.clear();
    },
    priceOf(baseUrl, model) {
      const now = Math.floor(clock.now() / 60_000);
      if (now !== minute) known.clear();
      minute = now;
      const name = `${baseUrl} ${model}`;
      if (known.has(name)) return known.get(name);
      const price = find(baseUrl, model);
      known.set(name, price);
      return price;
    },
  };
}

function readPrices(
  prices: ModelPrice | ConditionalPrice[],
  now: Date,
): Price | undefined {
  if (!isConditional(prices)) return joined([{ when: {}, prices }]);
  const holding = prices.flatMap((each) => {
    const when = conditionOf(each.constraint, now);
    return when === undefined ? [] : [{ when, prices: each.prices }];
  });
  return joined(holding);
}

function isConditional(
  prices: ModelPrice | ConditionalPrice[],
): prices is ConditionalPrice[] {
  return Array.isArray(prices);
}

type Window = Pick<PriceOverride, "utcStart" | "utcEnd">;

/** Undefined where it does not hold now, or is not understood: such a price must not hold always. */
function conditionOf(
  constraint: ConditionalPrice["constraint"],
  now: Date,
): Window | undefined {
  if (constraint === undefined) return {};
  if (constraint.type === "start_date")
    return Date.parse(constraint.start_date) <= now.getTime() ? {} : undefined;
  const utcStart = hourOf(constraint.start_time);
  const utcEnd = hourOf(constraint.end_time);
  return utcStart === undefined || utcEnd === undefined
    ? undefined
    : { utcStart, utcEnd };
}

/** `00:30:00Z` as `0030`. */
function hourOf(time: string): string | undefined {
  const [, hour, minute] = /^(\d\d):(\d\d)(?::\d\d)?Z$/.exec(time) ?? [];
  return hour && minute && hour + minute;
}

/** The last one that holds all day is the base; what holds for hours or long prompts comes over it. */
function joined(
  holding: readonly { readonly when: Window; readonly prices: ModelPrice }[],
): Price | undefined {
  const base = holding.findLast(({ when }) => when.utcStart === undefined);
  if (base === undefined) return undefined;
  const { base: units, tiers } = readUnits(base.prices);
  if (Object.keys(units).length === 0) return undefined;
  const hours = holding
    .filter(({ when }) => when.utcStart !== undefined)
    .flatMap(({ when, prices }) => {
      const own = readUnits(prices);
      return [
        { ...own.base, ...when },
        ...own.tiers.map((tier) => ({ ...tier, ...when })),
      ];
    });
  const overrides = [...tiers, ...hours];
  return { ...units, ...(overrides.length > 0 ? { overrides } : {}) };
}

function readUnits(prices: ModelPrice) {
  const base: UnitPrices = {};
  const tiers = new Map<number, PriceOverride>();
  for (const [name, value] of Object.entries(prices)) {
    const unit = tokenUnits[name];
    if (unit === undefined || value === undefined) continue;
    if (typeof value === "number") {
      base[unit] = perToken(value);
      continue;
    }
    base[unit] = perToken(value.base);
    for (const { start, price } of value.tiers)
      tiers.set(start, {
        ...(tiers.get(start) ?? { minPromptTokens: start }),
        [unit]: perToken(price),
      });
  }
  const ordered = [...tiers].toSorted(([left], [right]) => left - right);
  return { base, tiers: ordered.map(([, tier]) => tier) };
}
