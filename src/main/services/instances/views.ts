import type { InstanceView } from "#shared/models/instance.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import type { Health } from "../health/health.ts";
import type { Registry } from "../registry/registry.ts";
import { describeKey, type KeySources } from "./keys.ts";

/** An instance as the window sees it: its key masked, its list counted. */
export function viewInstance(
  instance: Instance,
  sources: {
    readonly registry: Registry;
    readonly keys: KeySources;
    readonly health: Pick<Health, "of">;
  },
): InstanceView {
  const { id, kind, name, baseUrl, enabled, local, locked } = instance;
  const { registry, keys } = sources;
  const list = registry.list(id);
  const lastError = registry.lastError(id);
  const health = sources.health.of(id);
  return {
    id,
    kind,
    name,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    enabled,
    local,
    key: describeKey(instance, keys),
    locked: [...locked],
    modelCount: list?.models.length ?? 0,
    ...(list === undefined ? {} : { refreshedAt: list.refreshedAt }),
    ...(lastError === undefined ? {} : { lastError }),
    problems: [...registry.problems(id)],
    ...(health === undefined ? {} : { health }),
  };
}
