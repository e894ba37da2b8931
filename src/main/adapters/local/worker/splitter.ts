/** A part of a reply: `call` is what follows the sign of a call that is no text. */
export interface Piece {
  readonly type: "text" | "reasoning" | "call";
  readonly text: string;
}

/** Tells the parts of a reply apart, however it is split. */
export interface Splitter {
  readonly isThinking: boolean;
  push(text: string): readonly Piece[];
  /** What was held back, once nothing more comes. */
  flush(): readonly Piece[];
}
