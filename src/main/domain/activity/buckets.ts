const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Two days, and the hour more that the end of summer time brings. */
const longestInHours = 49 * hourMs;

export interface Buckets {
  readonly unit: "hour" | "day";
  /** Milliseconds since 1970, ascending; each bucket ends where the next one begins. */
  readonly starts: readonly number[];
}

/** The hours or days that a range touches, as clocks and calendars in a time zone have them. */
export function bucketsOf(range: {
  readonly since: string;
  readonly until: string;
  readonly timeZone: string;
}): Buckets {
  const zone = createZone(range.timeZone);
  const since = Date.parse(range.since);
  const until = Date.parse(range.until);
  return until - since <= longestInHours
    ? { unit: "hour", starts: hours(zone, since, until) }
    : { unit: "day", starts: days(zone, since, until) };
}

function hours(zone: Zone, since: number, until: number): number[] {
  const starts: number[] = [];
  let start = startOfHour(zone, since);
  while (start < until) {
    starts.push(start);
    // Aligned again, as some zones change by half an hour.
    const next = startOfHour(zone, start + hourMs);
    start = next > start ? next : start + hourMs;
  }
  return starts;
}

function days(zone: Zone, since: number, until: number): number[] {
  const starts: number[] = [];
  let wall = startOfWallDay(since + zone.offsetAt(since));
  let start = startOfDay(zone, wall);
  while (start < until) {
    // A day that a zone left out begins with the next one.
    if (start > (starts.at(-1) ?? -Infinity)) starts.push(start);
    wall += dayMs;
    start = startOfDay(zone, wall);
  }
  return starts;
}

function startOfHour(zone: Zone, time: number): number {
  const wall = time + zone.offsetAt(time);
  return time - (((wall % hourMs) + hourMs) % hourMs);
}

/** The first moment of a day given by its wall clock's midnight, which summer time may skip. */
function startOfDay(zone: Zone, wall: number): number {
  const candidates = [wall - dayMs, wall + dayMs]
    .map((near) => wall - zone.offsetAt(near))
    .toSorted((left, right) => left - right);
  const first = candidates.find(
    (time) => startOfWallDay(time + zone.offsetAt(time)) === wall,
  );
  return first ?? Math.max(...candidates);
}

const startOfWallDay = (wall: number): number =>
  Math.floor(wall / dayMs) * dayMs;

interface Zone {
  /** Milliseconds east of UTC. */
  offsetAt(time: number): number;
}

function createZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return {
    offsetAt(time) {
      const parts = Object.fromEntries(
        format.formatToParts(time).map(({ type, value }) => [type, +value]),
      );
      const { year = 0, month = 1, day = 1, hour, minute, second } = parts;
      const wall = Date.UTC(year, month - 1, day, hour, minute, second);
      return wall - Math.floor(time / 1_000) * 1_000;
    },
  };
}
