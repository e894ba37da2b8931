import type { FinishReason } from "#shared/chat/stream-event.ts";
import type { WorkerEvent } from "../protocol.ts";
import type { CallPlan } from "./call-grammar.ts";
import { CallReader } from "./call-reader.ts";
import { CallTrigger } from "./call-trigger.ts";
import { ChannelSplitter } from "./channel-splitter.ts";
import type { Piece, Splitter } from "./splitter.ts";
import { StopMatcher } from "./stop-matcher.ts";
import { ThoughtSplitter, type ThoughtMarkers } from "./thought-splitter.ts";

export interface ReplyReaderOptions {
  readonly stops: readonly string[];
  readonly thought?: ThoughtMarkers;
  readonly plan?: CallPlan;
  readonly emit: (event: WorkerEvent) => void;
}

export interface Read {
  /** A stop string came. */
  readonly stopped: boolean;
  /** Calls begin here; `rest` is what was read too far. `isLate`: after the beginning's end alone. */
  readonly begun?: { readonly rest: string; readonly isLate: boolean };
}

type Said = Exclude<Piece["type"], "call">;

const goesOn: Read = { stopped: false };

/** Tells thoughts, text and calls of one reply apart, and ends it at a stop string outside of calls. */
export class ReplyReader {
  #splitter: Splitter;
  #matcher: StopMatcher;
  #trigger: CallTrigger | undefined;
  #calls: CallReader | undefined;
  #options: ReplyReaderOptions;
  #last: Said = "text";

  constructor(options: ReplyReaderOptions) {
    const { plan } = options;
    this.#options = options;
    this.#splitter = options.thought?.inChannel
      ? new ChannelSplitter(plan?.syntax.inHeader === true)
      : new ThoughtSplitter(options.thought);
    this.#matcher = new StopMatcher(options.stops);
    if (plan?.syntax.inHeader) return;
    if (plan?.kind === "must")
      this.#calls = new CallReader(plan.syntax, plan.callables);
    else if (plan)
      this.#trigger = new CallTrigger(
        signsOf(plan),
        plan.kind === "either" || plan.syntax.isPlainText,
      );
  }

  get isThinking(): boolean {
    return this.#splitter.isThinking;
  }

  /** Calls whose arguments are whole. */
  get calls(): number {
    return this.#calls?.complete ?? 0;
  }

  push(text: string): Read {
    if (this.#calls?.isBegun) return this.#call(text);
    for (const piece of this.#splitter.push(text)) {
      const read = this.#piece(piece);
      if (read.stopped || read.begun) return read;
    }
    return goesOn;
  }

  /** Everything that was held back, once nothing more comes; whether it ended with a stop string. */
  flush(): boolean {
    for (const piece of this.#splitter.flush())
      if (this.#piece(piece).stopped) return true;
    if (this.#calls) return false;
    const held = this.#trigger?.flush() ?? "";
    if (this.#send("text", held)) return true;
    this.#emit(this.#last, this.#matcher.flush());
    return false;
  }

  finishReason(isCut: boolean): FinishReason {
    if (isCut) return "length";
    return this.calls > 0 ? "tool-calls" : "stop";
  }

  #piece(piece: Piece): Read {
    const { type } = piece;
    const rest = piece.text;
    if (type === "call" && !this.#calls) return this.#begin({ rest });
    if (type === "call") return this.#call(piece.text);
    if (type === "reasoning" || (!this.#calls && !this.#trigger))
      return { stopped: this.#send(type, piece.text) };
    if (this.#calls) return this.#call(piece.text);
    const { text = "", begun } = this.#trigger?.push(piece.text) ?? {};
    if (this.#send("text", text)) return { stopped: true };
    return begun ? this.#begin(begun) : goesOn;
  }

  #begin({ rest, sign }: { rest: string; sign?: string }): Read {
    const { plan } = this.#options;
    if (!plan) return goesOn;
    const held = this.#splitter.flush().map(({ text }) => text);
    const after = rest + held.join("");
    this.#emit(this.#last, this.#matcher.flush());
    const { syntax, callables } = plan;
    const isLate = sign !== undefined && sign === syntax.lateTrigger;
    const read = isLate ? syntax.open : syntax.trigger;
    this.#calls = new CallReader(syntax, callables, read);
    // A grammar that held the reply from its beginning holds what was read too far as well.
    if (plan.kind !== "may") return this.#call(after);
    return { stopped: false, begun: { rest: after, isLate } };
  }

  #call(text: string): Read {
    this.#calls?.push(text).forEach(this.#options.emit);
    return goesOn;
  }

  /** Whether a stop string came. */
  #send(type: Said, text: string): boolean {
    if (type !== this.#last) this.#emit(this.#last, this.#matcher.flush());
    this.#last = type;
    const found = this.#matcher.push(text);
    this.#emit(type, found.text);
    return found.stopped;
  }

  #emit(type: Said, text: string): void {
    if (text !== "") this.#options.emit({ type, text });
  }
}

/** A grammar that holds the reply from its beginning lets none through that comes late. */
function signsOf({ kind, syntax }: CallPlan): readonly string[] {
  const { trigger, lateTrigger } = syntax;
  const isLate = kind === "may" && lateTrigger !== undefined;
  return isLate ? [trigger, lateTrigger] : [trigger];
}
