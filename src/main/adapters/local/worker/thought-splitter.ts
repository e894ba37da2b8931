import { heldLength } from "./held-text.ts";
import type { Piece, Splitter } from "./splitter.ts";

export interface ThoughtMarkers {
  readonly prefix: string;
  readonly suffix: string;
  /** The template itself opens the thought at the end of the prompt. */
  readonly open: boolean;
  /** They are a message's of its own, and the answer is another one with a header. */
  readonly inChannel?: true;
}

/** Tells thinking from answer by the markers of the model's template, which are passed to neither. */
export class ThoughtSplitter implements Splitter {
  #markers: ThoughtMarkers | undefined;
  #thinking: boolean;
  #held = "";
  /** White space before a marker that comes first, or between one and what follows, belongs to neither. */
  #trimming: boolean;

  constructor(markers: ThoughtMarkers | undefined) {
    this.#markers = markers;
    this.#thinking = markers?.open ?? false;
    this.#trimming = markers !== undefined;
  }

  get isThinking(): boolean {
    return this.#thinking;
  }

  push(text: string): readonly Piece[] {
    if (!this.#markers) return text === "" ? [] : [{ type: "text", text }];
    const pieces: Piece[] = [];
    let rest = this.#held + text;
    for (;;) {
      const marker = this.#marker(this.#markers);
      const at = rest.indexOf(marker);
      if (at < 0) break;
      this.#emit(rest.slice(0, at), pieces);
      this.#thinking = !this.#thinking;
      this.#trimming = true;
      rest = rest.slice(at + marker.length);
    }
    const keep = heldLength(rest, [this.#marker(this.#markers)]);
    this.#held = rest.slice(rest.length - keep);
    this.#emit(rest.slice(0, rest.length - keep), pieces);
    return pieces;
  }

  flush(): readonly Piece[] {
    const pieces: Piece[] = [];
    this.#emit(this.#held, pieces);
    this.#held = "";
    return pieces;
  }

  #marker(markers: ThoughtMarkers): string {
    return this.#thinking ? markers.suffix : markers.prefix;
  }

  #emit(text: string, pieces: Piece[]): void {
    const shown = this.#trimming ? text.trimStart() : text;
    if (shown === "") return;
    this.#trimming = false;
    pieces.push({ type: this.#thinking ? "reasoning" : "text", text: shown });
  }
}
