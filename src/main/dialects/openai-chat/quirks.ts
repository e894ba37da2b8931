import type { Effort } from "../effort.ts";
import type { ExtraWriter } from "../foreign-extra.ts";

/** How an upstream departs from the common form of this dialect. All absent: OpenRouter's form. */
export interface OpenAiChatQuirks {
  /** Name of the field that bounds generated tokens; `max_tokens` by default. */
  readonly maxTokensField?: "max_tokens" | "max_completion_tokens";
  /** `object`: `reasoning:{…}` (default); `effort`: `reasoning_effort`, which knows efforts only. */
  readonly reasoningStyle?: "object" | "effort";
  /** Words of effort that it takes; those of other dialects become the nearest. All by default. */
  readonly efforts?: readonly Effort[];
  /** The model knows no effort at all, and refuses the word. */
  readonly neverReasons?: boolean;
  /** Takes `verbosity`. */
  readonly takesVerbosity?: boolean;
  /** Field in which earlier reasoning text goes back; `reasoning` by default, `none` leaves it out. */
  readonly reasoningBack?: "reasoning" | "reasoning_content" | "none";
  /** Upstreams that know no `cache_control` and refuse what they do not know. */
  readonly noCacheControl?: boolean;
  /** Upstreams that take images from the user only, and none in a tool's result. */
  readonly noResultImages?: boolean;
  /** Upstreams that refuse `stream_options` (they send usage anyway, or never). */
  readonly noStreamOptions?: boolean;
}

/** What every encoder of a part of the request needs to know. */
export interface EncodeContext {
  readonly quirks: OpenAiChatQuirks;
  readonly extras: ExtraWriter;
}

/** Fields of other dialects that are the same here. */
export function carriedFields(quirks: OpenAiChatQuirks): readonly string[] {
  return quirks.noCacheControl ? [] : ["cache_control"];
}
