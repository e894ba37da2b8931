/** How a model departs from the common form of this dialect. */
export interface GeminiQuirks {
  /** `level` (default): newer models take a word; `budget`: older ones a number of tokens. */
  readonly thinkingStyle?: "level" | "budget";
}
