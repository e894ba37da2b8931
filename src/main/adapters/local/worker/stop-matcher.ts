import { firstMarker, heldLength } from "./held-text.ts";

/**
 * Passes text on until a stop string comes, however it is split over tokens: what might be the
 * beginning of one is held back. The stop string itself is never passed on.
 */
export class StopMatcher {
  #stops: readonly string[];
  #held = "";

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== "");
  }

  push(text: string): { text: string; stopped: boolean } {
    const all = this.#held + text;
    const found = firstMarker(all, this.#stops);
    if (found) {
      this.#held = "";
      return { text: all.slice(0, found.at), stopped: true };
    }
    const keep = heldLength(all, this.#stops);
    this.#held = all.slice(all.length - keep);
    return { text: all.slice(0, all.length - keep), stopped: false };
  }

  /** What was held back in vain, once nothing more comes. */
  flush(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }
}
