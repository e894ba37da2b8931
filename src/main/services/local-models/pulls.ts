import { AppError } from "#shared/errors/app-error.ts";
import type { Pull } from "#shared/models/pull.ts";
import type { ChatProvider, PullProgress } from "#main/ports/chat-provider.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Registry } from "../registry/registry.ts";
import { createPullList, freshPull, type PullEntry } from "./pull-list.ts";

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

export function createPulls(dependencies: PullDependencies): PullService {
  const { directory, registry, values, clock } = dependencies;
  const list = createPullList(values, clock);

  async function run(entry: PullEntry, provider: CanPull): Promise<void> {
    const { instance, model } = entry.pull;
    try {
      for await (const progress of provider.pull(model, entry.abort.signal))
        list.change(entry, { ...entry.pull, ...progressed(entry, progress) });
      // Listed first: who is told that it is there shall find it.
      await registry.refresh(instance).catch(() => undefined);
      list.change(entry, { ...still(entry.pull), state: "done" });
    } catch (cause) {
      list.change(entry, ended(entry.pull, AppError.from(cause)));
    }
  }

  return {
    start(instance, model) {
      const provider = pullingProvider(directory, instance);
      const fresh = freshPull(directory.get(instance).id, model);
      const known = list.find(fresh.id)?.pull ?? fresh;
      if (known !== fresh && known.state === "running") return known;
      const { completedBytes, totalBytes } = known;
      const entry = list.keep({ ...fresh, completedBytes, totalBytes });
      entry.ended = run(entry, provider);
      return entry.pull;
    },
    stop: (id) => list.find(id)?.abort.abort(),
    dismiss(id) {
      if (list.find(id)?.pull.state !== "running") list.drop(id);
    },
    watch: list.watch,
    async deleteModel(instance, model) {
      const provider = directory.provider(instance);
      if (provider.deleteModel === undefined) throw cannot(instance);
      await provider.deleteModel(model, AbortSignal.timeout(deleteTimeoutMs));
      await registry.refresh(instance);
    },
    dispose: list.stopAll,
  };
}

function progressed(entry: PullEntry, progress: PullProgress): Partial<Pull> {
  const { phase, completedBytes, totalBytes } = progress;
  const rate = entry.rate.note(completedBytes);
  const isMoving = phase === "downloading";
  return {
    phase,
    completedBytes,
    totalBytes,
    bytesPerSecond: isMoving ? rate : undefined,
  };
}

function ended(pull: Pull, error: AppError): Pull {
  return error.code === "aborted"
    ? { ...still(pull), state: "stopped" }
    : { ...still(pull), state: "failed", error: error.toJSON() };
}

function still({ bytesPerSecond: _, ...pull }: Pull): Pull {
  return pull;
}

const deleteTimeoutMs = 60_000;

type CanPull = Required<Pick<ChatProvider, "pull">>;

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
