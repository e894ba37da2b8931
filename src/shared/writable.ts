/** The same while it is being made; whoever gets it reads it only. */
export type Writable<T> = { -readonly [Field in keyof T]: T[Field] };
