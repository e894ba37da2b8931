import type { ChatEvent } from "#main/ports/chat-provider.ts";

/** What somebody who watches a stream does; neither may throw. */
export interface StreamWatcher {
  note(item: ChatEvent): void;
  /** Once, however the stream ended: by itself, by a throw, or because its reader left. */
  readonly ended?: () => void;
}

/**
 * A stream while somebody watches it. As an iterator by hand, because every event of every call passes
 * here, and one more asynchronous generator costs several times as much.
 */
export function watched(
  source: AsyncIterable<ChatEvent>,
  watcher: StreamWatcher,
): AsyncIterableIterator<ChatEvent, void> {
  const iterator = source[Symbol.asyncIterator]();
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    watcher.ended?.();
  };
  const passOn = (step: IteratorResult<ChatEvent>) => {
    if (step.done === true) end();
    else watcher.note(step.value);
    return step;
  };
  const fail = (error: unknown): never => {
    end();
    throw error;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => iterator.next().then(passOn, fail),
    async return() {
      try {
        await iterator.return?.();
      } finally {
        end();
      }
      return { done: true, value: undefined };
    },
  };
}
