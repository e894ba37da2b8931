/**
 * The names of an ICU message's arguments, read from its text by the type checker. Relies on one
 * habit, which a test keeps: the branches of a plural or select hold more than one bare word.
 */
export type ArgumentNames<Text extends string> =
  Text extends `${string}{${infer Rest}`
    ? ArgumentName<Rest> | ArgumentNames<Rest>
    : never;

type ArgumentName<Rest extends string> = Rest extends `${infer Head}}${string}`
  ? Head extends `${infer Name},${infer Kind}`
    ? Kind extends ` ${FormatKind}${string}`
      ? Word<Name>
      : never
    : Word<Head>
  : never;

type FormatKind =
  "plural" | "select" | "selectordinal" | "number" | "date" | "time";

type Word<Name extends string> = Name extends
  `${string}${" " | "#" | "{" | "<"}${string}` | ""
  ? never
  : Name;

/** The tags (`<link>…</link>`) of a message, for the rich form. */
export type TagNames<Text extends string> =
  Text extends `${string}</${infer Name}>${infer Rest}`
    ? Name | TagNames<Rest>
    : never;
