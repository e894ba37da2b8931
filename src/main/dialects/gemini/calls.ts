import { isObject, parseJson, type JsonObject } from "../json.ts";

/** Ids that we made because the wire had none; they are not written back. */
const madeUp = "call_gemini_";

export function makeCallId(reply: string, ordinal: number): string {
  return `${madeUp}${reply.replaceAll(/[^A-Za-z0-9]/g, "")}_${ordinal}`;
}

/** The id as it was on the wire: `{id}`, or nothing. */
export function wireId(id: string): { id?: string } {
  return id.startsWith(madeUp) ? {} : { id };
}

/** Arguments are an object here. What a model wrote that is none is kept beside its problem. */
export function callArguments(text: string): JsonObject {
  if (text.trim() === "") return {};
  const value = parseJson(text);
  if (isObject(value)) return value;
  return value === undefined ? { invalid_json: text } : { value };
}
