import type { ActivityHistory, HistoryQuery } from "#shared/rpc/activity.ts";
import type { AccessStore } from "#main/ports/access-store.ts";
import type { HistoryReader } from "#main/ports/activity-history.ts";
import type { Ledger } from "#main/ports/ledger.ts";

export interface ActivityDependencies {
  readonly history: HistoryReader;
  readonly ledger: Pick<Ledger, "spent">;
  readonly access: Pick<AccessStore, "list">;
}

/** What the Activity screen shows: usage over time. */
export interface ActivityService {
  /** Throws AppError. */
  history(query: HistoryQuery): Promise<ActivityHistory>;
  /** Integer billionths of a US dollar since an ISO time. */
  spent(since: string): number;
}

export function createActivity({
  history,
  ledger,
  access,
}: ActivityDependencies): ActivityService {
  return {
    async history(query) {
      const found = await history.read(query);
      return query.by === "key" ? withKeyNames(found, access) : found;
    },
    spent: (since) => ledger.spent(since),
  };
}

/** A key that is gone keeps its id. */
function withKeyNames(
  history: ActivityHistory,
  access: ActivityDependencies["access"],
): ActivityHistory {
  const names = new Map(access.list().map(({ id, name }) => [id, name]));
  return {
    ...history,
    groups: history.groups.map((row) => {
      const name = names.get(row.group);
      return name === undefined ? row : { ...row, name };
    }),
  };
}
