import type { StreamEvent } from "#shared/chat/stream-event.ts";

const opening = "<think>";
const closing = "</think>";

type ThinkPiece = Extract<
  StreamEvent,
  { type: "text-delta" | "reasoning-delta" }
>;

/**
 * Splits reasoning that a model writes as `<think>…</think>` at the start of its answer from the
 * answer. Only a leading tag counts: later ones are part of what the model says.
 */
export class ThinkTags {
  #state: "start" | "inside" | "after" = "start";
  #held = "";
  /** What is held without the white space before it: a model may write blanks for ever. */
  #begun = "";

  push(text: string): readonly ThinkPiece[] {
    if (this.#state === "after") return piece("text-delta", text);
    this.#held += text;
    return this.#state === "start" ? this.#begin(text) : this.#inside();
  }

  /** What is held back when the answer ends. */
  end(): readonly ThinkPiece[] {
    const held = this.#held;
    this.#held = "";
    this.#begun = "";
    return piece(
      this.#state === "inside" ? "reasoning-delta" : "text-delta",
      held,
    );
  }

  /** White space that was held back in case a tag follows it: something else does. */
  endBlank(): readonly ThinkPiece[] {
    const isBlank = this.#state === "start" && this.#begun === "";
    return isBlank ? this.end() : [];
  }

  #begin(text: string): readonly ThinkPiece[] {
    this.#begun += this.#begun === "" ? text.trimStart() : text;
    const begun = this.#begun;
    if (begun.startsWith(opening)) {
      this.#state = "inside";
      this.#held = begun.slice(opening.length);
      return this.#inside();
    }
    if (opening.startsWith(begun)) return [];
    this.#state = "after";
    return this.end();
  }

  #inside(): readonly ThinkPiece[] {
    const end = this.#held.indexOf(closing);
    if (end >= 0) {
      const thought = this.#held.slice(0, end);
      const rest = this.#held.slice(end + closing.length).trimStart();
      this.#state = "after";
      this.#held = "";
      return [
        ...piece("reasoning-delta", thought),
        ...piece("text-delta", rest),
      ];
    }
    const keep = partialEnd(this.#held, closing);
    const thought = this.#held.slice(0, this.#held.length - keep);
    this.#held = this.#held.slice(this.#held.length - keep);
    return piece("reasoning-delta", thought);
  }
}

function piece(type: ThinkPiece["type"], text: string): readonly ThinkPiece[] {
  return text === "" ? [] : [{ type, text }];
}

/** How many characters at the end of `text` may be the beginning of `tag`. */
function partialEnd(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--)
    if (text.endsWith(tag.slice(0, length))) return length;
  return 0;
}
