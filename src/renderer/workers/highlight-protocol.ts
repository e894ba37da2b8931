import type { HighlightedLine } from "./highlight-lines.ts";

export interface HighlightRequest {
  readonly id: number;
  readonly language: string;
  readonly code: string;
}

export interface HighlightResponse {
  readonly id: number;
  /** Absent where the language is unknown: the text stays plain. */
  readonly lines?: readonly HighlightedLine[];
}
