/** How arguments are written one by one: texts as they are, everything else as JSON. */
export interface ArgumentTags {
  /** Before a name. */
  readonly before: string;
  /** Between a name and its value. */
  readonly between: string;
  /** The same before a value that is JSON, where tags tell it from a text. */
  readonly betweenJson?: string;
  /** A line break that stands between a value and its end, and belongs to neither. */
  readonly lead: "" | "\n";
  /** Ends a value; a text goes to the first one. */
  readonly end: string;
  /** What stands after the end. */
  readonly tail: string;
}

/**
 * How one argument is written: a text as it is (`text`), the same or `null` (`nullable`), or any value
 * as JSON, texts in quotes as well (`json`).
 */
export type ValueForm = "text" | "nullable" | "json";

/** The forms of a function's arguments. */
export interface ArgumentForms {
  /** By name, in the schema's order. */
  readonly listed: ReadonlyMap<string, ValueForm>;
  /** Of names that the schema leaves open. */
  readonly others: ValueForm | undefined;
}
