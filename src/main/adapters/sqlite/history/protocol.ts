import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { ActivityHistory, HistoryQuery } from "#shared/rpc/activity.ts";

export interface HistoryQuestion {
  readonly id: number;
  readonly query: HistoryQuery;
}

export type HistoryAnswer =
  | { readonly id: number; readonly history: ActivityHistory }
  | { readonly id: number; readonly error: ErrorJson };
