import type { ContractRouterClient } from "@orpc/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Conversation } from "#shared/chat/conversation.ts";
import type { Contract } from "#shared/rpc/contract.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";

/** A row of the list. */
export interface ListedConversation extends Conversation {
  readonly streaming: boolean;
}

export interface ConversationsState {
  readonly loading: Loading;
  /** What the title must hold; empty shows all. */
  readonly search: string;
  /** The first rows in the list's order; more come as the reader scrolls. */
  readonly rows: readonly ListedConversation[];
  readonly total: number;
}

type Client = ContractRouterClient<Contract>["conversations"];

/** All conversations as a list. Only as much of it is held as was looked at. */
export interface ConversationsStore extends StoreApi<ConversationsState> {
  /** Reads again what is loaded; calls that come meanwhile are one more reading. */
  reload(): Promise<void>;
  loadMore(): Promise<void>;
  setSearch(search: string): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  setPinned(id: string, pinned: boolean): Promise<void>;
  /** Hides at once; comes back, with the failure thrown, if it is refused. */
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
}

const pageSize = 200;
const largestPage = 500;

export function createConversationsStore(client: Client): ConversationsStore {
  const store = createStore<ConversationsState>(() => ({
    loading: { status: "loading" },
    search: "",
    rows: [],
    total: 0,
  }));
  let running: Promise<void> | undefined;
  let again = false;

  async function read(): Promise<void> {
    const { search, rows } = store.getState();
    const wanted = Math.max(pageSize, rows.length);
    try {
      const page = await readRows(client, search, wanted);
      if (store.getState().search !== search) return;
      store.setState({ loading: { status: "ready" }, ...page });
    } catch (error) {
      // What is on show stays on show; only an empty list tells of the failure.
      if (store.getState().loading.status !== "ready")
        store.setState({
          loading: { status: "failed", error: toErrorJson(error) },
        });
    }
  }

  async function readUntilQuiet(): Promise<void> {
    do {
      again = false;
      await read();
    } while (again);
    running = undefined;
  }

  function reload(): Promise<void> {
    if (running !== undefined) again = true;
    running ??= readUntilQuiet();
    return running;
  }

  /** Shows a change at once and takes it back if the backend refuses. */
  async function change(
    id: string,
    patch: Partial<Pick<Conversation, "title" | "pinned">>,
  ): Promise<void> {
    const before = store.getState().rows;
    store.setState({
      rows: before.map((row) => (row.id === id ? { ...row, ...patch } : row)),
    });
    try {
      await client.update({ id, ...patch });
    } catch (error) {
      store.setState({ rows: before });
      throw error;
    }
    await reload();
  }

  return Object.assign(store, {
    reload,
    loadMore: async () => {
      const { rows, total, search } = store.getState();
      if (rows.length >= total) return;
      const page = await client.list({
        ...(search === "" ? {} : { search }),
        offset: rows.length,
        limit: pageSize,
      });
      const state = store.getState();
      if (state.rows !== rows) return;
      const known = new Set(rows.map(({ id }) => id));
      store.setState({
        rows: [
          ...rows,
          ...page.conversations.filter((row) => !known.has(row.id)),
        ],
        total: page.total,
      });
    },
    setSearch: async (search) => {
      store.setState({ search, rows: [] });
      await reload();
    },
    rename: (id, title) => change(id, { title }),
    setPinned: (id, pinned) => change(id, { pinned }),
    remove: async (id) => {
      const before = store.getState();
      store.setState({
        rows: before.rows.filter((row) => row.id !== id),
        total: before.total - 1,
      });
      try {
        await client.remove({ id });
      } catch (error) {
        store.setState({ rows: before.rows, total: before.total });
        throw error;
      }
    },
    restore: async (id) => {
      await client.restore({ id });
      await reload();
    },
  } satisfies Omit<ConversationsStore, keyof StoreApi<ConversationsState>>);
}

async function readRows(
  client: Client,
  search: string,
  wanted: number,
): Promise<Pick<ConversationsState, "rows" | "total">> {
  const rows: ListedConversation[] = [];
  for (;;) {
    const { conversations, total } = await client.list({
      ...(search === "" ? {} : { search }),
      offset: rows.length,
      limit: Math.min(largestPage, wanted - rows.length),
    });
    rows.push(...conversations);
    const complete = rows.length >= Math.min(wanted, total);
    if (complete || conversations.length === 0) return { rows, total };
  }
}
