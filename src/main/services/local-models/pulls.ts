import { AppError } from "#shared/errors/app-error.ts";
import { modelRef } from "#shared/models/ids.ts";
import type { Pull } from "#shared/models/pull.ts";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Registry } from "../registry/registry.ts";
import { createPullFeed } from "./pull-feed.ts";
import { createPullRate, type PullRate } from "./pull-rate.ts";
import { readUnfinished, writeUnfinished } from "./unfinished-pulls.ts";

/** Models that instances fetch to their own disks. They run to their end, whoever watches. */
export interface PullService {
  /** Throws `not-found`, and `invalid-request` where the instance cannot fetch models. */
  start(instance: string, model: string): Pull;
  stop(id: string): void;
  dismiss(id: string): void;
  watch(signal: AbortSignal | undefined): AsyncGenerator<Pull[], void>;
  /** Throws AppError. */
  deleteModel(instance: string, model: string): Promise<void>;
  /** Stops all of them; they are found stopped at the next start. */
  dispose(): Promise<void>;
}

export interface PullDependencies {
  readonly directory: InstanceDirectory;
  readonly registry: Pick<Registry, "refresh">;
  readonly values: KeyValueStore;
  readonly clock: Clock;
}

interface Entry {
  pull: Pull;
  readonly rate: PullRate;
  readonly abort: AbortController;
  ended: Promise<void>;
}

export function createPulls(dependencies: PullDependencies): PullService {
  const { directory, registry, values, clock } = dependencies;
  const entries = new Map<string, Entry>();
  const feed = createPullFeed(clock);
  for (const { instance, model } of readUnfinished(values))
    keep({ ...freshPull(instance, model), state: "stopped" });

  function keep(pull: Pull): Entry {
    const abort = new AbortController();
    const rate = createPullRate(clock);
    const entry = { pull, rate, abort, ended: Promise.resolve() };
    entries.set(pull.id, entry);
    return entry;
  }

  const list = (): Pull[] => [...entries.values()].map(({ pull }) => pull);

  function changed(entry: Entry, changes: Partial<Pull>): void {
    entry.pull = { ...entry.pull, ...changes };
    feed.publish();
  }

  /** What is not done is found again after a start. */
  function remember(): void {
    const open = list().filter(({ state }) => state !== "done");
    writeUnfinished(values, open);
  }

  async function run(entry: Entry, provider: CanPull): Promise<void> {
    const { instance, model } = entry.pull;
    try {
      for await (const progress of provider.pull(model, entry.abort.signal)) {
        const { phase, completedBytes, totalBytes } = progress;
        const bytesPerSecond = entry.rate.note(completedBytes);
        changed(entry, {
          phase,
          completedBytes,
          totalBytes,
          bytesPerSecond: phase === "downloading" ? bytesPerSecond : undefined,
        });
      }
      // Listed first: who is told that it is there shall find it.
      await registry.refresh(instance).catch(() => undefined);
      changed(entry, { state: "done", bytesPerSecond: undefined });
    } catch (cause) {
      const error = AppError.from(cause);
      const isStopped = error.code === "aborted";
      changed(entry, {
        state: isStopped ? "stopped" : "failed",
        bytesPerSecond: undefined,
        ...(isStopped ? {} : { error: error.toJSON() }),
      });
    }
  }

  return {
    start(instance, model) {
      const provider = pullingProvider(directory, instance);
      const fresh = freshPull(directory.get(instance).id, model);
      const known = entries.get(fresh.id);
      if (known?.pull.state === "running") return known.pull;
      const { completedBytes, totalBytes } = known?.pull ?? fresh;
      const entry = keep({ ...fresh, completedBytes, totalBytes });
      remember();
      feed.publish();
      entry.ended = run(entry, provider).finally(remember);
      return entry.pull;
    },
    stop: (id) => entries.get(id)?.abort.abort(),
    dismiss(id) {
      if (entries.get(id)?.pull.state === "running") return;
      entries.delete(id);
      remember();
      feed.publish();
    },
    watch: (signal) => feed.watch(list, signal),
    async deleteModel(instance, model) {
      const provider = directory.provider(instance);
      if (provider.deleteModel === undefined) throw cannot(instance);
      await provider.deleteModel(model, AbortSignal.timeout(deleteTimeoutMs));
      await registry.refresh(instance);
    },
    async dispose() {
      const all = [...entries.values()];
      for (const { abort } of all) abort.abort();
      await Promise.allSettled(all.map(({ ended }) => ended));
    },
  };
}

const deleteTimeoutMs = 60_000;

type CanPull = Required<Pick<ChatProvider, "pull">>;

function freshPull(instance: Pull["instance"], model: string): Pull {
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

function pullingProvider(directory: InstanceDirectory, id: string): CanPull {
  directory.get(id);
  const provider = directory.provider(id);
  if (!canPull(provider)) throw cannot(id);
  return provider;
}

function canPull(provider: ChatProvider): provider is ChatProvider & CanPull {
  return provider.pull !== undefined;
}

function cannot(instance: string): AppError {
  return new AppError("invalid-request", {
    message: `${instance} has no models of its own to fetch or delete.`,
    data: { instance, parameter: "instance" },
  });
}
