import type {
  CellPlace,
  StoredPromptSet,
} from "#main/ports/prompt-set-store.ts";
import { breathe, type PromptSetDependencies } from "./dependencies.ts";

/** Rows that are looked through at once. */
const portionRows = 100;

/** The cells that are still to be run, in order, read in portions. */
export interface CellQueue {
  next(): Promise<CellPlace | undefined>;
  /** To be taken next. */
  putBack(place: CellPlace): void;
}

/** `only` limits it to these cells; else it is all that is pending. */
export function createCellQueue(
  set: StoredPromptSet,
  only: readonly CellPlace[] | undefined,
  { promptSets, clock }: Pick<PromptSetDependencies, "promptSets" | "clock">,
): CellQueue {
  const waiting: CellPlace[] = [...(only ?? [])];
  let from = only === undefined ? 0 : set.rows;
  return {
    async next() {
      while (waiting.length === 0 && from < set.rows) {
        const to = from + portionRows;
        const { models } = set;
        waiting.push(...promptSets.pending(set.id, { models, from, to }));
        from = to;
        if (waiting.length === 0) await breathe(clock);
      }
      return waiting.shift();
    },
    putBack: (place) => void waiting.unshift(place),
  };
}
