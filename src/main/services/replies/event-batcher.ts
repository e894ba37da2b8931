import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { appendCoalesced } from "#main/domain/replies/coalesce.ts";

/** About one frame of a screen. */
const intervalMs = 16;

export interface EventBatcher {
  add(event: StreamEvent): void;
  /** Hands over what is pending now. */
  flush(): void;
}

/** Joins events to one batch per frame; the first after a pause goes out at once. */
export function createEventBatcher(
  deliver: (events: readonly StreamEvent[]) => void,
): EventBatcher {
  let pending: StreamEvent[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (pending.length === 0) return;
    const batch = pending;
    pending = [];
    deliver(batch);
  }

  function onTick(): void {
    timer = undefined;
    if (pending.length === 0) return;
    flush();
    timer = setTimeout(onTick, intervalMs);
  }

  return {
    flush,
    add(event) {
      appendCoalesced(pending, event);
      if (timer !== undefined) return;
      flush();
      timer = setTimeout(onTick, intervalMs);
    },
  };
}
