import { furtherHead, recipient, signs } from "./harmony.ts";
import { firstMarker, heldLength } from "./held-text.ts";
import type { Piece, Splitter } from "./splitter.ts";

/** How a header, or what stands between two messages, may begin. */
const beginnings = [signs.channel, signs.message, " to=", signs.constrain];
/** What goes on for longer without a message is no header. */
const longestHeader = 300;

/** Tells thought, answer and calls apart by the headers of messages, which are passed on to none. */
export class ChannelSplitter implements Splitter {
  /** Whether functions may be called, or whoever is called is read over. */
  #mayCall: boolean;
  #state: "header" | "thought" | "answer" | "call" | "between" = "header";
  #held = "";
  #last: "thought" | "answer" = "answer";
  /** Bodies that something was said in. */
  #said = new Set<string>();
  #isNewBody = false;

  constructor(mayCall: boolean) {
    this.#mayCall = mayCall;
  }

  get isThinking(): boolean {
    return this.#state === "thought";
  }

  push(text: string): readonly Piece[] {
    this.#held += text;
    const pieces: Piece[] = [];
    while (this.#step(pieces));
    return pieces;
  }

  flush(): readonly Piece[] {
    const pieces: Piece[] = [];
    if (this.#state === "thought" || this.#state === "answer")
      this.#say(this.#held, pieces);
    this.#held = "";
    return pieces;
  }

  /** Whether it went on to something else with what is there. */
  #step(pieces: Piece[]): boolean {
    if (this.#state === "header") return this.#header(pieces);
    if (this.#state === "between") return this.#between(pieces);
    if (this.#state === "call") return this.#call(pieces);
    return this.#body(pieces);
  }

  #header(pieces: Piece[]): boolean {
    const header = this.#held;
    const called = this.#mayCall ? header.indexOf(recipient) : -1;
    const end = header.indexOf(signs.message);
    if (called >= 0 && (end < 0 || called < end)) {
      this.#held = header.slice(called + recipient.length);
      this.#state = "call";
      return this.#call(pieces, true);
    }
    if (end >= 0) {
      const isThought = header.slice(0, end).includes("analysis");
      this.#begin(isThought ? "thought" : "answer");
      this.#held = header.slice(end + signs.message.length);
      return true;
    }
    const isHeader = header.length < longestHeader && mayBe(header, beginnings);
    if (!isHeader) this.#begin("answer");
    return !isHeader;
  }

  #begin(body: "thought" | "answer"): void {
    this.#state = body;
    this.#last = body;
    this.#isNewBody = true;
  }

  /** After an end that no message follows, it was none. */
  #between(pieces: Piece[]): boolean {
    const after = this.#held.trimStart();
    if (after.startsWith(furtherHead)) {
      this.#held = after.slice(furtherHead.length);
      this.#state = "header";
      return true;
    }
    if (after.startsWith(signs.channel)) {
      this.#state = "header";
      return true;
    }
    if (mayBe(after, [furtherHead, signs.channel])) return false;
    this.#state = this.#last;
    this.#say(signs.end, pieces);
    return true;
  }

  #body(pieces: Piece[]): boolean {
    const markers = [signs.end, furtherHead];
    const found = firstMarker(this.#held, markers);
    if (!found) {
      const keep = heldLength(this.#held, markers);
      const length = this.#held.length - keep;
      this.#say(this.#held.slice(0, length), pieces);
      this.#held = this.#held.slice(length);
      return false;
    }
    const { at, marker } = found;
    this.#say(this.#held.slice(0, at), pieces);
    this.#held = this.#held.slice(at + marker.length);
    this.#state = marker === signs.end ? "between" : "header";
    return true;
  }

  /** All that follows, read or not. */
  #call(pieces: Piece[], isFirst = false): boolean {
    if (this.#held !== "" || isFirst)
      pieces.push({ type: "call", text: this.#held });
    this.#held = "";
    return false;
  }

  #say(text: string, pieces: Piece[]): void {
    if (text === "") return;
    const isFurther = this.#isNewBody && this.#said.has(this.#last);
    this.#isNewBody = false;
    this.#said.add(this.#last);
    pieces.push({
      type: this.#last === "thought" ? "reasoning" : "text",
      text: isFurther ? `\n\n${text}` : text,
    });
  }
}

function mayBe(text: string, starts: readonly string[]): boolean {
  return starts.some((own) => own.startsWith(text) || text.startsWith(own));
}
