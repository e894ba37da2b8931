import type { ModelDescriptor } from "#shared/models/descriptor.ts";

export interface ModelList {
  /** ISO time. */
  readonly refreshedAt: string;
  readonly models: readonly ModelDescriptor[];
}

/** Model lists by instance, with the look-ups that each chat call needs. */
export interface ModelIndex {
  list(instance: string): ModelList | undefined;
  set(instance: string, list: ModelList): void;
  remove(instance: string): void;
  model(instance: string, model: string): ModelDescriptor | undefined;
  offeredBy(model: string): readonly string[];
}

export function createModelIndex(
  initial: readonly (ModelList & { readonly instance: string })[],
): ModelIndex {
  const lists = new Map<string, ModelList>();
  const byId = new Map<string, ReadonlyMap<string, ModelDescriptor>>();

  function set(instance: string, list: ModelList): void {
    lists.set(instance, list);
    byId.set(instance, new Map(list.models.map((model) => [model.id, model])));
  }
  for (const { instance, refreshedAt, models } of initial)
    set(instance, { refreshedAt, models });

  return {
    list: (instance) => lists.get(instance),
    set,
    remove(instance) {
      lists.delete(instance);
      byId.delete(instance);
    },
    model: (instance, model) => byId.get(instance)?.get(model),
    offeredBy: (model) =>
      [...byId].flatMap(([instance, models]) =>
        models.has(model) ? [instance] : [],
      ),
  };
}
