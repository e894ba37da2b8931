const beginnings: readonly (readonly [string, string])[] = [
  ["iVBORw", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
];

/** What base64 image data is: this dialect does not say, its first bytes do. */
export function imageType(data: string): string {
  const found = beginnings.find(([beginning]) => data.startsWith(beginning));
  return found?.[1] ?? "image/png";
}
