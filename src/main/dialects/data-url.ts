/** Parts of a base64 `data:` address; undefined for any other address. */
export function readDataUrl(
  url: string,
): { mediaType: string; data: string } | undefined {
  const comma = url.indexOf(",");
  const head = comma < 0 ? "" : url.slice(0, comma);
  const mediaType = /^data:([^;,]+);base64$/i.exec(head)?.[1];
  return mediaType ? { mediaType, data: url.slice(comma + 1) } : undefined;
}

export function writeDataUrl(mediaType: string, data: string): string {
  return `data:${mediaType};base64,${data}`;
}
