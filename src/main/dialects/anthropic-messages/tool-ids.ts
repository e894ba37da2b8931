import { isObject, parseJson, type JsonObject } from "../json.ts";

/** Ids of other dialects in the letters that this one allows; the same id always gives the same. */
export function toolId(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, "_") || "call";
}

/** Arguments are an object here. What a model wrote that is none is kept beside its problem. */
export function toolInput(text: string): JsonObject {
  if (text.trim() === "") return {};
  const value = parseJson(text);
  if (isObject(value)) return value;
  return value === undefined ? { invalid_json: text } : { value };
}
