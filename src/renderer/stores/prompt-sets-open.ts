import { useEffect, useMemo } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";
import type {
  Cell,
  PromptSet,
  SetEvent,
  SetRow,
} from "#shared/compare/prompt-set.ts";
import { client, subscribe } from "#renderer/rpc/client.ts";
import { toastError } from "./app-errors.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";

export type RowFilter = "all" | "failed" | "not-passed" | "problems";

export interface OpenSetState {
  readonly loading: Loading;
  readonly set?: PromptSet;
  readonly filter: RowFilter;
  /** Rows of the filter by position, as far as they were looked at. */
  readonly rows: readonly (SetRow | undefined)[];
  readonly total: number;
}

/** A prompt set on show: what runs, and the rows near the view. */
export interface OpenSet extends StoreApi<OpenSetState> {
  watch(): () => void;
  /** Reads the pages that hold these positions, if they are not there yet. */
  need(from: number, to: number): void;
  setFilter(filter: RowFilter): void;
  run(call: () => Promise<PromptSet>): Promise<void>;
}

const pageSize = 100;

export function createOpenSet(id: string): OpenSet {
  const store = createStore<OpenSetState>(() => ({
    loading: { status: "loading" },
    filter: "all",
    rows: [],
    total: 0,
  }));
  const pages = createPages(id, store);
  return Object.assign(store, {
    watch: () =>
      subscribe<SetEvent>(
        (options) => client.promptSets.watch({ id }, options),
        {
          onOpen: pages.readAnew,
          onEvent: (event) => receive(store, event, pages.readAnew),
          onError: (error) =>
            store.setState({
              loading: { status: "failed", error: toErrorJson(error) },
            }),
        },
      ),
    need: pages.need,
    setFilter: (filter: RowFilter) => {
      store.setState({ filter, rows: [], total: 0 });
      pages.forget();
      pages.need(0, 0);
    },
    run: async (call: () => Promise<PromptSet>) => {
      try {
        store.setState({ set: await call() });
      } catch (error) {
        toastError(error);
      }
    },
  });
}

function receive(
  store: StoreApi<OpenSetState>,
  event: SetEvent,
  readAnew: () => void,
): void {
  if (event.type === "cells") {
    store.setState(({ rows }) => ({ rows: withCells(rows, event.cells) }));
    return;
  }
  const before = store.getState().set;
  store.setState({ loading: { status: "ready" }, set: event.set });
  // Other models mean other cells.
  const models = event.set.models.join("\n");
  if (before !== undefined && before.models.join("\n") !== models) readAnew();
}

/** Pages of rows, each read once until it is asked for anew. */
function createPages(id: string, store: StoreApi<OpenSetState>) {
  const asked = new Set<number>();

  async function read(page: number): Promise<void> {
    if (asked.has(page)) return;
    asked.add(page);
    const { filter } = store.getState();
    const offset = page * pageSize;
    try {
      const found = await client.promptSets.rows({
        id,
        filter,
        offset,
        limit: pageSize,
      });
      if (store.getState().filter !== filter) return;
      store.setState(({ rows }) => {
        const all = rows.slice(0, found.total);
        found.rows.forEach((row, at) => (all[offset + at] = row));
        return { rows: all, total: found.total };
      });
    } catch (error) {
      asked.delete(page);
      toastError(error);
    }
  }

  return {
    forget: () => asked.clear(),
    readAnew: () => {
      const known = asked.size === 0 ? [0] : [...asked];
      asked.clear();
      for (const page of known) void read(page);
    },
    need: (from: number, to: number) => {
      const last = Math.floor(Math.max(from, to) / pageSize);
      for (let page = Math.floor(from / pageSize); page <= last; page += 1)
        void read(page);
    },
  };
}

/** The rows with these cells instead of those that stood there. */
export function withCells(
  rows: readonly (SetRow | undefined)[],
  cells: readonly Cell[],
): readonly (SetRow | undefined)[] {
  const byRow = Map.groupBy(cells, ({ row }) => row);
  return rows.map((row) => {
    const changed = row === undefined ? undefined : byRow.get(row.row);
    if (row === undefined || changed === undefined) return row;
    const known = row.cells.map(({ model }) => model);
    const kept = row.cells.map(
      (cell) => changed.find(({ model }) => model === cell.model) ?? cell,
    );
    const added = changed.filter(({ model }) => !known.includes(model));
    return { ...row, cells: [...kept, ...added] };
  });
}

/** Follows a prompt set while the component is there. */
export function useOpenSet(id: string): OpenSet {
  const store = useMemo(() => createOpenSet(id), [id]);
  useEffect(() => store.watch(), [store]);
  return store;
}
