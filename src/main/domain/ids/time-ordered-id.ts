/**
 * A UUID of version 7: it begins with its time, so that what is written one after the other stands side by
 * side in an index, and a busy ledger changes a few pages instead of one for each row. `now` in milliseconds
 * since 1970; `random` is a UUID of version 4, whose bits fill the rest.
 */
export function timeOrderedId(now: number, random: string): string {
  if (now !== lastTime) {
    const time = now.toString(16).padStart(12, "0");
    lastBeginning = `${time.slice(0, 8)}-${time.slice(8)}-7`;
    lastTime = now;
  }
  return lastBeginning + random.slice(15);
}

/** A busy program makes several in one millisecond. */
let lastTime = Number.NaN;
let lastBeginning = "";
