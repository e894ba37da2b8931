/** How an upstream departs from Anthropic's newest form. */
export interface AnthropicQuirks {
  /** Bound of generated tokens where the request names none: this dialect demands one. */
  readonly defaultMaxTokens?: number;
  /**
   * `adaptive` (default): the model decides, `effort` guides it. `budget`: older models, which want a
   * number of tokens.
   */
  readonly thinkingStyle?: "adaptive" | "budget";
}
