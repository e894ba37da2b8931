import type { z } from "zod";
import type { changeSchema } from "#shared/rpc/app.ts";

type Change = z.infer<typeof changeSchema>;
export type Topic = Change["topic"];

/** Says that something changed; whoever cares asks again. Order within a topic does not matter. */
export interface Announcements {
  announce(topic: Topic): void;
  /** From now on until the signal aborts; a topic that changed several times meanwhile comes once. */
  subscribe(
    signal: AbortSignal | undefined,
    topics?: readonly Topic[],
  ): AsyncGenerator<Change, void>;
}

export function createAnnouncements(): Announcements {
  const listeners = new Set<(topic: Topic) => void>();
  return {
    announce(topic) {
      for (const listener of listeners) listener(topic);
    },
    subscribe: (signal, topics) => changes(listeners, { signal, topics }),
  };
}

async function* changes(
  listeners: Set<(topic: Topic) => void>,
  wish: {
    readonly signal: AbortSignal | undefined;
    /** All of them where absent. */
    readonly topics: readonly Topic[] | undefined;
  },
): AsyncGenerator<Change, void> {
  const { signal, topics } = wish;
  const pending = new Set<Topic>();
  let wake: (() => void) | undefined;
  const listener = (topic: Topic): void => {
    if (topics?.includes(topic) === false) return;
    pending.add(topic);
    wake?.();
  };
  const onAbort = (): void => wake?.();
  listeners.add(listener);
  signal?.addEventListener("abort", onAbort);
  try {
    while (signal?.aborted !== true) {
      const [topic] = pending;
      if (topic === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      pending.delete(topic);
      yield { topic };
    }
  } finally {
    listeners.delete(listener);
    signal?.removeEventListener("abort", onAbort);
  }
}
