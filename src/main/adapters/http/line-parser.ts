import { AppError } from "#shared/errors/app-error.ts";
import type { SseItem } from "./sse-parser.ts";

const defaultMaxLineLength = 16 * 1024 * 1024;

/**
 * Lines of NDJSON from bytes, however they are cut. Throws AppError `upstream-invalid` when one line
 * grows beyond the cap (characters). Empty lines are life, not progress.
 */
export class LineParser {
  readonly #decoder = new TextDecoder();
  readonly #maxLength: number;
  #pieces: string[] = [];
  #length = 0;

  constructor(maxLineLength = defaultMaxLineLength) {
    this.#maxLength = maxLineLength;
  }

  push(bytes: Uint8Array): SseItem[] {
    return this.#text(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): SseItem[] {
    return [...this.#text(this.#decoder.decode()), ...this.#take()];
  }

  #text(text: string): SseItem[] {
    const items: SseItem[] = [];
    let from = 0;
    for (;;) {
      const end = text.indexOf("\n", from);
      this.#keep(text.slice(from, end < 0 ? undefined : end));
      if (end < 0) return items;
      items.push(...this.#take());
      from = end + 1;
    }
  }

  #keep(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length > this.#maxLength)
      throw new AppError("upstream-invalid", {
        message: `The upstream sent a line of more than ${this.#maxLength} characters.`,
      });
  }

  #take(): SseItem[] {
    const data = this.#pieces.join("").trim();
    this.#pieces = [];
    this.#length = 0;
    return data === "" ? [{ type: "comment" }] : [{ type: "event", data }];
  }
}
