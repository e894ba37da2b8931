import { firstMarker, heldLength } from "./held-text.ts";

/** Finds the sign that calls begin with: anywhere, or at the very beginning of a reply only. */
export class CallTrigger {
  #sign: string;
  #isFirstOnly: boolean;
  #held = "";
  #isOver = false;

  constructor(sign: string, isFirstOnly: boolean) {
    this.#sign = sign;
    this.#isFirstOnly = isFirstOnly;
  }

  /** Text before the sign; `rest` is what came after it, once it was there. */
  push(text: string): { readonly text: string; readonly rest?: string } {
    if (this.#isOver) return { text };
    const all = this.#held + text;
    this.#held = "";
    if (this.#isFirstOnly) return this.#first(all);
    const found = firstMarker(all, [this.#sign]);
    if (found)
      return {
        text: all.slice(0, found.at),
        rest: all.slice(found.at + this.#sign.length),
      };
    const keep = heldLength(all, [this.#sign]);
    this.#held = all.slice(all.length - keep);
    return { text: all.slice(0, all.length - keep) };
  }

  flush(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }

  #first(all: string): { readonly text: string; readonly rest?: string } {
    const bare = all.trimStart();
    if (bare.startsWith(this.#sign))
      return { text: "", rest: bare.slice(this.#sign.length) };
    if (this.#sign.startsWith(bare)) this.#held = all;
    else this.#isOver = true;
    return { text: this.#isOver ? all : "" };
  }
}
