import type { z } from "zod";
import type { changeSchema } from "#shared/rpc/app.ts";
import { client, subscribe } from "#renderer/rpc/client.ts";

export type ChangeTopic = z.infer<typeof changeSchema>["topic"];

interface Listener {
  readonly topics: readonly ChangeTopic[];
  readonly read: () => void;
}

const listeners = new Set<Listener>();
let stop: (() => void) | undefined;
let standing = false;

/**
 * Calls `read` whenever one of the topics changed in the backend, and each time the connection
 * stands (again): the one moment to read everything anew. All listeners share one stream.
 */
export function onBackendChange(
  topics: readonly ChangeTopic[],
  read: () => void,
): () => void {
  const listener = { topics, read };
  listeners.add(listener);
  if (standing) read();
  stop ??= subscribe((options) => client.app.changes(undefined, options), {
    onOpen: () => {
      standing = true;
      for (const each of listeners) each.read();
    },
    onEvent: ({ topic }) => {
      for (const each of listeners)
        if (each.topics.includes(topic)) each.read();
    },
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
    standing = false;
  };
}
