import { perMillion } from "#shared/models/price.ts";
import { locale } from "#renderer/messages/t.ts";

const formats = new Map<string, Intl.NumberFormat>();

function usd(least: number, most: number): Intl.NumberFormat {
  const key = `${least}-${most}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency: "USD",
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: least,
      maximumFractionDigits: most,
    });
    formats.set(key, format);
  }
  return format;
}

/** What something cost, from billionths of a dollar: `$0.0043`, `$1.24`, `<$0.0001`. */
export function formatUsd(nanoUsd: number): string {
  const value = nanoUsd / 1e9;
  if (value === 0) return usd(2, 2).format(0);
  if (value < 0.0001) return `<${usd(4, 4).format(0.0001)}`;
  return value < 0.1 ? usd(4, 4).format(value) : usd(2, 2).format(value);
}

/** A mark of an axis: as many digits as the distance to the next mark needs. */
export function formatUsdMark(nanoUsd: number, stepNanoUsd: number): string {
  if (nanoUsd === 0) return usd(0, 0).format(0);
  const digits = [0, 2, 3, 4, 5, 6].find((each) =>
    Number.isInteger(stepNanoUsd / 10 ** (9 - each)),
  );
  const shown = digits ?? 9;
  return usd(shown, shown).format(nanoUsd / 1e9);
}

/** A price per token (decimal USD) per million tokens: `$0.09`, `$0.075`, `$3.90`. */
export function formatPerMillion(decimal: string): string {
  const value = perMillion(decimal);
  if (value > 0 && value < 0.0001) return `<${usd(4, 4).format(0.0001)}`;
  return usd(2, value < 1 ? 4 : 2).format(value);
}

/** The same for a column of prices: cents, and more digits only where cents would say nothing. */
export function formatPerMillionShort(decimal: string): string {
  const value = perMillion(decimal);
  return value >= 0.01 || value === 0
    ? usd(2, 2).format(value)
    : formatPerMillion(decimal);
}

/** A price for one thing (a request, an image): as exact as it is published, up to six digits. */
export function formatUnitPrice(decimal: string): string {
  return usd(2, 6).format(perMillion(decimal) / 1e6);
}
