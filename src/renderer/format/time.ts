import { locale, t } from "#renderer/messages/t.ts";

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });

const steps = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** `4 minutes ago`; `just now` within a minute. `time` is ISO, `now` milliseconds since 1970. */
export function formatAgo(time: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(time)) / 1_000;
  for (const [unit, size] of steps) {
    if (seconds >= size)
      return relative.format(-Math.floor(seconds / size), unit);
  }
  return t("format.justNow");
}

/** `12 sec`, `3 min`, `2 hr`, `5 days`: whole units, rounded down. */
export function formatAge(seconds: number): string {
  const [unit, size] = steps.find(([, each]) => seconds >= each) ?? [
    "second",
    1,
  ];
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
  }).format(Math.floor(seconds / size));
}

/** `Mar 5, 2026` */
export function formatDate(time: string | number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : day.format(date);
}
