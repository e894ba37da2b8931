/** Length of the longest end of `text` that some marker starts with: it may still become one. */
export function heldLength(text: string, markers: readonly string[]): number {
  let held = 0;
  for (const marker of markers) {
    const longest = Math.min(marker.length - 1, text.length);
    for (let length = longest; length > held; length -= 1)
      if (marker.startsWith(text.slice(text.length - length))) held = length;
  }
  return held;
}

/** The marker that comes first in `text`, if one does. */
export function firstMarker(
  text: string,
  markers: readonly string[],
): { at: number; marker: string } | undefined {
  let first: { at: number; marker: string } | undefined;
  for (const marker of markers) {
    const at = text.indexOf(marker);
    if (at >= 0 && (first === undefined || at < first.at))
      first = { at, marker };
  }
  return first;
}
