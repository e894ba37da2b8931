import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { Price } from "#shared/models/price.ts";
import type { ModelProblem } from "#shared/models/instance.ts";
import type { ModelDifference } from "#main/domain/model-changes/diff-models.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import { allowsModel } from "#main/domain/policy/allows-model.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import type { KeyValueStore, ModelStore } from "#main/ports/stores.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { Connectivity } from "../health/connectivity.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { ModelList } from "./model-index.ts";
import { createModelLister, type ModelLister } from "./model-lister.ts";
import {
  createModelLists,
  type ModelChanges,
  type ModelLists,
} from "./model-lists.ts";
import { createPricedModels, type PriceDependencies } from "./prices.ts";

export interface RefreshResult {
  readonly changes: ModelChanges;
  readonly failures: readonly {
    readonly instance: string;
    readonly error: ErrorJson;
  }[];
}

export interface Registry {
  /** Models of all enabled instances that their allow lists admit, as last seen; never waits for a network. */
  models(): readonly ModelDescriptor[];
  model(instance: string, model: string): ModelDescriptor | undefined;
  /** As a person set it, else as the instance lists it, else as its provider has published it. */
  priceOf(instance: string, model: string): Price | undefined;
  /** Instances that list a bare upstream id and allow it. */
  offeredBy(model: string): readonly string[];
  list(instance: string): ModelList | undefined;
  /** ISO time of the oldest list among those of `models()`. */
  oldestRefresh(): string | undefined;
  news(): ModelChanges | undefined;
  /** Why the latest try to list an instance failed; undefined after a good one. */
  lastError(instance: string): ErrorJson | undefined;
  /** Models that its latest list had to leave out. */
  problems(instance: string): readonly ModelProblem[];
  /** Lists one instance, or all enabled ones, now. */
  refresh(instance?: string): Promise<RefreshResult>;
  /** Lists an instance now and keeps only the outcome. Throws AppError. */
  probe(instance: string): Promise<readonly ModelDescriptor[]>;
  /** Lists what is older than this, quietly. */
  refreshStale(maximumAgeMs: number): Promise<void>;
  forget(instance: string): void;
}

export interface RegistryDependencies extends PriceDependencies {
  readonly directory: InstanceDirectory;
  readonly models: ModelStore;
  readonly values: KeyValueStore;
  readonly clock: Clock;
  readonly announcements: Announcements;
  readonly connectivity: Pick<Connectivity, "note">;
  readonly log: Logger;
}

export function createRegistry(dependencies: RegistryDependencies): Registry {
  const { directory, clock, announcements } = dependencies;
  const lister = createModelLister(dependencies);
  const lists = createModelLists(dependencies);
  const { index } = lists;
  const refreshAll = createRefresher({ ...dependencies, lister, lists });
  const enabled = (): readonly Instance[] =>
    directory.list().filter((instance) => instance.enabled);
  const priced = createPricedModels(index, dependencies);

  function isStale({ id, kind }: Instance, maximumAgeMs: number): boolean {
    // Files come and go while the program is away, and looking at them costs nothing.
    if (kind === "llamacpp" && lister.triedAt(id) === 0) return true;
    const listed = Date.parse(index.list(id)?.refreshedAt ?? "") || 0;
    const last = Math.max(listed, lister.triedAt(id));
    return clock.now() - last >= maximumAgeMs;
  }

  return {
    models: () =>
      enabled().flatMap(({ id, allow }) =>
        (index.list(id)?.models ?? [])
          .filter((it) => allowsModel(id, allow, it.id))
          .map(priced.withSetPrice),
      ),
    model: priced.model,
    priceOf: priced.priceOf,
    offeredBy: (bare) =>
      index
        .offeredBy(bare)
        .filter((id) => allowsModel(id, directory.find(id)?.allow, bare)),
    list: index.list,
    oldestRefresh: () =>
      enabled()
        .flatMap(({ id }) => index.list(id)?.refreshedAt ?? [])
        .toSorted()[0],
    news: lists.news,
    lastError: lister.lastError,
    problems: lister.problems,
    refresh: async (id) =>
      refreshAll(
        id === undefined
          ? enabled().map((it) => it.id)
          : [directory.get(id).id],
      ),
    probe: lister.list,
    async refreshStale(maximumAgeMs) {
      const stale = enabled().filter((it) => isStale(it, maximumAgeMs));
      await refreshAll(stale.map(({ id }) => id));
    },
    forget(id) {
      lists.forget(id);
      lister.forget(id);
      announcements.announce("models");
    },
  };
}

type RefresherDependencies = Pick<
  RegistryDependencies,
  "directory" | "clock" | "announcements"
> & { readonly lister: ModelLister; readonly lists: ModelLists };

function createRefresher(dependencies: RefresherDependencies) {
  const { directory, clock, announcements, lister, lists } = dependencies;
  const running = new Map<string, Promise<ModelDifference>>();

  async function refreshOne(id: string): Promise<ModelDifference> {
    const found = await lister.list(id);
    // Removed meanwhile: its list must not come back.
    if (directory.find(id) === undefined) return noDifference;
    const difference = lists.take(id, found);
    announcements.announce("models");
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

  async function outcomeOf(id: string): Promise<RefreshOutcome> {
    try {
      return await refreshShared(id);
    } catch (cause) {
      return { instance: id, error: AppError.from(cause).toJSON() };
    }
  }

  return async (ids: readonly string[]): Promise<RefreshResult> => {
    const outcomes = await Promise.all(ids.map(outcomeOf));
    return joined(outcomes, new Date(clock.now()).toISOString());
  };
}

type Failure = RefreshResult["failures"][number];
type RefreshOutcome = ModelDifference | Failure;

const noDifference: ModelDifference = { added: [], removed: [], repriced: [] };

function joined(
  outcomes: readonly RefreshOutcome[],
  at: string,
): RefreshResult {
  const differences = outcomes.filter((it) => "added" in it);
  return {
    changes: {
      added: differences.flatMap((it) => it.added),
      removed: differences.flatMap((it) => it.removed),
      repriced: differences.flatMap((it) => it.repriced),
      at,
    },
    failures: outcomes.filter((it) => "error" in it),
  };
}
