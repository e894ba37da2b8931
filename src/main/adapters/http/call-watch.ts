import { AppError } from "#shared/errors/app-error.ts";

/**
 * Ends a call from outside: by a signal, by a deadline of the phase it is in, or by its total time.
 * Only time spent waiting for the upstream counts; a slow reader never times out.
 */
export class CallWatch {
  readonly #signal: AbortSignal;
  readonly #end: (reason: AppError) => void;
  readonly #total: NodeJS.Timeout;
  readonly #totalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #milliseconds = 0;
  #phase: Phase = "first-byte";
  #waiting = false;
  #reason: AppError | undefined;

  constructor(
    signal: AbortSignal,
    totalMs: number,
    end: (reason: AppError) => void,
  ) {
    this.#signal = signal;
    this.#end = end;
    this.#totalMs = totalMs;
    this.#total = setTimeout(
      () => this.end(timedOut("whole", totalMs)),
      totalMs,
    );
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  /** Why the call was ended, if it was. */
  get reason(): AppError | undefined {
    return this.#reason;
  }

  /** Throws that reason, if there is one. */
  check(): void {
    if (this.#reason) throw this.#reason;
  }

  /** The upstream is waited for from now on, no longer than this: then the call ends with a timeout of that phase. */
  wait(phase: Phase, milliseconds: number): void {
    this.#waiting = true;
    this.#phase = phase;
    if (this.#milliseconds !== milliseconds) this.#arm(milliseconds);
    else this.#timer?.refresh();
  }

  /** It has answered. */
  goOn(): void {
    this.#waiting = false;
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#total);
    this.#signal.removeEventListener("abort", this.#onAbort);
  }

  #arm(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#milliseconds = milliseconds;
    // A phase as long as the whole call needs no clock of its own.
    if (milliseconds >= this.#totalMs) return;
    this.#timer = setTimeout(() => {
      if (this.#waiting) this.end(timedOut(this.#phase, milliseconds));
    }, milliseconds);
  }

  readonly #onAbort = (): void => this.end(abortedError());

  /** Ends the call now; only the first reason counts. */
  end(reason: AppError): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.stop();
    this.#end(reason);
  }
}

export type Phase = "first-byte" | "idle" | "progress" | "whole";

const sentences: Readonly<Record<Phase, string>> = {
  "first-byte": "did not begin to answer",
  idle: "fell silent in the middle of its reply",
  progress: "sent signs of life but no content",
  whole: "did not finish",
};

export function timedOut(phase: Phase, milliseconds: number): AppError {
  const seconds = Math.round(milliseconds / 100) / 10;
  return new AppError("upstream-timeout", {
    message: `The upstream ${sentences[phase]} within ${seconds} s.`,
    data: { phase, timeoutMs: milliseconds },
  });
}

export function abortedError(): AppError {
  return new AppError("aborted", { message: "The call was stopped." });
}
