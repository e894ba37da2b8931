import { locale } from "#renderer/messages/t.ts";

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, options);

const hour = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = format({ month: "short", day: "numeric" });
const month = format({ month: "short" });
const year = format({ year: "numeric" });
const wholeDay = format({
  weekday: "short",
  month: "short",
  day: "numeric",
  year: "numeric",
});
const wholeHour = format({
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** Beyond so many days an axis names months. */
export const mostNamedDays = 93;

/** A mark under a plot: `14:00`, `Mar 5`, and over many days `Mar` or, in January, `2026`. */
export function startFormat(
  unit: "hour" | "day",
  count: number,
): (start: number) => string {
  if (unit === "hour") return formatHour;
  return count > mostNamedDays ? formatMonth : formatDay;
}

const formatHour = (start: number): string => hour.format(start);
const formatDay = (start: number): string => day.format(start);
const formatMonth = (start: number): string =>
  (new Date(start).getMonth() === 0 ? year : month).format(start);

/** The whole name: `Thu, Mar 5, 2026`, `Mar 5, 14:00`. */
export function whenFormat(unit: "hour" | "day"): (start: number) => string {
  return unit === "hour" ? formatWholeHour : formatWholeDay;
}

const formatWholeHour = (start: number): string => wholeHour.format(start);
const formatWholeDay = (start: number): string => wholeDay.format(start);
