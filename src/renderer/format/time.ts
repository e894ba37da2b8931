import { locale, t } from "#renderer/messages/t.ts";

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
const relativeShort = new Intl.RelativeTimeFormat(locale, {
  numeric: "always",
  style: "narrow",
});
const clock = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const hourMinute = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const dayMonth = new Intl.DateTimeFormat(locale, {
  month: "short",
  day: "numeric",
});
const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });

const steps = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** `4 minutes ago`; `just now` within a minute. `time` is ISO, `now` milliseconds since 1970. */
export function formatAgo(time: string, now: number = Date.now()): string {
  return ago(time, now, relative);
}

/** The same for a narrow column: `4m ago`. */
export function formatAgoShort(time: string, now: number = Date.now()): string {
  return ago(time, now, relativeShort);
}

function ago(time: string, now: number, format: typeof relative): string {
  const seconds = (now - Date.parse(time)) / 1_000;
  for (const [unit, size] of steps) {
    if (seconds >= size)
      return format.format(-Math.floor(seconds / size), unit);
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

/** For a narrow column: `14:02` today, `Nov 27` this year, `Nov 27, 2025` before. */
export function formatWhen(time: string, now: number = Date.now()): string {
  const date = new Date(time);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString())
    return hourMinute.format(date);
  return date.getFullYear() === today.getFullYear()
    ? dayMonth.format(date)
    : day.format(date);
}

/** `14:02:11` today, `Nov 27 14:02:11` on another day. */
export function formatMoment(
  time: string | number,
  now: number = Date.now(),
): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  return date.toDateString() === new Date(now).toDateString()
    ? clock.format(date)
    : `${dayMonth.format(date)} ${clock.format(date)}`;
}
