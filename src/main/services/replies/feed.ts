import type { ConversationEvent } from "#shared/chat/conversation.ts";
import { appendCoalesced } from "#main/domain/replies/coalesce.ts";

type ReplySnapshot = Extract<ConversationEvent, { type: "reply-snapshot" }>;

/** Tells everyone who watches a conversation what happens in it. */
export interface ConversationFeed {
  publish(conversationId: string, event: ConversationEvent): void;
  /** First `snapshots()`, then everything published from that moment on, until the signal aborts. */
  watch(
    watched: {
      readonly conversationId: string;
      readonly snapshots: () => readonly ReplySnapshot[];
    },
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ConversationEvent, void>;
}

interface Watcher {
  queue: ConversationEvent[];
  wake(): void;
}

export function createConversationFeed(): ConversationFeed {
  const watchers = new Map<string, Set<Watcher>>();

  function leave(conversationId: string, watcher: Watcher): void {
    const others = watchers.get(conversationId);
    others?.delete(watcher);
    if (others?.size === 0) watchers.delete(conversationId);
  }

  return {
    publish(conversationId, event) {
      for (const watcher of watchers.get(conversationId) ?? []) {
        enqueue(watcher.queue, event);
        watcher.wake();
      }
    },
    async *watch({ conversationId, snapshots }, signal) {
      let wake = (): void => undefined;
      const watcher: Watcher = { queue: [], wake: () => wake() };
      const onAbort = (): void => wake();
      // Before it listens: making them may publish what was still held back.
      watcher.queue.push(...snapshots());
      const others = watchers.get(conversationId) ?? new Set();
      watchers.set(conversationId, others.add(watcher));
      signal?.addEventListener("abort", onAbort);
      try {
        while (signal?.aborted !== true) {
          const event = watcher.queue.shift();
          if (event !== undefined) yield event;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        leave(conversationId, watcher);
        signal?.removeEventListener("abort", onAbort);
      }
    },
  };
}

/** A watcher that is slow gets the same in fewer pieces: its queue never outgrows what it shows. */
function enqueue(queue: ConversationEvent[], event: ConversationEvent): void {
  if (event.type === "reply-events") {
    const index = queue.findIndex(
      (it) => it.type === "reply-events" && it.messageId === event.messageId,
    );
    const waiting = queue[index];
    if (waiting?.type === "reply-events") {
      const events = [...waiting.events];
      for (const added of event.events) appendCoalesced(events, added);
      queue[index] = { ...event, events };
      return;
    }
  } else {
    const superseded = queue.findIndex((it) => isSuperseded(it, event));
    if (superseded >= 0) queue.splice(superseded, 1);
  }
  queue.push(event);
}

function isSuperseded(
  waiting: ConversationEvent,
  event: ConversationEvent,
): boolean {
  if (event.type === "conversation") return waiting.type === "conversation";
  return (
    event.type === "message" &&
    waiting.type === "message" &&
    waiting.message.id === event.message.id
  );
}
