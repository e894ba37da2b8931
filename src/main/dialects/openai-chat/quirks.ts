/** How an upstream departs from the common form of this dialect. All absent: OpenRouter's form. */
export interface OpenAiChatQuirks {
  /** Name of the field that bounds generated tokens; `max_tokens` by default. */
  readonly maxTokensField?: "max_tokens" | "max_completion_tokens";
  /** `object`: `reasoning:{…}` (default); `effort`: `reasoning_effort`, which knows efforts only. */
  readonly reasoningStyle?: "object" | "effort";
  /** Field in which earlier reasoning text goes back; `reasoning` by default, `none` leaves it out. */
  readonly reasoningBack?: "reasoning" | "reasoning_content" | "none";
  /** Upstreams that refuse `stream_options` (they send usage anyway, or never). */
  readonly noStreamOptions?: boolean;
}
