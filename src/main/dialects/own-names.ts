/** What a caller calls a message, or a part of one, and what is said in it. */
export interface Place {
  readonly at: string;
  readonly content: string;
}

/** Where in a caller's request the neutral one's pieces come from. */
export interface Places {
  /** By message, one for each of its parts; the first stands for the message. */
  readonly messages: readonly (readonly Place[])[];
  readonly tools: readonly string[];
  /** Some come from before the request: whoever is sent them all counts otherwise than its caller. */
  readonly hasEarlier?: boolean;
}

/** A dialect's own names by those that errors have: OpenAI's. What is not among them is called the same. */
export type FieldNames = Readonly<Record<string, string>>;

const message = /^messages\[(\d+)\](?:\.parts\[(\d+)\])?(.*)$/;
const tool = /^tools\[(\d+)\](.*)$/;

/** A parameter as the caller wrote it. */
export function ownName(
  parameter: string,
  fields: FieldNames,
  places: Places,
): string {
  const [, i, j = "0", rest = ""] = message.exec(parameter) ?? [];
  if (i !== undefined) {
    const parts = places.messages[Number(i)] ?? [];
    const place = parts[Number(j)] ?? parts[0];
    if (place === undefined) return `messages[${i}]${rest}`;
    return rest === ".content" ? place.content : place.at + rest;
  }
  const [, k, more = ""] = tool.exec(parameter) ?? [];
  if (k !== undefined) return (places.tools[Number(k)] ?? `tools[${k}]`) + more;
  return fieldName(parameter, fields);
}

/** The same the other way round: what errors call what a dialect calls so. */
export function neutralName(parameter: string, fields: FieldNames): string {
  const names = Object.entries(fields).toReversed();
  // Where several are one in the dialect, the first stands for them.
  return fieldName(
    parameter,
    Object.fromEntries(names.map(([name, own]) => [own, name])),
  );
}

/** A field's own name; of one within another, that of the outer one, and the rest of the path. */
export function fieldName(parameter: string, fields: FieldNames): string {
  for (let end = parameter.length; end > 0;) {
    const outer = parameter.slice(0, end);
    if (Object.hasOwn(fields, outer))
      return `${fields[outer] ?? ""}${parameter.slice(end)}`;
    end = Math.max(outer.lastIndexOf("."), outer.lastIndexOf("["));
  }
  return parameter;
}
