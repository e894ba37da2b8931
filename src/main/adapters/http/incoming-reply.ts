import type { Dispatcher } from "undici";

export interface ReplyHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** More than this waits in the socket, not here. */
const mostHeldBytes = 64 * 1024;

/**
 * What undici hands over of one reply, kept for a reader that takes it piece by piece. A stream of the
 * platform would do the same for several times the work of a short reply.
 */
export class IncomingReply implements Dispatcher.DispatchHandler {
  readonly #head = Promise.withResolvers<ReplyHead>();
  #controller: Dispatcher.DispatchController | undefined;
  #pieces: Uint8Array[] = [];
  #heldBytes = 0;
  #isWhole = false;
  #isBegun = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor() {
    this.#head.promise.catch(() => undefined);
  }

  /** Rejects with what broke the exchange before it. */
  get head(): Promise<ReplyHead> {
    return this.#head.promise;
  }

  /** The whole body, where nothing of it was taken and all of it is there. */
  takeWhole(): readonly Uint8Array[] | undefined {
    if (!this.#isWhole || this.#failure !== undefined || this.#isBegun)
      return undefined;
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#heldBytes = 0;
    return pieces;
  }

  /** The next piece if it is there, `end` after the last one. Throws what broke the exchange. */
  take(): Uint8Array | "end" | undefined {
    const piece = this.#pieces.shift();
    this.#isBegun = true;
    if (piece !== undefined) {
      this.#heldBytes -= piece.length;
      if (this.#heldBytes <= mostHeldBytes && this.#controller?.paused === true)
        this.#controller.resume();
      return piece;
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#isWhole ? "end" : undefined;
  }

  /** Resolves when `take` has an answer. */
  more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Breaks it from our side; what was not taken yet is gone. */
  fail(failure: Error): void {
    if (this.#isWhole || this.#failure !== undefined) return;
    this.#failure = failure;
    this.#pieces = [];
    this.#head.reject(failure);
    this.#awaken();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: ReplyHead["headers"],
  ): void {
    // 1xx only announces the reply.
    if (status >= 200) this.#head.resolve({ status, headers });
  }

  onResponseData(
    controller: Dispatcher.DispatchController,
    piece: Buffer,
  ): void {
    if (this.#failure !== undefined) return;
    this.#pieces.push(piece);
    this.#heldBytes += piece.length;
    if (this.#heldBytes > mostHeldBytes) controller.pause();
    this.#awaken();
  }

  onResponseEnd(): void {
    this.#isWhole = true;
    this.#awaken();
  }

  onResponseError(
    _controller: Dispatcher.DispatchController,
    error: Error,
  ): void {
    if (this.#failure !== undefined) return;
    // What came before it was sent, and is read first.
    this.#failure = error;
    this.#head.reject(error);
    this.#awaken();
  }

  #awaken(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
