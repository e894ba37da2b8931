import type { ContractRouterClient } from "@orpc/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Conversation } from "#shared/chat/conversation.ts";
import type { MessageHit } from "#shared/chat/message-hit.ts";
import type { Contract } from "#shared/rpc/contract.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";

/** A row of the list. */
export interface ListedConversation extends Conversation {
  readonly streaming: boolean;
}

export interface ConversationsState {
  readonly loading: Loading;
  /** What title or messages must hold; empty shows all. */
  readonly search: string;
  /** What `rows` answer; another one than `search` while the answer is on its way. */
  readonly shownSearch: string;
  /** The first rows in the list's order; more come as the reader scrolls. */
  readonly rows: readonly ListedConversation[];
  readonly total: number;
  /** Messages that hold what is searched for, newest first; of `shownSearch`, like the rows. */
  readonly hits: readonly MessageHit[];
  readonly moreHits: boolean;
}

type Store = StoreApi<ConversationsState>;
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
const noHits = { hits: [], hasMore: false };

export function createConversationsStore(client: Client): ConversationsStore {
  const store = createStore<ConversationsState>(() => ({
    loading: { status: "loading" },
    search: "",
    shownSearch: "",
    rows: [],
    total: 0,
    hits: [],
    moreHits: false,
  }));
  const reload = oneAtATime(() => readAnew(store, client));
  const changeRow = async (
    id: string,
    patch: Partial<Pick<Conversation, "title" | "pinned">>,
  ): Promise<void> => {
    const { rows } = store.getState();
    const changed = rows.map((row) =>
      row.id === id ? { ...row, ...patch } : row,
    );
    await optimistically(store, { rows: changed }, () =>
      client.update({ id, ...patch }),
    );
    await reload();
  };
  return Object.assign(store, {
    reload,
    loadMore: () => readMore(store, client),
    setSearch: async (search: string) => {
      store.setState({ search });
      await reload();
    },
    rename: (id: string, title: string) => changeRow(id, { title }),
    setPinned: (id: string, pinned: boolean) => changeRow(id, { pinned }),
    remove: (id: string) => {
      const { rows, total } = store.getState();
      const left = rows.filter((row) => row.id !== id);
      return optimistically(store, { rows: left, total: total - 1 }, () =>
        client.remove({ id }),
      );
    },
    restore: async (id: string) => {
      await client.restore({ id });
      await reload();
    },
  });
}

/** Shows a change at once and takes it back if the backend refuses. */
async function optimistically(
  store: Store,
  change: Partial<ConversationsState>,
  call: () => Promise<unknown>,
): Promise<void> {
  const { rows, total } = store.getState();
  store.setState(change);
  try {
    await call();
  } catch (error) {
    store.setState({ rows, total });
    throw error;
  }
}

/** Calls that come while one runs are together one more. */
function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  async function untilQuiet(): Promise<void> {
    do {
      again = false;
      await run();
    } while (again);
    running = undefined;
  }
  return () => {
    if (running !== undefined) again = true;
    running ??= untilQuiet();
    return running;
  };
}

async function readAnew(store: Store, client: Client): Promise<void> {
  const { search, shownSearch, rows } = store.getState();
  const wanted = search === shownSearch ? rows.length : 0;
  try {
    const [page, { hits, hasMore }] = await Promise.all([
      readRows(client, search, Math.max(pageSize, wanted)),
      search.trim() === "" ? noHits : client.search({ search }),
    ]);
    if (store.getState().search === search)
      store.setState({
        loading: { status: "ready" },
        shownSearch: search,
        ...page,
        hits,
        moreHits: hasMore,
      });
  } catch (error) {
    // What is on show stays on show; only an empty list tells of the failure.
    if (store.getState().loading.status !== "ready")
      store.setState({
        loading: { status: "failed", error: toErrorJson(error) },
      });
  }
}

async function readMore(store: Store, client: Client): Promise<void> {
  const { rows, total, search, shownSearch } = store.getState();
  if (rows.length >= total || search !== shownSearch) return;
  const page = await client.list({
    ...(search === "" ? {} : { search }),
    offset: rows.length,
    limit: pageSize,
  });
  if (store.getState().rows !== rows) return;
  const known = new Set(rows.map(({ id }) => id));
  const fresh = page.conversations.filter(({ id }) => !known.has(id));
  store.setState({ rows: [...rows, ...fresh], total: page.total });
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
