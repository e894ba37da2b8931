import { expect, test } from "vitest";
import { startOfDay, startOfMonth } from "#main/domain/budget/periods.ts";

const iso = (time: number) => new Date(time).toISOString();

const now = Date.parse("2026-03-01T00:30:00Z");

test.each([
  [0, "2026-03-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"],
  // Half past eight on the 1st in Taipei began in UTC's February.
  [480, "2026-02-28T16:00:00.000Z", "2026-02-28T16:00:00.000Z"],
  // Still the last of February in New York.
  [-300, "2026-02-28T05:00:00.000Z", "2026-02-01T05:00:00.000Z"],
])("%i minutes east of UTC: day %s, month %s", (offset, day, month) => {
  expect(iso(startOfDay(now, offset))).toBe(day);
  expect(iso(startOfMonth(now, offset))).toBe(month);
});
