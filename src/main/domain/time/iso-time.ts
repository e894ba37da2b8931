let lastMs = Number.NaN;
let lastText = "";

/** The ISO text of a moment, in milliseconds since 1970. A busy program asks for the same one many times. */
export function isoTime(milliseconds: number): string {
  if (milliseconds === lastMs) return lastText;
  lastText = new Date(milliseconds).toISOString();
  lastMs = milliseconds;
  return lastText;
}
