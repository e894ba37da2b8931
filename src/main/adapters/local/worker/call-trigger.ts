import { firstMarker, heldLength } from "./held-text.ts";

/** Text before a sign; once one was there, `rest` is what came after it. */
export interface Triggered {
  readonly text: string;
  readonly begun?: { readonly sign: string; readonly rest: string };
}

/** Finds a sign that calls begin with: anywhere, or at the very beginning of a reply only. */
export class CallTrigger {
  #signs: readonly string[];
  #isFirstOnly: boolean;
  #held = "";
  #isOver = false;

  constructor(signs: readonly string[], isFirstOnly: boolean) {
    this.#signs = signs;
    this.#isFirstOnly = isFirstOnly;
  }

  push(text: string): Triggered {
    if (this.#isOver) return { text };
    const all = this.#held + text;
    this.#held = "";
    if (this.#isFirstOnly) return this.#first(all);
    const found = firstMarker(all, this.#signs);
    if (found) {
      const { at, marker: sign } = found;
      const rest = all.slice(at + sign.length);
      return { text: all.slice(0, at), begun: { sign, rest } };
    }
    const keep = heldLength(all, this.#signs);
    this.#held = all.slice(all.length - keep);
    return { text: all.slice(0, all.length - keep) };
  }

  flush(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }

  #first(all: string): Triggered {
    const bare = all.trimStart();
    const sign = this.#signs.find((own) => bare.startsWith(own));
    if (sign !== undefined)
      return { text: "", begun: { sign, rest: bare.slice(sign.length) } };
    if (this.#signs.some((own) => own.startsWith(bare))) this.#held = all;
    else this.#isOver = true;
    return { text: this.#isOver ? all : "" };
  }
}
