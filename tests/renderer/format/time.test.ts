import { expect, test } from "vitest";
import {
  formatAge,
  formatAgo,
  formatAgoShort,
  formatMoment,
} from "#renderer/format/time.ts";

const now = Date.parse("2026-03-05T12:00:00Z");

test.each([
  ["2026-03-05T11:59:30Z", "just now"],
  ["2026-03-05T11:56:00Z", "4 minutes ago"],
  ["2026-03-05T09:30:00Z", "2 hours ago"],
  ["2026-03-02T12:00:00Z", "3 days ago"],
  // A clock that was set back must not say "in 5 minutes".
  ["2026-03-05T12:05:00Z", "just now"],
])("%s is %s", (time, text) => {
  expect(formatAgo(time, now)).toBe(text);
});

test("in a narrow column", () => {
  expect(formatAgoShort("2026-03-05T11:56:00Z", now)).toBe("4m ago");
  expect(formatAge(190)).toBe("3 min");
  expect(formatAge(30)).toBe("30 sec");
});

test("a moment of another day names the day", () => {
  const today = new Date(2026, 2, 5, 14, 2, 11).getTime();
  expect(formatMoment(today, today + 1_000)).toBe("14:02:11");
  expect(formatMoment(today, today + 86_400_000)).toBe("Mar 5 14:02:11");
});

test.each([
  [0, "0 sec"],
  [59, "59 sec"],
  [185, "3 min"],
  [7_300, "2 hr"],
  [86_400, "1 day"],
])("%d seconds of age are %s", (seconds, text) => {
  expect(formatAge(seconds)).toBe(text);
});
