import type { z } from "zod";
import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { modelChangesSchema } from "#shared/rpc/models.ts";
import {
  diffModels,
  isEmptyDifference,
  type ModelDifference,
} from "#main/domain/model-changes/diff-models.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import type { KeyValueStore, ModelStore } from "#main/ports/stores.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import { createModelIndex, type ModelList } from "./model-index.ts";

export type ModelChanges = z.infer<typeof modelChangesSchema>;

export interface RefreshResult {
  readonly changes: ModelChanges;
  readonly failures: readonly {
    readonly instance: string;
    readonly error: ErrorJson;
  }[];
}

export interface Registry {
  /** Models of all enabled instances as last seen; never waits for a network. */
  models(): readonly ModelDescriptor[];
  model(instance: string, model: string): ModelDescriptor | undefined;
  /** Instances that list a bare upstream id. */
  offeredBy(model: string): readonly string[];
  list(instance: string): ModelList | undefined;
  /** ISO time of the oldest list among those of `models()`. */
  oldestRefresh(): string | undefined;
  news(): ModelChanges | undefined;
  /** Why the latest try to list an instance failed; undefined after a good one. */
  lastError(instance: string): ErrorJson | undefined;
  /** Lists one instance, or all enabled ones, now. */
  refresh(instance?: string): Promise<RefreshResult>;
  /** Lists an instance now and keeps only the outcome. Throws AppError. */
  probe(instance: string): Promise<readonly ModelDescriptor[]>;
  /** Lists what is older than this, quietly. */
  refreshStale(maximumAgeMs: number): Promise<void>;
  forget(instance: string): void;
}

export interface RegistryDependencies {
  readonly directory: InstanceDirectory;
  readonly models: ModelStore;
  readonly values: KeyValueStore;
  readonly clock: Clock;
  readonly announcements: Announcements;
  readonly log: Logger;
}

const newsKey = "model-news";
const listTimeoutMs = 30_000;

export function createRegistry(dependencies: RegistryDependencies): Registry {
  const { directory, models, values, clock, announcements, log } = dependencies;
  const index = createModelIndex(models.load());
  const errors = new Map<string, ErrorJson>();
  const triedAt = new Map<string, number>();
  const running = new Map<string, Promise<ModelDifference>>();

  async function listNow(id: string): Promise<readonly ModelDescriptor[]> {
    triedAt.set(id, clock.now());
    try {
      const provider = directory.provider(id);
      const found = await provider.listModels(
        AbortSignal.timeout(listTimeoutMs),
      );
      errors.delete(id);
      return found;
    } catch (cause) {
      const error = AppError.from(cause).toJSON();
      errors.set(id, error);
      log.warn({ instance: id, code: error.code }, "Models not listed.");
      throw cause;
    } finally {
      announcements.announce("instances");
    }
  }

  async function refreshOne(id: string): Promise<ModelDifference> {
    const found = await listNow(id);
    if (directory.find(id) === undefined) return diffModels([], []);
    const before = index.list(id);
    const difference = diffModels(before?.models ?? [], found);
    const refreshedAt = new Date(clock.now()).toISOString();
    index.set(id, { refreshedAt, models: found });
    models.save(id, refreshedAt, found);
    announcements.announce("models");
    // The first list of an instance is not news: everything in it would be.
    if (before !== undefined && !isEmptyDifference(difference))
      values.set(newsKey, { ...difference, at: refreshedAt });
    return difference;
  }

  /** One list at a time per instance; who asks meanwhile shares its outcome. */
  function refreshShared(id: string): Promise<ModelDifference> {
    const current = running.get(id);
    if (current !== undefined) return current;
    const refresh = refreshOne(id).finally(() => running.delete(id));
    running.set(id, refresh);
    return refresh;
  }

  async function refreshAll(ids: readonly string[]): Promise<RefreshResult> {
    const outcomes = await Promise.all(
      ids.map((id) =>
        refreshShared(id).then(
          (difference) => ({ difference }),
          (cause: unknown) => ({
            failure: { instance: id, error: AppError.from(cause).toJSON() },
          }),
        ),
      ),
    );
    const differences = outcomes.flatMap((it) =>
      "difference" in it ? [it.difference] : [],
    );
    return {
      changes: {
        added: differences.flatMap((it) => it.added),
        removed: differences.flatMap((it) => it.removed),
        repriced: differences.flatMap((it) => it.repriced),
        at: new Date(clock.now()).toISOString(),
      },
      failures: outcomes.flatMap((it) => ("failure" in it ? [it.failure] : [])),
    };
  }

  const enabled = (): readonly Instance[] =>
    directory.list().filter((instance) => instance.enabled);

  return {
    models: () => enabled().flatMap(({ id }) => index.list(id)?.models ?? []),
    model: index.model,
    offeredBy: index.offeredBy,
    list: index.list,
    oldestRefresh: () =>
      enabled()
        .flatMap(({ id }) => index.list(id)?.refreshedAt ?? [])
        .toSorted()[0],
    news: () => values.get(newsKey) as ModelChanges | undefined,
    lastError: (id) => errors.get(id),
    refresh: async (id) =>
      refreshAll(
        id === undefined
          ? enabled().map((it) => it.id)
          : [directory.get(id).id],
      ),
    probe: listNow,
    async refreshStale(maximumAgeMs) {
      const stale = enabled().filter(({ id }) => {
        const listed = Date.parse(index.list(id)?.refreshedAt ?? "") || 0;
        const last = Math.max(listed, triedAt.get(id) ?? 0);
        return clock.now() - last >= maximumAgeMs;
      });
      await refreshAll(stale.map(({ id }) => id));
    },
    forget(id) {
      index.remove(id);
      errors.delete(id);
      triedAt.delete(id);
      models.forget(id);
      announcements.announce("models");
    },
  };
}
