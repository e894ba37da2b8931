import { isObject, parseJson, type JsonObject } from "./json.ts";

/**
 * Streamed pieces of one reasoning block as the one entry that the upstream wants back. Entries that
 * are whole already stay exactly as they are.
 */
export function joinReasoningDetails(
  details: readonly unknown[],
): readonly unknown[] {
  const joined: unknown[] = [];
  for (const detail of details) {
    const last = joined.at(-1);
    if (isObject(last) && isObject(detail) && continues(last, detail))
      joined[joined.length - 1] = merge(last, detail);
    else joined.push(detail);
  }
  return joined;
}

function continues(last: JsonObject, next: JsonObject): boolean {
  return (
    last.type === next.type &&
    (last.type === "reasoning.text" || last.type === "reasoning.summary") &&
    typeof last.index === "number" &&
    last.index === next.index &&
    !last.signature
  );
}

function merge(last: JsonObject, next: JsonObject): JsonObject {
  const said = Object.entries(next).flatMap(([key, value]) => {
    if (key === "text" || key === "summary")
      return [[key, `${textOf(last[key])}${textOf(value)}`]];
    return value !== null || !Object.hasOwn(last, key) ? [[key, value]] : [];
  });
  return { ...last, ...Object.fromEntries(said) };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Formats in which reasoning is signed: only the maker of one can read it. */
export const anthropicFormat = "anthropic-claude-v1";
export const geminiFormat = "google-gemini-v1";

/** Base64 of `modeldocker:`: where such text must be base64, all of it is. */
const wrapping = "bW9kZWxkb2NrZXI6";

/** One entry as opaque text, for dialects that have no room for another maker's structure. */
export function wrapDetail(detail: unknown): string {
  return wrapping + encodeBase64(JSON.stringify(detail));
}

/** The entry inside text that `wrapDetail` made; undefined for any other text. */
export function unwrapDetail(text: string): JsonObject | undefined {
  if (!text.startsWith(wrapping)) return undefined;
  const json = decodeBase64(text.slice(wrapping.length));
  const detail = json === undefined ? undefined : parseJson(json);
  return isObject(detail) ? detail : undefined;
}

function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function decodeBase64(text: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
