import type { ActivityHistory } from "#shared/rpc/activity.ts";
import type { KeptByModel } from "#renderer/stores/activity-cache.ts";

/** What is kept of a model now, and what it gave in the range. */
export interface CacheRow {
  /** `instance:model` */
  readonly group: string;
  /** Absent where nothing of it is kept any more. */
  readonly target?: { readonly instance: string; readonly model: string };
  readonly entries: number;
  readonly bytes: number;
  readonly cached: number;
  readonly savedNanoUsd: number;
  readonly savedMs: number;
}

/** Models that are kept or were answered from the cache. Pure. */
export function cacheRows(
  kept: readonly KeptByModel[],
  groups: ActivityHistory["groups"],
): readonly CacheRow[] {
  const used = new Map(
    groups.filter(({ cached }) => cached > 0).map((row) => [row.group, row]),
  );
  const rows = kept.map(({ instance, model, entries, bytes }) => {
    const group = `${instance}:${model}`;
    const { cached = 0, savedNanoUsd = 0, savedMs = 0 } = used.get(group) ?? {};
    used.delete(group);
    const figures = { entries, bytes, cached, savedNanoUsd, savedMs };
    return { group, target: { instance, model }, ...figures };
  });
  const gone = [...used.values()].map(
    ({ group, cached, savedNanoUsd, savedMs }) => ({
      ...{ group, entries: 0, bytes: 0 },
      ...{ cached, savedNanoUsd, savedMs },
    }),
  );
  return [...rows, ...gone];
}
