import { locale, t } from "#renderer/messages/t.ts";

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** `262,144` */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A token limit in a narrow column: `512`, `40k`, `262k`, `1M`, `1.5M`. Never rounds up. */
export function formatTokensShort(tokens: number): string {
  if (tokens < 1_000) return whole.format(tokens);
  if (tokens < 1_000_000) return `${whole.format(Math.floor(tokens / 1_000))}k`;
  return `${oneDigit.format(Math.floor(tokens / 100_000) / 10)}M`;
}

/** A count of weights: `260K`, `4B`, `70.6B`. */
export function formatParameters(count: number): string {
  for (const [unit, size] of [
    ["T", 1e12],
    ["B", 1e9],
    ["M", 1e6],
    ["K", 1e3],
  ] as const) {
    if (count >= size) return `${oneDigit.format(count / size)}${unit}`;
  }
  return whole.format(count);
}

/** `58 tok/s`, with a digit more when it is slow. */
export function formatTokensPerSecond(rate: number): string {
  return t("format.tokensPerSecond", {
    rate: (rate < 10 ? oneDigit : whole).format(rate),
  });
}

/** A share from 0 to 1: `25 %`; what is more than nothing is never `0 %`, but `<1 %`. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.01) return t("format.percent", { value: "<1" });
  return t("format.percent", { value: whole.format(Math.round(share * 100)) });
}

/** How long something took: `3 ms`, `0.41 s`, `12.3 s`, `2 min 5 s`, `1 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 0.5)
    return t("format.milliseconds", { value: "<1" });
  if (milliseconds < 100)
    return t("format.milliseconds", { value: whole.format(milliseconds) });
  const seconds = milliseconds / 1_000;
  if (seconds < 9.995)
    return t("format.seconds", { value: twoDigits.format(seconds) });
  if (seconds < 59.95)
    return t("format.seconds", { value: oneDigit.format(seconds) });
  const rounded = Math.round(seconds);
  if (rounded >= 3_600)
    return t("format.hours", {
      hours: whole.format(Math.floor(rounded / 3_600)),
      minutes: whole.format(Math.floor((rounded % 3_600) / 60)),
    });
  return t("format.minutes", {
    minutes: whole.format(Math.floor(rounded / 60)),
    seconds: whole.format(rounded % 60),
  });
}

/** Size of a file in decimal units, as shops and file managers count: `1.6 MB`, `2.5 GB`. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of [
    ["TB", 1e12],
    ["GB", 1e9],
    ["MB", 1e6],
    ["kB", 1e3],
  ] as const) {
    if (bytes >= size) return `${oneDigit.format(bytes / size)}\u00a0${unit}`;
  }
  return `${whole.format(bytes)}\u00a0B`;
}

/** Size of memory as it is sold, in binary units: `16 GB`. */
export function formatMemory(bytes: number): string {
  const gigabytes = bytes / 2 ** 30;
  return gigabytes >= 2
    ? `${whole.format(gigabytes)}\u00a0GB`
    : `${oneDigit.format(gigabytes)}\u00a0GB`;
}

/** Bytes of the largest model file that runs well in this much memory, beside everything else. */
export function comfortableModelBytes(memoryBytes: number): number {
  return memoryBytes * 0.55;
}
