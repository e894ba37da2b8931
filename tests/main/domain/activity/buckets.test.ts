import { describe, expect, it } from "vitest";
import { bucketsOf } from "#main/domain/activity/buckets.ts";

const read = (since: string, until: string, timeZone: string) => {
  const { unit, starts } = bucketsOf({ since, until, timeZone });
  return { unit, starts: starts.map((time) => new Date(time).toISOString()) };
};

describe("days", () => {
  it("begin at the zone's own midnight on both sides of summer time", () => {
    // Berlin goes forward on March 29 and back on October 25, 2026.
    expect(
      read(
        "2026-03-27T23:00:00.000Z",
        "2026-03-30T22:00:00.000Z",
        "Europe/Berlin",
      ),
    ).toEqual({
      unit: "day",
      starts: [
        "2026-03-27T23:00:00.000Z",
        "2026-03-28T23:00:00.000Z",
        "2026-03-29T22:00:00.000Z",
      ],
    });
    expect(
      read(
        "2026-10-23T22:00:00.000Z",
        "2026-10-26T23:00:00.000Z",
        "Europe/Berlin",
      ).starts,
    ).toEqual([
      "2026-10-23T22:00:00.000Z",
      "2026-10-24T22:00:00.000Z",
      "2026-10-25T23:00:00.000Z",
    ]);
  });

  it("begin at one where midnight is skipped, and once where it comes twice", () => {
    // Santiago: midnight of September 6, 2026 does not exist; April 4 ends with 23:00 again.
    expect(
      read(
        "2026-09-05T12:00:00.000Z",
        "2026-09-08T12:00:00.000Z",
        "America/Santiago",
      ).starts,
    ).toEqual([
      "2026-09-05T04:00:00.000Z",
      "2026-09-06T04:00:00.000Z",
      "2026-09-07T03:00:00.000Z",
      "2026-09-08T03:00:00.000Z",
    ]);
    expect(
      read(
        "2026-04-03T12:00:00.000Z",
        "2026-04-06T12:00:00.000Z",
        "America/Santiago",
      ).starts,
    ).toEqual([
      "2026-04-03T03:00:00.000Z",
      "2026-04-04T03:00:00.000Z",
      "2026-04-05T04:00:00.000Z",
      "2026-04-06T04:00:00.000Z",
    ]);
  });

  it("leave out a day that a zone left out", () => {
    // Samoa went from December 29 to 31, 2011.
    expect(
      read(
        "2011-12-28T12:00:00.000Z",
        "2012-01-01T08:00:00.000Z",
        "Pacific/Apia",
      ).starts,
    ).toEqual([
      "2011-12-28T10:00:00.000Z",
      "2011-12-29T10:00:00.000Z",
      "2011-12-30T10:00:00.000Z",
      "2011-12-31T10:00:00.000Z",
    ]);
  });
});

describe("hours", () => {
  it("are 23, 24 or 25 in a day, as its clocks say", () => {
    const hours = (since: string, until: string) =>
      read(since, until, "Europe/Berlin").starts.length;
    expect(hours("2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z")).toBe(
      23,
    );
    expect(hours("2026-07-01T22:00:00.000Z", "2026-07-02T22:00:00.000Z")).toBe(
      24,
    );
    expect(hours("2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z")).toBe(
      25,
    );
  });

  it("begin at the full hour where a zone is half an hour off", () => {
    expect(
      read(
        "2026-01-01T10:10:00.000Z",
        "2026-01-01T12:00:00.000Z",
        "Asia/Kolkata",
      ),
    ).toEqual({
      unit: "hour",
      starts: [
        "2026-01-01T09:30:00.000Z",
        "2026-01-01T10:30:00.000Z",
        "2026-01-01T11:30:00.000Z",
      ],
    });
  });

  it("are used up to two days", () => {
    const unit = (until: string) =>
      read("2026-01-01T00:00:00.000Z", until, "UTC").unit;
    expect(unit("2026-01-03T00:00:00.000Z")).toBe("hour");
    expect(unit("2026-01-04T00:00:00.000Z")).toBe("day");
  });
});
