import { expect, it, vi } from "vitest";
import { rangeOf } from "#renderer/stores/activity-view.ts";

const view = { from: "", to: "" };

function days({ since, until }: ReturnType<typeof rangeOf>): number {
  return (Date.parse(until) - Date.parse(since)) / 86_400_000;
}

it("counts whole days, today included, through the end of summer time", () => {
  vi.stubEnv("TZ", "Europe/Berlin");
  const now = new Date("2026-10-26T12:00:00+01:00");
  expect(rangeOf({ ...view, range: "today" }, now)).toEqual({
    since: "2026-10-25T23:00:00.000Z",
    until: "2026-10-26T23:00:00.000Z",
  });
  // One day of these seven has 25 hours.
  expect(days(rangeOf({ ...view, range: "week" }, now))).toBeCloseTo(
    7 + 1 / 24,
  );
  expect(rangeOf({ ...view, range: "year" }, now).since).toBe(
    "2025-10-26T23:00:00.000Z",
  );
});

it("takes own days in either order, and today for one that is missing", () => {
  vi.stubEnv("TZ", "UTC");
  const now = new Date("2026-03-05T12:00:00Z");
  const march = {
    since: "2026-03-01T00:00:00.000Z",
    until: "2026-03-04T00:00:00.000Z",
  };
  expect(
    rangeOf({ range: "own", from: "2026-03-01", to: "2026-03-03" }, now),
  ).toEqual(march);
  expect(
    rangeOf({ range: "own", from: "2026-03-03", to: "2026-03-01" }, now),
  ).toEqual(march);
  expect(rangeOf({ range: "own", from: "", to: "2026-03-04" }, now)).toEqual({
    since: "2026-03-04T00:00:00.000Z",
    until: "2026-03-06T00:00:00.000Z",
  });
});
