import type { Conversation, StoredMessage } from "#shared/chat/conversation.ts";
import type { Comparison, Merge, Vote } from "#shared/compare/comparison.ts";
import { copyHistory } from "#main/domain/comparisons/copy-history.ts";
import type {
  ComparisonPatch,
  NewColumn,
  StoredColumn,
  StoredComparison,
} from "#main/ports/comparison-store.ts";
import { columnOf, type ComparisonContext } from "./dependencies.ts";

const undoMs = 24 * 3_600_000;
const purgeEveryMs = 3_600_000;

export interface ComparisonRows {
  list(query: {
    readonly search?: string | undefined;
    readonly tag?: string | undefined;
    readonly offset: number;
    readonly limit: number;
  }): { comparisons: Comparison[]; total: number; tags: string[] };
  create(input: {
    readonly models: readonly string[];
    readonly fromConversation?: string | undefined;
  }): Comparison;
  get(id: string): { comparison: Comparison; votes: Vote[]; merges: Merge[] };
  update(id: string, patch: ComparisonPatch): Comparison;
  remove(id: string): void;
  restore(id: string): Comparison;
  duplicate(id: string): Comparison;
  /** Deletes for good what was removed a day ago, now and each hour until the signal aborts. */
  purgeRemoved(signal: AbortSignal): Promise<void>;
}

type Settings = Pick<Conversation, "systemPrompt" | "parameters">;

/** Comparisons as rows; what happens in them are turns. */
export function createComparisonRows(
  context: ComparisonContext,
): ComparisonRows {
  const { comparisons, conversations, replies, newId, now } = context;

  function branchOf(conversationId: string): readonly StoredMessage[] {
    const { leafId } = conversations.get(conversationId);
    return leafId === undefined ? [] : conversations.path(leafId);
  }

  function insert(
    settings: Omit<StoredComparison, "id" | "costNanoUsd" | TimeField>,
    histories: readonly (readonly StoredMessage[])[],
  ): Comparison {
    const id = newId();
    const time = now();
    const stored = { ...settings, id, createdAt: time, updatedAt: time };
    const columns = settings.columns.map((column, place) =>
      newColumn(context, {
        comparison: { ...stored, costNanoUsd: 0 },
        column,
        history: histories[place] ?? [],
      }),
    );
    comparisons.insert({ ...stored, costNanoUsd: 0 }, columns);
    return context.changed(id);
  }

  return {
    list({ search, tag, offset, limit }) {
      const found = comparisons.list({
        ...(search?.trim() ? { search } : {}),
        ...(tag === undefined ? {} : { tag }),
        offset,
        limit,
      });
      return {
        comparisons: found.comparisons.map(context.view),
        total: found.total,
        tags: [...comparisons.tags()],
      };
    },
    create({ models, fromConversation }) {
      const chat =
        fromConversation === undefined
          ? undefined
          : conversations.get(fromConversation);
      const history = chat === undefined ? [] : branchOf(chat.id);
      const { systemPrompt = "", parameters = {} }: Partial<Settings> =
        chat ?? {};
      const columns = models.map((model) => emptyColumn(model));
      return insert(
        {
          ...fresh,
          title: chat?.title ?? "",
          systemPrompt,
          parameters,
          columns,
        },
        columns.map(() => history),
      );
    },
    get: (id) => ({
      comparison: context.view(comparisons.get(id)),
      votes: [...comparisons.votes({ comparisonId: id })],
      merges: [...comparisons.merges(id)],
    }),
    update(id, patch) {
      const stored = comparisons.get(id);
      if (patch.base !== undefined && patch.base !== "group")
        columnOf(stored, patch.base);
      // Settings are no news: the place in the list stays.
      comparisons.update(id, patch, stored.updatedAt);
      applySettings(context, id);
      return context.changed(id);
    },
    remove(id) {
      for (const { conversationId } of [
        ...comparisons.get(id).columns,
        ...comparisons.merges(id),
      ])
        replies.stopAll(conversationId);
      comparisons.setRemoved(id, now());
      context.announcements.announce("comparisons");
    },
    restore(id) {
      comparisons.setRemoved(id, null);
      return context.changed(id);
    },
    duplicate(id) {
      const stored = comparisons.get(id);
      const base = stored.columns.findIndex((it) => it.id === stored.base);
      const histories = stored.columns.map((it) => branchOf(it.conversationId));
      const copy = insert({ ...stored, base: "group" }, histories);
      const copiedBase = copy.columns[base];
      if (copiedBase === undefined) return copy;
      comparisons.update(copy.id, { base: copiedBase.id }, copy.updatedAt);
      return context.view(comparisons.get(copy.id));
    },
    async purgeRemoved(signal) {
      while (!signal.aborted) {
        try {
          const before = context.clock.now() - undoMs;
          comparisons.purge(new Date(before).toISOString());
        } catch {
          // The store's trouble shows wherever people write; the next hour tries again.
        }
        await context.clock.sleep(purgeEveryMs, signal).catch(() => undefined);
      }
    },
  };
}

type TimeField = "createdAt" | "updatedAt";

const fresh = {
  tags: [],
  detail: "sentences",
  base: "group",
  scrollTogether: true,
  blind: false,
} satisfies Partial<StoredComparison>;

export function emptyColumn(model: string): StoredColumn {
  return { id: "", conversationId: "", model };
}

/** A column with new ids and a hidden conversation that begins with this history. */
export function newColumn(
  { newId, now }: ComparisonContext,
  input: {
    readonly comparison: StoredComparison;
    readonly column: StoredColumn;
    readonly history: readonly StoredMessage[];
  },
): NewColumn {
  const { comparison, column } = input;
  const conversationId = newId();
  const history = copyHistory(input.history, conversationId, newId);
  const leafId = history.at(-1)?.id;
  const time = now();
  return {
    column: { ...column, id: newId(), conversationId },
    history,
    conversation: {
      id: conversationId,
      comparisonId: comparison.id,
      title: comparison.title,
      pinned: false,
      model: column.model,
      ...effectiveSettings(comparison, column),
      ...(leafId === undefined ? {} : { leafId }),
      costNanoUsd: 0,
      createdAt: time,
      updatedAt: time,
    },
  };
}

/** A column's own settings, else the shared ones. */
export function effectiveSettings(
  comparison: StoredComparison,
  column: StoredColumn,
): Settings {
  return {
    systemPrompt: column.systemPrompt ?? comparison.systemPrompt,
    parameters: column.parameters ?? comparison.parameters,
  };
}

/** Gives every column's conversation what holds for it now. */
export function applySettings(context: ComparisonContext, id: string): void {
  const { comparisons, conversations } = context;
  const comparison = comparisons.get(id);
  for (const column of comparison.columns) {
    const { updatedAt } = conversations.get(column.conversationId);
    const patch = {
      ...effectiveSettings(comparison, column),
      model: column.model,
    };
    conversations.update(column.conversationId, patch, updatedAt);
  }
}
