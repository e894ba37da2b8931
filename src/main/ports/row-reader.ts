/** One record of a source: its values by column, or why it cannot be used. */
export interface SourceRow {
  readonly values: Readonly<Record<string, string>>;
  /** One plain sentence; then `values` may be empty. */
  readonly problem?: string;
}

export interface RowSource {
  readonly format: "lines" | "blocks" | "csv" | "jsonl";
  readonly text: string;
}

/** Names of the columns come with the first portion. */
export interface RowPortion {
  readonly columns: readonly string[];
  readonly rows: readonly SourceRow[];
}

/** Reads records in portions, with the event loop free in between. */
export interface RowReader {
  /** Throws AppError `invalid-request` where the source as a whole makes no sense. */
  read(source: RowSource): AsyncIterable<RowPortion>;
}
