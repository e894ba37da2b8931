import { isObject, parseJson, type JsonObject } from "./json.ts";

/**
 * A call's arguments for dialects where they are an object. What a model wrote that is none is kept
 * beside its problem.
 */
export function callArguments(text: string): JsonObject {
  if (text.trim() === "") return {};
  const value = parseJson(text);
  if (isObject(value)) return value;
  return value === undefined ? { invalid_json: text } : { value };
}

/** Ids of calls for a dialect whose wire often has none. */
export function callIds(dialect: string) {
  const madeUp = `call_${dialect}_`;
  return {
    /** The same for the same place in the same reply; `reply` tells replies apart. */
    make: (reply: string, ordinal: number): string =>
      `${madeUp}${reply.replaceAll(/[^A-Za-z0-9]/g, "")}_${ordinal}`,
    /** The id as it was on the wire: `{id}`, or nothing for one that we made. */
    onWire: (id: string): { id?: string } =>
      id.startsWith(madeUp) ? {} : { id },
  };
}
