import { useEffect, useState } from "react";
import type {
  ActivityHistory,
  HistoryQuery,
  Measure,
} from "#shared/rpc/activity.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { rarely } from "./app-rarely.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import { rangeOf, useActivityView } from "./activity-view.ts";

export interface ShownHistory {
  readonly loading: Loading;
  /** What is on show stays until the next is there; `query` says what it answers. */
  readonly found?: {
    readonly query: HistoryQuery;
    readonly history: ActivityHistory;
    /** Milliseconds since 1970. */
    readonly readAt: number;
  };
  readonly read: () => void;
}

/** The ledger over the range on show, read again when something was spent. */
export function useHistory(
  by: HistoryQuery["by"],
  measure: Measure,
): ShownHistory {
  const { range, from, to } = useActivityView();
  const [state, setState] = useState<Omit<ShownHistory, "read">>({
    loading: { status: "loading" },
  });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let latest = 0;
    async function read(): Promise<void> {
      const number = ++latest;
      const query: HistoryQuery = {
        ...rangeOf({ range, from, to }, new Date()),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        by,
        measure,
      };
      try {
        const history = await client.activity.history(query);
        if (number !== latest) return;
        const found = { query, history, readAt: Date.now() };
        setState({ loading: { status: "ready" }, found });
      } catch (error) {
        if (number !== latest) return;
        const failed = { status: "failed", error: toErrorJson(error) } as const;
        setState((before) =>
          before.found === undefined ? { loading: failed } : before,
        );
      }
    }
    const stop = onBackendChange(
      ["activity"],
      rarely(() => void read()),
    );
    return () => {
      latest = Infinity;
      stop();
    };
  }, [range, from, to, by, measure, attempt]);
  return { ...state, read: () => setAttempt((count) => count + 1) };
}
