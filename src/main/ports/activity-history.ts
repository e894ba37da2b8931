import type { ActivityHistory, HistoryQuery } from "#shared/rpc/activity.ts";

/**
 * The ledger over time. Reads whole years off the main thread, so an answer may take a second while
 * everything else runs on. Throws AppError `store-corrupt`, `internal`.
 */
export interface HistoryReader {
  read(query: HistoryQuery): Promise<ActivityHistory>;
  /** Idempotent; what still reads fails. */
  close(): Promise<void>;
}
