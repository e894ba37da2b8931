import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { Decoder, Dialect, DialectFrame } from "./dialect.ts";

/** Frames of the caller's own dialect are passed on as they came: there the upstream is asked to see to it. */
export function isHeldToOneCall(
  { parallelToolCalls, dialect: asked }: ChatRequest,
  { name }: Pick<Dialect<object>, "name">,
): boolean {
  return parallelToolCalls === false && asked !== name;
}

/**
 * Keeps a reply to its first tool call. A client that takes one call a turn asks for the others in later
 * ones; most upstreams have no word for that, and some that have one do not heed it.
 */
export function singleCall(decoder: Decoder): Decoder {
  return new SingleCallDecoder(decoder);
}

class SingleCallDecoder implements Decoder {
  readonly #decoder: Decoder;
  #first: number | undefined;

  constructor(decoder: Decoder) {
    this.#decoder = decoder;
  }

  get complete(): boolean {
    return this.#decoder.complete;
  }

  get over(): boolean {
    return this.#decoder.over === true;
  }

  decode(frame: DialectFrame): readonly StreamEvent[] {
    return this.#kept(this.#decoder.decode(frame));
  }

  end(): readonly StreamEvent[] {
    return this.#kept(this.#decoder.end());
  }

  #kept(events: readonly StreamEvent[]): readonly StreamEvent[] {
    return events.filter((event) => {
      if (event.type === "tool-call-start") this.#first ??= event.index;
      const isOfCall =
        event.type === "tool-call-start" || event.type === "tool-call-delta";
      return !isOfCall || event.index === this.#first;
    });
  }
}
