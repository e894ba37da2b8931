import { useEffect, useState } from "react";
import type { LiveReply } from "./chat-live.ts";
import type { ChatStore } from "./chat-store.ts";

/** Figures that change with each token are read this often, so that an eye can read them too. */
const sampleMs = 250;

/** The reply as it was at the last look, and when that was; a wait counts down in between. */
export function useSampledReply(
  store: ChatStore,
  messageId: string,
): { readonly live: LiveReply | undefined; readonly now: number } {
  const [sample, setSample] = useState(() => ({
    ...lookAt(store, messageId),
    changedAt: 0,
  }));
  useEffect(() => {
    const update = () =>
      setSample((before) => {
        const { live, now } = lookAt(store, messageId);
        const same = live?.reply.progress === before.live?.reply.progress;
        return { live, now, changedAt: same ? before.changedAt : now };
      });
    update();
    const timer = setInterval(update, sampleMs);
    return () => clearInterval(timer);
  }, [store, messageId]);
  return { live: countedDown(sample), now: sample.now };
}

function lookAt(store: ChatStore, messageId: string) {
  return { live: store.getState().live[messageId], now: Date.now() };
}

function countedDown({
  live,
  now,
  changedAt,
}: {
  readonly live: LiveReply | undefined;
  readonly now: number;
  readonly changedAt: number;
}): LiveReply | undefined {
  const progress = live?.reply.progress;
  if (live === undefined || progress?.remainingMs === undefined) return live;
  const remainingMs = Math.max(0, progress.remainingMs - (now - changedAt));
  return {
    ...live,
    reply: { ...live.reply, progress: { ...progress, remainingMs } },
  };
}
