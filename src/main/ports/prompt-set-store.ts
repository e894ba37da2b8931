import type { Cell, PromptSet } from "#shared/compare/prompt-set.ts";

export interface CellCounts {
  readonly done: number;
  readonly failed: number;
  readonly passed: number;
  readonly costNanoUsd: number;
}

/** A prompt set as stored; `counts` are those of its models when they were last written. */
export type StoredPromptSet = Omit<PromptSet, "progress"> & {
  readonly counts: CellCounts;
};

export type PromptSetPatch = Partial<
  Pick<
    StoredPromptSet,
    | "title"
    | "models"
    | "systemPrompt"
    | "parameters"
    | "assertions"
    | "concurrency"
    | "state"
    | "counts"
    | "rows"
    | "badRows"
    | "variables"
  >
> & {
  /** Null takes it away. */
  readonly budgetNanoUsd?: number | null;
  readonly pausedBy?: StoredPromptSet["pausedBy"] | null;
};

export interface StoredRow {
  readonly row: number;
  readonly prompt: string;
  readonly values: Readonly<Record<string, string>>;
  readonly problem?: string;
}

/** A row of a grid, its prompt cut. */
export interface GridRow {
  readonly row: number;
  readonly prompt: string;
  readonly promptCut: boolean;
  readonly problem?: string;
}

/** A cell that ended. */
export type StoredCell = Cell & { readonly status: "done" | "failed" };

export interface CellPlace {
  readonly row: number;
  readonly model: string;
}

export type RowFilter = "all" | "failed" | "not-passed" | "problems";

/**
 * Prompt sets with their rows and the cells that ended; a cell without a row in the store is
 * pending. Synchronous: each call is one short transaction, so big work goes in portions. Throws
 * AppError `not-found`, `store-full`, `store-corrupt`.
 */
export interface PromptSetStore {
  /** Newest first, without hidden ones. */
  list(): readonly StoredPromptSet[];
  /** Hidden ones, too. */
  get(id: string): StoredPromptSet;
  /** Hidden until `setRemoved(id, null)`: its rows follow in portions. */
  insert(set: StoredPromptSet, removedAt: string): void;
  update(id: string, patch: PromptSetPatch, updatedAt: string): StoredPromptSet;
  setRemoved(id: string, removedAt: string | null): void;
  /** Deletes a portion of what was hidden before this time; 0 when nothing is left. */
  purgeSome(removedBefore: string, portion: number): number;
  /** Sets that still say `running`. */
  running(): readonly StoredPromptSet[];

  addRows(id: string, rows: readonly StoredRow[]): void;
  row(id: string, row: number): StoredRow;
  /** In order, from a row on. */
  rowsFrom(id: string, from: number, limit: number): readonly StoredRow[];
  grid(
    id: string,
    query: {
      readonly models: readonly string[];
      readonly filter: RowFilter;
      readonly offset: number;
      readonly limit: number;
    },
  ): { readonly rows: readonly GridRow[]; readonly total: number };

  /** Cells of these rows, answers cut unless `whole`. */
  cells(
    id: string,
    rows: readonly number[],
    whole: boolean,
  ): readonly StoredCell[];
  putCell(id: string, cell: StoredCell): void;
  removeCell(id: string, place: CellPlace): void;
  /** Makes the failed cells of these models pending; returns how many. */
  removeFailed(id: string, models: readonly string[]): number;
  /** Pending cells of rows from `from` up to `to` (excluded), in order. */
  pending(
    id: string,
    query: {
      readonly models: readonly string[];
      readonly from: number;
      readonly to: number;
    },
  ): readonly CellPlace[];
  /** How many cells of a model are pending, and the characters of their prompts. */
  pendingSize(
    id: string,
    model: string,
  ): { readonly cells: number; readonly characters: number };
  counts(id: string, models: readonly string[]): CellCounts;
}
