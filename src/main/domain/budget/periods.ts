const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Milliseconds since 1970 of the midnight that began this day, `utcOffsetMinutes` east of UTC. */
export function startOfDay(now: number, utcOffsetMinutes: number): number {
  const shifted = now + utcOffsetMinutes * minuteMs;
  return shifted - (shifted % dayMs) - utcOffsetMinutes * minuteMs;
}

/** The same for the first day of this month. */
export function startOfMonth(now: number, utcOffsetMinutes: number): number {
  const shifted = new Date(now + utcOffsetMinutes * minuteMs);
  const first = Date.UTC(shifted.getUTCFullYear(), shifted.getUTCMonth(), 1);
  return first - utcOffsetMinutes * minuteMs;
}
