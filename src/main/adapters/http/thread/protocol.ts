import type { Timeouts } from "#main/domain/instances/timeouts.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { HttpCall, HttpReply } from "../exchange.ts";

/** What is the same from one call of a transport to the next. */
export interface CallForm extends Pick<HttpCall, "headers" | "method" | "url"> {
  readonly timeouts: Timeouts;
}

/** What the thread is told. Lanes and calls have numbers; a lane's form holds for the calls after it. */
export type Order =
  | readonly ["form", lane: number, form: CallForm]
  | readonly ["call", lane: number, call: number, body: string | undefined]
  | readonly ["stop", call: number]
  | readonly ["retire", lane: number]
  | readonly ["dispose", lane: number]
  /** Where our own gateway listens. */
  | readonly ["own-address", address: string | undefined];

/** A whole reply, or why there is none. */
export type Answer =
  | readonly [
      call: number,
      status: number,
      headers: HttpReply["headers"],
      text: string,
    ]
  | readonly [call: number, error: ErrorJson];

/**
 * Calls that cross together, both ways: a message wakes the other side, which costs as much as several
 * calls in it. With more, each side would have nothing to do until the other has gone through them all.
 */
export const mostTogether = 24;

export type ToThread = readonly Order[];
export type FromThread =
  | "ready"
  /** A promise of the thread's failed with nobody listening, which is a defect; its calls go on. */
  | { readonly defect: Error }
  | readonly Answer[];
