import { AppError } from "#shared/errors/app-error.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Store, StoredInstance } from "#main/ports/stores.ts";
import { writeEdits } from "./edits.ts";

const removalsKey = "removed-instances";
/** How long a removal can be undone; the key is kept for as long. */
const undoMs = 3_600_000;

interface Removal {
  readonly instance: StoredInstance;
  /** Milliseconds since 1970. */
  readonly removedAt: number;
}

/** Removed instances that can still come back. */
export interface Removals {
  ids(): readonly string[];
  remove(instance: StoredInstance): void;
  /** Throws `not-found` once the hour is over. */
  restore(id: string): void;
}

/** What is overdue is purged, its key included, at start and at each later removal. */
export function createRemovals(
  dependencies: Pick<Store, "instances" | "values" | "secrets"> & {
    readonly clock: Clock;
  },
): Removals {
  const { instances, values, secrets, clock } = dependencies;

  function current(): readonly Removal[] {
    const stored = values.get(removalsKey);
    const all: readonly Removal[] = Array.isArray(stored) ? stored : [];
    const kept = all.filter((it) => clock.now() - it.removedAt < undoMs);
    if (kept.length === all.length) return kept;
    for (const { instance } of all)
      if (!kept.some((it) => it.instance.id === instance.id))
        forgetAll(instance.id);
    values.set(removalsKey, kept);
    return kept;
  }
  current();

  function forgetAll(id: string): void {
    secrets.remove(`instance:${id}`);
    writeEdits(values, id, undefined);
  }

  return {
    ids: () => current().map(({ instance }) => instance.id),
    remove(instance) {
      const removal = { instance, removedAt: clock.now() };
      values.set(removalsKey, [...current(), removal]);
      instances.remove(instance.id);
    },
    restore(id) {
      const removals = current();
      const found = removals.find(({ instance }) => instance.id === id);
      if (found === undefined)
        throw new AppError("not-found", {
          message: `${id} can no longer be restored.`,
          data: { instance: id },
        });
      instances.put(found.instance);
      values.set(
        removalsKey,
        removals.filter((it) => it !== found),
      );
    },
  };
}
