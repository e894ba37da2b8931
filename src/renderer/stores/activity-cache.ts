import { useEffect, useState } from "react";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import { rarely } from "./app-rarely.ts";

type Figures = Awaited<ReturnType<typeof client.cache.figures>>;
export type KeptByModel = Awaited<
  ReturnType<typeof client.cache.models>
>[number];

export interface KeptAnswers {
  readonly loading: Loading;
  readonly figures?: Figures;
  readonly models: readonly KeptByModel[];
  readonly read: () => void;
}

/** What the cache holds, by model. */
export function useKeptAnswers(): KeptAnswers {
  const [state, setState] = useState<Omit<KeptAnswers, "read">>({
    loading: { status: "loading" },
    models: [],
  });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isOver = false;
    async function read(): Promise<void> {
      try {
        const [figures, models] = await Promise.all([
          client.cache.figures(),
          client.cache.models(),
        ]);
        if (!isOver)
          setState({ loading: { status: "ready" }, figures, models });
      } catch (error) {
        const failed = { status: "failed", error: toErrorJson(error) } as const;
        if (!isOver)
          setState((before) =>
            before.figures === undefined
              ? { loading: failed, models: [] }
              : before,
          );
      }
    }
    const stop = onBackendChange(
      ["activity"],
      rarely(() => void read()),
    );
    return () => {
      isOver = true;
      stop();
    };
  }, [attempt]);
  return { ...state, read: () => setAttempt((count) => count + 1) };
}
