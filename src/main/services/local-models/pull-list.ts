import { modelRef } from "#shared/models/ids.ts";
import type { Pull } from "#shared/models/pull.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";
import { createPullFeed, type PullFeed } from "./pull-feed.ts";
import { createPullRate, type PullRate } from "./pull-rate.ts";
import { readUnfinished, writeUnfinished } from "./unfinished-pulls.ts";

export interface PullEntry {
  readonly pull: Pull;
  readonly rate: PullRate;
  readonly abort: AbortController;
  ended: Promise<void>;
}

/** The pulls of this run, and those that an earlier one left unfinished. All changes are told. */
export interface PullList {
  find(id: string): PullEntry | undefined;
  /** In the place of one with the same id. */
  keep(pull: Pull): PullEntry;
  change(entry: PullEntry, pull: Pull): void;
  drop(id: string): void;
  watch(signal: AbortSignal | undefined): ReturnType<PullFeed["watch"]>;
  stopAll(): Promise<void>;
}

export function createPullList(values: KeyValueStore, clock: Clock): PullList {
  const entries = new Map<string, { pull: Pull } & PullEntry>();
  const feed = createPullFeed(clock);
  const pulls = (): Pull[] => [...entries.values()].map(({ pull }) => pull);

  function add(pull: Pull): PullEntry {
    const entry = {
      pull,
      rate: createPullRate(clock),
      abort: new AbortController(),
      ended: Promise.resolve(),
    };
    entries.set(pull.id, entry);
    return entry;
  }
  for (const { instance, model } of readUnfinished(values))
    add({ ...freshPull(instance, model), state: "stopped" });

  /** What is not done is found again after a start. */
  function remember(): void {
    const open = pulls().filter(({ state }) => state !== "done");
    writeUnfinished(values, open);
    feed.publish();
  }

  return {
    find: (id) => entries.get(id),
    keep(pull) {
      const entry = add(pull);
      remember();
      return entry;
    },
    change(changed, pull) {
      const entry = entries.get(pull.id);
      if (entry !== changed) return;
      const isOther = entry.pull.state !== pull.state;
      entry.pull = pull;
      if (isOther) remember();
      else feed.publish();
    },
    drop(id) {
      entries.delete(id);
      remember();
    },
    watch: (signal) => feed.watch(pulls, signal),
    async stopAll() {
      const all = [...entries.values()];
      for (const { abort } of all) abort.abort();
      await Promise.allSettled(all.map(({ ended }) => ended));
    },
  };
}

/** One that has just begun. */
export function freshPull(instance: Pull["instance"], model: string): Pull {
  return {
    id: modelRef(instance, model),
    instance,
    model,
    state: "running",
    phase: "looking-up",
    completedBytes: 0,
    totalBytes: 0,
  };
}
