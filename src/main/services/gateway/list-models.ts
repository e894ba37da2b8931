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
  dependencies: ListDependencies,
  resolve: (asked: string) => RouteTarget,
): readonly ListedModel[] {
  const { aliases, registry } = dependencies;
  const reach = reaching(resolve);
  const named = [...aliases().keys()].flatMap(
    (id) => listedAs(id, reach(id), dependencies) ?? [],
  );
  const listed = registry
    .models()
    .filter(({ ref }) => reach(ref) !== undefined)
    .map((model) => ({ id: model.ref, model }));
  return [...named, ...listed];
}

/** One of them by any id that a call may name it by. */
export function findModel(
  id: string,
  dependencies: ListDependencies,
  resolve: (asked: string) => RouteTarget,
): ListedModel | undefined {
  return listedAs(id, reaching(resolve)(id), dependencies);
}

function reaching(resolve: (asked: string) => RouteTarget) {
  return (asked: string): RouteTarget | undefined => {
    try {
      return resolve(asked);
    } catch {
      return undefined;
    }
  };
}

/** An alias may lead to what no list has. */
function listedAs(
  id: string,
  target: RouteTarget | undefined,
  { registry }: ListDependencies,
): ListedModel | undefined {
  if (target === undefined) return undefined;
  const model = registry.model(target.instance, target.model);
  if (model !== undefined) return { id, model };
  return target.reason === "alias" ? { id } : undefined;
}
