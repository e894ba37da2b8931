import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { Part } from "#shared/chat/message.ts";
import type { Comparison, Merge } from "#shared/compare/comparison.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { copyHistory } from "#main/domain/comparisons/copy-history.ts";
import { messageText } from "#main/domain/comparisons/message-text.ts";
import { columnLetter, mergePrompt } from "#main/domain/merge/merge-prompt.ts";
import { titleFrom } from "#main/domain/title/title-from.ts";
import type { StoredColumn } from "#main/ports/comparison-store.ts";
import { columnOf, columnsOf, type ComparisonContext } from "./dependencies.ts";
import { effectiveSettings } from "./rows.ts";

export interface SentColumn {
  columnId: string;
  message: BranchMessage;
  reply: BranchMessage;
}

export interface ColumnEstimate {
  columnId: string;
  inputTokens: number;
  costNanoUsd?: number;
}

export interface ComparisonTurns {
  send(input: {
    readonly id: string;
    readonly parts: readonly Part[];
    readonly columnIds?: readonly string[] | undefined;
  }): { comparison: Comparison; sent: SentColumn[] };
  stop(id: string): void;
  estimate(
    id: string,
    characters: number,
  ): { costNanoUsd?: number; columns: ColumnEstimate[] };
  mergePrompt(
    id: string,
    columnIds: readonly string[] | undefined,
  ): { prompt: string; letters: { letter: string; columnId: string }[] };
  merge(input: {
    readonly id: string;
    readonly model: string;
    readonly prompt: string;
  }): Merge;
  continueFrom(id: string, columnId: string): { conversationId: string };
}

/** What is said in a comparison. */
export function createComparisonTurns(
  context: ComparisonContext,
): ComparisonTurns {
  const { comparisons, conversations, replies, newId, now } = context;
  const { announcements } = context;

  function sendTo(column: StoredColumn, parts: readonly Part[]): SentColumn {
    const { conversationId, model } = column;
    const { leafId: parentId } = conversations.get(conversationId);
    const sent = replies.send({
      conversationId,
      parentId,
      parts,
      models: [model],
    });
    const [reply] = sent.replies;
    if (reply === undefined)
      throw new AppError("internal", { message: "A model got no reply." });
    return { columnId: column.id, message: sent.message, reply };
  }

  /** The last settled answer on the branch on show, with what it answers. */
  function lastAnswer({ conversationId }: StoredColumn) {
    const { leafId } = conversations.get(conversationId);
    const path = leafId === undefined ? [] : conversations.path(leafId);
    const reply = path.findLast(({ role }) => role === "assistant");
    const prompt = path.find(({ id }) => id === reply?.parentId);
    return {
      prompt: messageText(prompt?.parts ?? []),
      answer: messageText(reply?.parts ?? []),
    };
  }

  return {
    send({ id, parts, columnIds }) {
      const stored = comparisons.get(id);
      const columns = columnsOf(stored, columnIds);
      for (const { conversationId } of columns)
        if (replies.isStreaming(conversationId)) throw stillAnswers();
      const title = stored.title === "" ? titleFrom(parts) : stored.title;
      comparisons.update(id, { title }, now());
      const sent = columns.map((column) => sendTo(column, parts));
      return { comparison: context.changed(id), sent };
    },
    stop(id) {
      const { columns } = comparisons.get(id);
      for (const { conversationId } of [...columns, ...comparisons.merges(id)])
        replies.stopAll(conversationId);
    },
    estimate(id, characters) {
      const columns = comparisons.get(id).columns.map((column) => {
        const { id: columnId, conversationId, model } = column;
        const { leafId: parentId } = conversations.get(conversationId);
        const models = [model];
        const input = { conversationId, parentId, characters, models };
        return { columnId, ...context.estimate(input) };
      });
      let costNanoUsd: number | undefined = 0;
      for (const column of columns)
        if (column.costNanoUsd === undefined) costNanoUsd = undefined;
        else if (costNanoUsd !== undefined) costNanoUsd += column.costNanoUsd;
      return costNanoUsd === undefined ? { columns } : { columns, costNanoUsd };
    },
    mergePrompt(id, columnIds) {
      const columns = columnsOf(comparisons.get(id), columnIds)
        .map((column) => ({ columnId: column.id, ...lastAnswer(column) }))
        .filter(({ answer }) => answer.trim() !== "");
      const [first] = columns;
      if (first === undefined) throw nothingToMerge();
      return {
        prompt: mergePrompt({
          prompt: first.prompt,
          answers: columns.map(({ answer }) => answer),
        }),
        letters: columns.map(({ columnId }, place) => ({
          letter: columnLetter(place),
          columnId,
        })),
      };
    },
    merge({ id, model, prompt }) {
      const { title } = comparisons.get(id);
      const time = now();
      const conversationId = newId();
      conversations.insert({
        id: conversationId,
        comparisonId: id,
        title,
        pinned: false,
        model,
        systemPrompt: "",
        parameters: {},
        costNanoUsd: 0,
        createdAt: time,
        updatedAt: time,
      });
      const parts = [{ type: "text" as const, text: prompt }];
      const sent = replies.send({ conversationId, parts, models: [model] });
      announcements.announce("comparisons");
      const messageId = sent.replies[0]?.id ?? "";
      return { conversationId, messageId, model, createdAt: time };
    },
    continueFrom(id, columnId) {
      const comparison = comparisons.get(id);
      const column = columnOf(comparison, columnId);
      const { leafId: from } = conversations.get(column.conversationId);
      const path = from === undefined ? [] : conversations.path(from);
      const conversationId = newId();
      const history = copyHistory(path, conversationId, newId);
      const leafId = history.at(-1)?.id;
      const time = now();
      const conversation = {
        id: conversationId,
        title: comparison.title,
        pinned: false,
        model: column.model,
        ...effectiveSettings(comparison, column),
        ...(leafId === undefined ? {} : { leafId }),
        costNanoUsd: 0,
        createdAt: time,
        updatedAt: time,
      };
      conversations.insertWhole(conversation, history);
      announcements.announce("conversations");
      return { conversationId };
    },
  };
}

function stillAnswers(): AppError {
  return new AppError("conflict", {
    message: "A column still answers. Wait for it or stop it first.",
  });
}

function nothingToMerge(): AppError {
  return new AppError("conflict", {
    message: "There is no answer to merge yet.",
  });
}
