import { AppError } from "#shared/errors/app-error.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { DialectFrame } from "#main/dialects/dialect.ts";

/** Of all pieces of a stream: several times the longest replies that there are. */
const mostCharacters = 128 * 1024 * 1024;
/** Texts, thoughts, calls and pictures, one after the other. */
const mostParts = 4_000;

/**
 * Holds one reply to what anybody may mean by it: what reads along keeps all of it, and looks through its
 * parts with each that comes.
 */
export class ReplyBounds {
  #characters = 0;
  #parts = 0;
  #latest: StreamEvent["type"] | undefined;

  /** Throws AppError `upstream-invalid` where the reply has grown beyond them. */
  note({ data }: DialectFrame, events: readonly StreamEvent[]): void {
    this.#characters += data.length;
    if (this.#characters > mostCharacters)
      throw endless(`is longer than ${mostCharacters} characters`);
    for (const { type } of events) {
      const isText = type === "text-delta" || type === "reasoning-delta";
      const isPart = type === "tool-call-start" || type === "image";
      if (isPart || (isText && type !== this.#latest)) this.#parts += 1;
      if (isText || isPart) this.#latest = type;
    }
    if (this.#parts > mostParts)
      throw endless(`has more than ${mostParts} parts`);
  }
}

function endless(how: string): AppError {
  return new AppError("upstream-invalid", {
    message: `The upstream's reply ${how}.`,
  });
}
