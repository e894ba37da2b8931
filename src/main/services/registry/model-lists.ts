import type { z } from "zod";
import type { modelChangesSchema } from "#shared/rpc/models.ts";
import {
  diffModels,
  isEmptyDifference,
  type ModelDifference,
} from "#main/domain/model-changes/diff-models.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { KeyValueStore, ModelStore } from "#main/ports/stores.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { createModelIndex, type ModelIndex } from "./model-index.ts";

export type ModelChanges = z.infer<typeof modelChangesSchema>;

const newsKey = "model-news";

/** The lists as last seen, in memory and on disk. */
export interface ModelLists {
  readonly index: ModelIndex;
  /** Takes a new list in and answers what is different. */
  take(instance: string, models: readonly ModelDescriptor[]): ModelDifference;
  news(): ModelChanges | undefined;
  forget(instance: string): void;
}

export function createModelLists(dependencies: {
  readonly models: ModelStore;
  readonly values: KeyValueStore;
  readonly clock: Clock;
}): ModelLists {
  const { models, values, clock } = dependencies;
  const index = createModelIndex(models.load());
  return {
    index,
    take(id, found) {
      const before = index.list(id);
      const difference = diffModels(before?.models ?? [], found);
      const refreshedAt = new Date(clock.now()).toISOString();
      index.set(id, { refreshedAt, models: found });
      models.save(id, refreshedAt, found);
      // The first list of an instance is not news: everything in it would be.
      if (before !== undefined && !isEmptyDifference(difference))
        values.set(newsKey, { ...difference, at: refreshedAt });
      return difference;
    },
    news: () => values.get(newsKey) as ModelChanges | undefined,
    forget(id) {
      index.remove(id);
      models.forget(id);
    },
  };
}
