import { AppError } from "#shared/errors/app-error.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import { failureEvent } from "./runner.ts";

/** Time that a stream has to end by itself after an abort. */
const graceMs = 50;

type Step = IteratorResult<ChatEvent, void>;

/**
 * A stream that ends soon after an abort, whatever the one behind it does. As an iterator by hand, because
 * every event of every call passes here.
 */
export function endOnAbort(
  source: AsyncIterable<ChatEvent>,
  signal: AbortSignal,
): AsyncIterableIterator<ChatEvent, void> {
  const iterator = source[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  let giveUp: ((step: Step) => void) | undefined;
  let isOverdue = false;
  let isOver = false;
  const onAbort = (): void => {
    timer = setTimeout(() => {
      isOverdue = true;
      giveUp?.(overdue());
    }, graceMs);
  };
  const end = (): void => {
    isOver = true;
    signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
  };
  /** A stream that hangs must not hold up the one that stopped listening. */
  const overdue = (): Step => {
    end();
    iterator.return?.().then(undefined, () => undefined);
    const stopped = new AppError("aborted", { message: "Stopped." });
    return { done: false, value: failureEvent(stopped) };
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (isOver) return Promise.resolve({ done: true, value: undefined });
      if (isOverdue) return Promise.resolve(overdue());
      return new Promise<Step>((resolve, reject) => {
        giveUp = resolve;
        iterator.next().then(
          (step) => {
            giveUp = undefined;
            if (step.done === true) end();
            resolve(step);
          },
          (error: unknown) => {
            end();
            reject(AppError.from(error));
          },
        );
      });
    },
    async return() {
      end();
      await iterator.return?.().then(undefined, () => undefined);
      return { done: true, value: undefined };
    },
  };
}
