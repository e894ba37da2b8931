import type { Conversation, StoredMessage } from "#shared/chat/conversation.ts";
import type {
  Column,
  Comparison,
  Merge,
  Vote,
} from "#shared/compare/comparison.ts";

export type StoredColumn = Omit<Column, "streaming">;

/** A comparison as stored; what runs now is the reply service's. */
export type StoredComparison = Omit<Comparison, "columns" | "streaming"> & {
  readonly columns: readonly StoredColumn[];
};

/** A column with the hidden conversation that it is made of. */
export interface NewColumn {
  readonly column: StoredColumn;
  readonly conversation: Conversation;
  /** Of that conversation, parents before children. */
  readonly history: readonly StoredMessage[];
}

export type ComparisonPatch = Partial<
  Pick<
    Comparison,
    | "title"
    | "tags"
    | "systemPrompt"
    | "parameters"
    | "cacheChoice"
    | "detail"
    | "base"
    | "scrollTogether"
    | "blind"
  >
>;

/**
 * Comparisons, their columns and the votes on them. Synchronous: each call is one short
 * transaction. Throws AppError `not-found`, `conflict`, `store-full`, `store-corrupt`.
 */
export interface ComparisonStore {
  /** By last change, newest first; `search` looks into titles, prompts and settled answers. */
  list(query: {
    readonly search?: string;
    readonly tag?: string;
    readonly offset: number;
    readonly limit: number;
  }): {
    readonly comparisons: readonly StoredComparison[];
    readonly total: number;
  };
  /** Tags of the comparisons that are shown, most used first. */
  tags(): readonly string[];
  /** Hidden ones, too; without removed columns. */
  get(id: string): StoredComparison;
  insert(comparison: StoredComparison, columns: readonly NewColumn[]): void;
  /** Tags of votes follow those of their comparison. */
  update(id: string, patch: ComparisonPatch, updatedAt: string): void;
  /** Hides or shows again. */
  setRemoved(id: string, removedAt: string | null): void;
  /** Deletes for good what was hidden before this time; returns how many. */
  purge(removedBefore: string): number;

  /** At the right end. */
  addColumn(comparisonId: string, added: NewColumn): void;
  /** Replaces model, system prompt and parameters; absent own ones go. */
  putColumn(column: StoredColumn): void;
  /** Hides a column with its conversation, or shows it again where it stood. */
  setColumnRemoved(
    comparisonId: string,
    columnId: string,
    removedAt: string | null,
  ): void;
  orderColumns(comparisonId: string, columnIds: readonly string[]): void;
  /** Conversations of the comparison that are no column, oldest first. */
  merges(comparisonId: string): readonly Merge[];

  /** Also takes back the votes with these ids. */
  addVote(vote: Vote, replaced: readonly string[]): void;
  removeVote(id: string): void;
  /** Oldest first: of one comparison, of all comparisons with a tag, or all. */
  votes(query: {
    readonly comparisonId?: string;
    readonly tag?: string;
  }): readonly Vote[];
  /** Tags that votes carry, most used first. */
  voteTags(): readonly string[];
}
