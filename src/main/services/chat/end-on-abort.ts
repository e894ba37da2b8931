import { AppError } from "#shared/errors/app-error.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import { failureEvent } from "./runner.ts";

/** Time that a stream has to end by itself after an abort. */
const graceMs = 50;

type Step = IteratorResult<ChatEvent> | "overdue";

/** A stream that ends soon after an abort, whatever the one behind it does. */
export async function* endOnAbort(
  source: AsyncIterable<ChatEvent>,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void> {
  const iterator = source[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  let giveUp: ((step: Step) => void) | undefined;
  let overdue = false;
  let isWaiting = false;
  const onAbort = (): void => {
    timer = setTimeout(() => {
      overdue = true;
      giveUp?.("overdue");
    }, graceMs);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    for (;;) {
      const step = await new Promise<Step>((resolve, reject) => {
        giveUp = resolve;
        isWaiting = true;
        if (overdue) resolve("overdue");
        iterator.next().then(resolve, reject);
      });
      if (step === "overdue") {
        yield failureEvent(new AppError("aborted", { message: "Stopped." }));
        return;
      }
      isWaiting = false;
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
    const closed = iterator.return?.().then(undefined, () => undefined);
    // A stream that hangs must not hold up the one that stopped listening.
    if (!isWaiting) await closed;
  }
}
