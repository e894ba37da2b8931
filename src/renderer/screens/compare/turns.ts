import { useMemo, useSyncExternalStore } from "react";
import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { Column } from "#shared/compare/comparison.ts";
import type { ChatStore } from "#renderer/stores/chat-store.ts";
import { chatStore } from "#renderer/stores/chat.ts";
import { alignTurns } from "./align-turns.ts";

/** A question and what one column answered to it. */
export interface Turn {
  readonly question: BranchMessage;
  readonly reply?: BranchMessage;
  /** When its column began; replies that are older came with a copied history. */
  readonly since: string;
}

/** The turns of a column's branch, oldest first. */
function turnsOf(
  messages: readonly BranchMessage[],
  since: string,
): readonly Turn[] {
  return messages.flatMap((question, index): Turn[] => {
    if (question.role !== "user") return [];
    const reply = messages[index + 1];
    return reply?.role === "assistant"
      ? [{ question, reply, since }]
      : [{ question, since }];
  });
}

export interface WatchedColumn {
  readonly column: Column;
  readonly store: ChatStore;
  /** By the comparison's turns; undefined where this column was not asked. Ends with its last. */
  readonly turns: readonly (Turn | undefined)[];
  readonly ready: boolean;
}

/** All columns with their turns; redrawn when a message comes or settles, not with each delta. */
export function useColumns(
  columns: readonly Column[],
): readonly WatchedColumn[] {
  const ids = columns.map(({ conversationId }) => conversationId).join("\n");
  const watched = useMemo(
    () => watchAll(ids === "" ? [] : ids.split("\n")),
    [ids],
  );
  const states = useSyncExternalStore(watched.subscribe, watched.read);
  return useMemo(() => {
    const turns = alignTurns(
      states.map(({ messages, conversation }) =>
        turnsOf(messages, conversation?.createdAt ?? ""),
      ),
    );
    return columns.flatMap((column, index) => {
      const store = watched.stores[index];
      const state = states[index];
      if (store === undefined || state === undefined) return [];
      const ready = state.loading.status !== "loading";
      return [{ column, store, turns: turns[index] ?? [], ready }];
    });
  }, [columns, watched, states]);
}

type States = readonly ReturnType<ChatStore["getState"]>[];

function watchAll(ids: readonly string[]): {
  readonly stores: readonly ChatStore[];
  readonly subscribe: (onChange: () => void) => () => void;
  readonly read: () => States;
} {
  const stores = ids.map(chatStore);
  let shown: States = stores.map((store) => store.getState());
  return {
    stores,
    subscribe: (onChange) => {
      const stops = stores.flatMap((store) => [
        store.subscribe(onChange),
        store.watch(),
      ]);
      return () => {
        for (const stop of stops) stop();
      };
    },
    read: () => {
      const now = stores.map((store) => store.getState());
      const same = now.every(
        ({ messages, loading }, index) =>
          messages === shown[index]?.messages &&
          loading === shown[index].loading,
      );
      if (!same) shown = now;
      return shown;
    },
  };
}
