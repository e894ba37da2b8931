import type { Cell, PromptSet, SetEvent } from "#shared/compare/prompt-set.ts";
import type { Clock } from "#main/ports/clock.ts";

/** Least milliseconds between two tellings. */
const intervalMs = 100;

/** Tells everyone who watches a prompt set how it stands. */
export interface SetFeed {
  /** The set changed, and these cells. */
  publish(id: string, cells: readonly Cell[]): void;
  /** The set as it is, then what changes, until the signal aborts. */
  watch(
    id: string,
    read: () => PromptSet,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<SetEvent, void>;
}

interface Watcher {
  changed: boolean;
  cells: Map<string, Cell>;
  wake: () => void;
}

export function createSetFeed(clock: Clock): SetFeed {
  const watchers = new Map<string, Set<Watcher>>();
  return {
    publish(id, cells) {
      for (const watcher of watchers.get(id) ?? []) {
        watcher.changed = true;
        for (const cell of cells)
          watcher.cells.set(`${cell.row} ${cell.model}`, cell);
        watcher.wake();
      }
    },
    async *watch(id, read, signal) {
      const watcher: Watcher = {
        changed: false,
        cells: new Map(),
        wake: () => undefined,
      };
      const onAbort = (): void => watcher.wake();
      const others = watchers.get(id) ?? new Set();
      watchers.set(id, others.add(watcher));
      signal?.addEventListener("abort", onAbort);
      try {
        yield { type: "set", set: read() };
        while (signal?.aborted !== true) {
          if (!watcher.changed) {
            await new Promise<void>((resolve) => (watcher.wake = resolve));
            continue;
          }
          const cells = [...watcher.cells.values()];
          watcher.cells.clear();
          watcher.changed = false;
          if (cells.length > 0) yield { type: "cells", cells };
          yield { type: "set", set: read() };
          await clock.sleep(intervalMs, signal ?? never).catch(() => undefined);
        }
      } finally {
        others.delete(watcher);
        if (others.size === 0) watchers.delete(id);
        signal?.removeEventListener("abort", onAbort);
      }
    },
  };
}

const never = new AbortController().signal;
