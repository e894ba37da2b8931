import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { Registry } from "../registry/registry.ts";

export interface ListedModel {
  readonly id: string;
  /** Of an alias: the model that is tried first, where it is known. */
  readonly model?: ModelDescriptor;
}

export interface ListDependencies {
  readonly registry: Pick<Registry, "model" | "models">;
  readonly aliases: () => ReadonlyMap<string, readonly string[]>;
}

/** Aliases with a model of theirs, and models, that a caller may have. `resolve` throws for what it may not. */
export function listModels(
  { aliases, registry }: ListDependencies,
  resolve: (asked: string) => RouteTarget,
): readonly ListedModel[] {
  const targetOf = (asked: string): RouteTarget | undefined => {
    try {
      return resolve(asked);
    } catch {
      return undefined;
    }
  };
  const named = [...aliases().keys()].flatMap((id): readonly ListedModel[] => {
    const target = targetOf(id);
    if (target === undefined) return [];
    const model = registry.model(target.instance, target.model);
    return [model === undefined ? { id } : { id, model }];
  });
  const listed = registry
    .models()
    .filter(({ ref }) => targetOf(ref) !== undefined)
    .map((model) => ({ id: model.ref, model }));
  return [...named, ...listed];
}
