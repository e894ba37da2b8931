import { isObject, type JsonObject } from "../json.ts";

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
  const merged: JsonObject = { ...last };
  for (const [key, value] of Object.entries(next)) {
    if (key === "text" || key === "summary")
      merged[key] = `${textOf(last[key])}${textOf(value)}`;
    else if (value !== null || !(key in merged)) merged[key] = value;
  }
  return merged;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
