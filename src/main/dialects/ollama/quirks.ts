/** What the instance adds to each call. */
export interface OllamaQuirks {
  /** Tokens of context; without it Ollama truncates in silence at its own small default. */
  readonly contextSize?: number;
  /** How long the model stays loaded: seconds, or a duration such as `5m`. */
  readonly keepAlive?: number | string;
}
