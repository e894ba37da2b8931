import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { Demand, Emit } from "#main/services/chat/runner.ts";

/**
 * What a runner emits, to be read one by one. It begins with the first read, waits for the next one
 * after each event, and is told to stop when its reader leaves.
 */
export async function* pulled(
  run: (emit: Emit) => Promise<void>,
): AsyncGenerator<ChatEvent, void> {
  const emitted: ChatEvent[] = [];
  let wake = (): void => undefined;
  let answer = (_demand: Demand): void => undefined;
  let isOver = false;
  const running = run((item) => {
    emitted.push(item);
    wake();
    return new Promise((resolve) => {
      answer = resolve;
    });
  }).finally(() => {
    isOver = true;
    wake();
  });
  try {
    for (;;) {
      const item = emitted.shift();
      if (item !== undefined) yield item;
      else if (isOver) break;
      else {
        const next = new Promise<void>((resolve) => {
          wake = resolve;
        });
        answer(undefined);
        await next;
      }
    }
  } finally {
    answer("stop");
    await running;
  }
}

/** A provider's stream as a runner has it. */
export async function pushed(
  stream: AsyncIterable<ChatEvent>,
  emit: Emit,
): Promise<void> {
  for await (const item of stream) if ((await emit(item)) === "stop") return;
}
