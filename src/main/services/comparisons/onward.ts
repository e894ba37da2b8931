import type { Merge } from "#shared/compare/comparison.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { copyHistory } from "#main/domain/comparisons/copy-history.ts";
import { messageText } from "#main/domain/comparisons/message-text.ts";
import { columnLetter, mergePrompt } from "#main/domain/merge/merge-prompt.ts";
import type { StoredColumn } from "#main/ports/comparison-store.ts";
import {
  branchOf,
  columnOf,
  columnsOf,
  type ComparisonContext,
} from "./dependencies.ts";
import { effectiveSettings } from "./new-column.ts";

export interface ComparisonOnward {
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

/** Where answers go on: into one merged answer, or into a chat. */
export function createComparisonOnward(
  context: ComparisonContext,
): ComparisonOnward {
  const { comparisons, conversations, replies, newId, now } = context;
  const { announcements } = context;
  return {
    mergePrompt(id, columnIds) {
      const columns = columnsOf(comparisons.get(id), columnIds)
        .map((column) => ({
          columnId: column.id,
          ...lastAnswer(context, column),
        }))
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
      const { title, columns } = comparisons.get(id);
      const time = now();
      const conversationId = newId();
      conversations.insert({
        id: conversationId,
        comparisonId: id,
        title,
        pinned: false,
        private: columns.some((it) => isPrivate(context, it)),
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
    continueFrom: (id, columnId) => continueFrom(context, id, columnId),
  };
}

function continueFrom(
  context: ComparisonContext,
  id: string,
  columnId: string,
): { conversationId: string } {
  const { comparisons, conversations, newId, now } = context;
  const comparison = comparisons.get(id);
  const column = columnOf(comparison, columnId);
  const path = branchOf(context, column.conversationId);
  const conversationId = newId();
  const history = copyHistory(path, conversationId, newId);
  const leafId = history.at(-1)?.id;
  const time = now();
  const conversation = {
    id: conversationId,
    title: comparison.title,
    pinned: false,
    private: isPrivate(context, column),
    model: column.model,
    ...effectiveSettings(comparison, column),
    ...(leafId === undefined ? {} : { leafId }),
    costNanoUsd: 0,
    createdAt: time,
    updatedAt: time,
  };
  conversations.insertWhole(conversation, history);
  context.announcements.announce("conversations");
  return { conversationId };
}

/** What was kept on this computer stays there, wherever it goes on. */
function isPrivate(
  { conversations }: ComparisonContext,
  { conversationId }: StoredColumn,
): boolean {
  return conversations.get(conversationId).private === true;
}

/** The last answer on the branch on show, with what it answers. */
function lastAnswer(
  context: ComparisonContext,
  { conversationId }: StoredColumn,
) {
  const path = branchOf(context, conversationId);
  const reply = path.findLast(({ role }) => role === "assistant");
  const prompt = path.find(({ id }) => id === reply?.parentId);
  return {
    prompt: messageText(prompt?.parts ?? []),
    answer: messageText(reply?.parts ?? []),
  };
}

function nothingToMerge(): AppError {
  return new AppError("conflict", {
    message: "There is no answer to merge yet.",
  });
}
