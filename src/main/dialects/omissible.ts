import { isObject, type JsonObject } from "./json.ts";

/** Which values of a field may be left out; of an object, those of its fields, all of which must. */
export interface Omissible {
  readonly [name: string]: ((value: unknown) => boolean) | Omissible;
}

/** The name of what may not be left out of a field, the field itself or one within it; undefined where all may. */
export function faultIn(
  table: Omissible,
  name: string,
  value: unknown,
): string | undefined {
  // Names are anybody's text, and every object has a `constructor`.
  const rule = Object.hasOwn(table, name) ? table[name] : undefined;
  if (typeof rule === "function") return rule(value) ? undefined : name;
  if (rule === undefined || !isObject(value)) return name;
  for (const [field, inner] of Object.entries(value)) {
    const fault = inner === null ? undefined : faultIn(rule, field, inner);
    if (fault !== undefined) return `${name}.${fault}`;
  }
  return undefined;
}

/** Whatever it is. */
export const always = () => true;

/** Whether an object has no other fields. */
export function only(value: JsonObject, ...fields: readonly string[]): boolean {
  return Object.keys(value).every((name) => fields.includes(name));
}
