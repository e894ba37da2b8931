/** What the instance adds to each call. */
export interface OllamaQuirks {
  /** Tokens of context; without it Ollama truncates in silence at its own small default. */
  readonly contextSize?: number;
  /** Whether the model can think; absent where nobody knows yet. */
  readonly thinks?: boolean;
  /** How long the model stays loaded: seconds, or a duration such as `5m`. */
  readonly keepAlive?: number | string;
}
