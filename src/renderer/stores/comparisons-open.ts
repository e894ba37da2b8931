import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Comparison, Merge, Vote } from "#shared/compare/comparison.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "./app-changes.ts";
import { toastError } from "./app-errors.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import { createUnsaved, type Unsaved } from "./app-unsaved.ts";

export interface OpenComparisonState {
  readonly loading: Loading;
  readonly comparison?: Comparison;
  readonly votes: readonly Vote[];
  readonly merges: readonly Merge[];
}

export type ComparisonChange = Omit<
  Parameters<typeof client.comparisons.update>[0],
  "id"
>;

/** One comparison on show; its columns' messages live in the chats' own stores. */
export interface OpenComparison extends StoreApi<OpenComparisonState> {
  read(): Promise<void>;
  /** Shows at once; taken back if it is refused. The person is told. */
  change(change: ComparisonChange): void;
  /** Runs a call that answers with the comparison and shows that. The person is told of failures. */
  run(call: () => Promise<Comparison>): Promise<boolean>;
  /** Shows what a call answered; a reading that is still on its way may be older and is done again. */
  show(
    known: (state: OpenComparisonState) => Partial<OpenComparisonState>,
  ): void;
}

export function createOpenComparison(id: string): OpenComparison {
  const store = createStore<OpenComparisonState>(() => ({
    loading: { status: "loading" },
    votes: [],
    merges: [],
  }));
  const unsaved = createUnsaved<Comparison>();
  const { read, show } = createReading({ id, store, unsaved });

  async function run(call: () => Promise<Comparison>): Promise<boolean> {
    try {
      const comparison = await call();
      show(() => ({ comparison }));
      return true;
    } catch (error) {
      toastError(error);
      void read();
      return false;
    }
  }

  return Object.assign(store, {
    read,
    run,
    show,
    change: (change: ComparisonChange) => {
      const { comparison } = store.getState();
      const release = unsaved.hold(given(change));
      if (comparison !== undefined)
        store.setState({ comparison: unsaved.over(comparison) });
      void run(() =>
        client.comparisons.update({ id, ...change }).finally(release),
      );
    },
  });
}

/** Of several readings at once only the last one counts. */
function createReading({
  id,
  store,
  unsaved,
}: {
  readonly id: string;
  readonly store: StoreApi<OpenComparisonState>;
  readonly unsaved: Unsaved<Comparison>;
}): Pick<OpenComparison, "read" | "show"> {
  let latest = 0;
  let reading = 0;

  async function read(): Promise<void> {
    const number = ++latest;
    reading += 1;
    try {
      const found = await client.comparisons.get({ id });
      if (number === latest)
        store.setState({
          ...found,
          comparison: unsaved.over(found.comparison),
          loading: { status: "ready" },
        });
    } catch (error) {
      if (number !== latest || store.getState().loading.status === "ready")
        return;
      store.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
    } finally {
      reading -= 1;
    }
  }

  function show(
    known: (state: OpenComparisonState) => Partial<OpenComparisonState>,
  ): void {
    latest += 1;
    store.setState((state) => {
      const { comparison, ...others } = known(state);
      if (comparison === undefined) return others;
      return { ...others, comparison: unsaved.over(comparison) };
    });
    if (reading > 0) void read();
  }

  return { read, show };
}

function given(change: ComparisonChange): Partial<Comparison> {
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  );
}

/** Follows a comparison while the component is there. */
export function useOpenComparison(id: string): OpenComparison {
  const store = useMemo(() => createOpenComparison(id), [id]);
  useEffect(
    () => onBackendChange(["comparisons"], () => void store.read()),
    [store],
  );
  return store;
}

export function useComparison<Selected>(
  store: OpenComparison,
  select: (state: OpenComparisonState) => Selected,
): Selected {
  return useStore(store, select);
}
