import type { Writable } from "#shared/writable.ts";
import type { StoreApi } from "zustand/vanilla";
import type { ConversationEvent } from "#shared/chat/conversation.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import { upsertMessage } from "./chat-branch.ts";
import { afterEvents, fromSnapshot } from "./chat-live.ts";
import type { ChatBackend, ChatContext, ChatState } from "./chat-state.ts";

/** Folds what a watched conversation tells into its state, at most once per frame. */
export interface EventFold {
  /** The stream stands (again): what comes waits until the branch was read. */
  connected(): void;
  receive(event: ConversationEvent): void;
  branchRead(): void;
  disconnected(): void;
}

type Change = Writable<
  Pick<ChatState, "messages" | "live"> & Pick<ChatState, "conversation">
>;

export function createEventFold({
  store,
  backend,
  unsaved,
  readBranch,
}: Pick<ChatContext, "store" | "unsaved"> & {
  readonly backend: Pick<ChatBackend, "createScheduler" | "now">;
  readonly readBranch: () => Promise<void>;
}): EventFold {
  let queue: ConversationEvent[] = [];
  let waitsForBranch = true;
  const scheduler = backend.createScheduler(() => flush());

  function flush(): void {
    if (waitsForBranch || queue.length === 0) return;
    const events = queue;
    queue = [];
    const { messages, live, conversation } = store.getState();
    const change: Change = { messages, live };
    if (conversation !== undefined) change.conversation = conversation;
    for (const event of events) apply(change, event, backend.now());
    if (change.conversation !== undefined)
      change.conversation = unsaved.over(change.conversation);
    store.setState(change);
    const leaf = change.conversation?.leafId;
    const leafChanged = leaf !== undefined && leaf !== conversation?.leafId;
    if (leafChanged && !change.messages.some(({ id }) => id === leaf))
      void readBranch();
  }

  return {
    connected: () => {
      scheduler.cancel();
      queue = [];
      waitsForBranch = true;
    },
    receive: (event) => {
      queue.push(event);
      scheduler.request();
    },
    branchRead: () => {
      if (waitsForBranch) dropEnded(store);
      waitsForBranch = false;
      flush();
    },
    disconnected: () => {
      scheduler.cancel();
      queue = [];
      waitsForBranch = true;
    },
  };
}

/** Replies that ended while nobody listened; those that go on come again as snapshots. */
function dropEnded(store: StoreApi<ChatState>): void {
  const { live, messages } = store.getState();
  const streaming = new Set(
    messages.filter(({ status }) => status === "streaming").map(({ id }) => id),
  );
  const kept = Object.entries(live).filter(([id]) => streaming.has(id));
  if (kept.length < Object.keys(live).length)
    store.setState({ live: Object.fromEntries(kept) });
}

function apply(change: Change, event: ConversationEvent, now: number): void {
  switch (event.type) {
    case "message": {
      const { message } = event;
      change.messages = upsertMessage(change.messages, message);
      if (message.status !== "streaming") {
        const { [message.id]: _, ...others } = change.live;
        change.live = others;
      }
      return;
    }
    case "reply-snapshot":
      change.live = { ...change.live, [event.messageId]: fromSnapshot(event) };
      return;
    case "reply-events": {
      const known = change.live[event.messageId] ?? startedNow(now);
      const live = afterEvents(known, event, now);
      change.live = { ...change.live, [event.messageId]: live };
      return;
    }
    case "conversation":
      change.conversation = event.conversation;
      return;
    default:
      assertNever(event);
  }
}

/** A reply that began while this window watched has no snapshot. */
function startedNow(now: number) {
  return fromSnapshot({
    sequence: 0,
    events: [],
    startedAt: new Date(now).toISOString(),
  });
}
