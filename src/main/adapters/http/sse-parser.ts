import { AppError } from "#shared/errors/app-error.ts";

/** What a piece of an SSE body says. A comment is life, not progress. */
export type SseItem =
  | { readonly type: "event"; readonly event?: string; readonly data: string }
  | { readonly type: "comment" };

const defaultMaxEventLength = 16 * 1024 * 1024;

/**
 * Server-sent events from bytes, however they are cut: lines end with `\n`, `\r\n` or `\r`, several
 * `data:` lines are one event. Throws AppError `upstream-invalid` when one event grows beyond the cap
 * (characters). An event that no blank line ends is given by `end()`.
 */
export class SseParser {
  readonly #decoder = new TextDecoder();
  readonly #maxLength: number;
  #pieces: string[] = [];
  #length = 0;
  #afterReturn = false;
  #data: string[] = [];
  #event = "";

  constructor(maxEventLength = defaultMaxEventLength) {
    this.#maxLength = maxEventLength;
  }

  push(bytes: Uint8Array): SseItem[] {
    return this.#text(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The body ended: what a missing last line end or blank line held back. */
  end(): SseItem[] {
    const items = this.#text(this.#decoder.decode());
    if (this.#pieces.length > 0) this.#line(this.#takeLine(), items);
    this.#dispatch(items);
    return items;
  }

  #text(text: string): SseItem[] {
    const items: SseItem[] = [];
    let from = 0;
    if (this.#afterReturn && text !== "") {
      this.#afterReturn = false;
      if (text.startsWith("\n")) from = 1;
    }
    let carriage = text.indexOf("\r", from);
    for (;;) {
      if (carriage >= 0 && carriage < from) carriage = text.indexOf("\r", from);
      const end = firstOf(text.indexOf("\n", from), carriage);
      if (end < 0) break;
      this.#keep(text.slice(from, end));
      this.#line(this.#takeLine(), items);
      from = end + 1;
      if (text[end] !== "\r") continue;
      if (from === text.length) this.#afterReturn = true;
      else if (text[from] === "\n") from++;
    }
    this.#keep(text.slice(from));
    return items;
  }

  #keep(text: string): void {
    if (text === "") return;
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length > this.#maxLength)
      throw new AppError("upstream-invalid", {
        message: `The upstream sent an event of more than ${this.#maxLength} characters.`,
      });
  }

  #takeLine(): string {
    const line =
      this.#pieces.length === 1 ? this.#pieces[0] : this.#pieces.join("");
    this.#pieces = [];
    return line ?? "";
  }

  #line(line: string, items: SseItem[]): void {
    if (line === "") return this.#dispatch(items);
    const colon = line.indexOf(":");
    if (colon === 0) {
      if (this.#data.length === 0) this.#length = 0;
      items.push({ type: "comment" });
      return;
    }
    const field = colon < 0 ? line : line.slice(0, colon);
    const skip = line[colon + 1] === " " ? 2 : 1;
    const value = colon < 0 ? "" : line.slice(colon + skip);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
  }

  #dispatch(items: SseItem[]): void {
    const data = this.#data;
    const event = this.#event;
    this.#data = [];
    this.#event = "";
    this.#length = 0;
    if (data.length === 0) return;
    items.push({
      type: "event",
      ...(event === "" ? {} : { event }),
      data: data.join("\n"),
    });
  }
}

function firstOf(feed: number, carriage: number): number {
  if (feed < 0 || carriage < 0) return Math.max(feed, carriage);
  return Math.min(feed, carriage);
}
