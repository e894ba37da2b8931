import type { Comparison, Merge, Vote } from "#shared/compare/comparison.ts";
import type { ComparisonPatch } from "#main/ports/comparison-store.ts";
import { columnOf, stopAll, type ComparisonContext } from "./dependencies.ts";
import { applySettings } from "./new-column.ts";

const undoMs = 24 * 3_600_000;
const purgeEveryMs = 3_600_000;

export interface ComparisonRows {
  list(query: {
    readonly search?: string | undefined;
    readonly tag?: string | undefined;
    readonly offset: number;
    readonly limit: number;
  }): { comparisons: Comparison[]; total: number; tags: string[] };
  get(id: string): { comparison: Comparison; votes: Vote[]; merges: Merge[] };
  update(id: string, patch: ComparisonPatch): Comparison;
  remove(id: string): void;
  restore(id: string): Comparison;
  /** Deletes for good what was removed a day ago, now and each hour until the signal aborts. */
  purgeRemoved(signal: AbortSignal): Promise<void>;
}

/** Comparisons as rows; what happens in them are turns. */
export function createComparisonRows(
  context: ComparisonContext,
): ComparisonRows {
  const { comparisons, clock, now } = context;
  return {
    list({ search, tag, offset, limit }) {
      const found = comparisons.list({
        ...(search?.trim() ? { search } : {}),
        ...(tag === undefined ? {} : { tag }),
        offset,
        limit,
      });
      return {
        comparisons: found.comparisons.map(context.view),
        total: found.total,
        tags: [...comparisons.tags()],
      };
    },
    get: (id) => ({
      comparison: context.view(comparisons.get(id)),
      votes: [...comparisons.votes({ comparisonId: id })],
      merges: [...comparisons.merges(id)],
    }),
    update(id, patch) {
      const stored = comparisons.get(id);
      if (patch.base !== undefined && patch.base !== "group")
        columnOf(stored, patch.base);
      // Settings are no news: the place in the list stays.
      comparisons.update(id, patch, stored.updatedAt);
      applySettings(context, id);
      return context.changed(id);
    },
    remove(id) {
      stopAll(context, comparisons.get(id));
      comparisons.setRemoved(id, now());
      context.announcements.announce("comparisons");
    },
    restore(id) {
      comparisons.setRemoved(id, null);
      return context.changed(id);
    },
    async purgeRemoved(signal) {
      while (!signal.aborted) {
        try {
          comparisons.purge(new Date(clock.now() - undoMs).toISOString());
        } catch {
          // The store's trouble shows wherever people write; the next hour tries again.
        }
        await clock.sleep(purgeEveryMs, signal).catch(() => undefined);
      }
    },
  };
}
