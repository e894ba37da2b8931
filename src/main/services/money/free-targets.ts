import { isFree } from "#shared/models/descriptor.ts";
import type { RouteTarget } from "#main/domain/routing/plan-route.ts";
import type { Registry } from "../registry/registry.ts";

/** Whether asking a target costs nothing, for sure. */
export function isFreeTarget(
  target: RouteTarget,
  registry: Pick<Registry, "model">,
): boolean {
  if (target.local || target.simulated) return true;
  const model = registry.model(target.instance, target.model);
  return model !== undefined && isFree(model);
}
