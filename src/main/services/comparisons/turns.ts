import type { BranchMessage } from "#shared/chat/conversation.ts";
import type { Part } from "#shared/chat/message.ts";
import type { Comparison } from "#shared/compare/comparison.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { titleFrom } from "#main/domain/title/title-from.ts";
import type { StoredColumn } from "#main/ports/comparison-store.ts";
import { sumOf, type Estimate } from "../replies/estimate.ts";
import { columnsOf, stopAll, type ComparisonContext } from "./dependencies.ts";

export interface SentColumn {
  columnId: string;
  message: BranchMessage;
  reply: BranchMessage;
}

interface ColumnEstimate extends Estimate {
  columnId: string;
}

export interface ComparisonTurns {
  send(input: {
    readonly id: string;
    readonly parts: readonly Part[];
    readonly columnIds?: readonly string[] | undefined;
  }): Promise<{ comparison: Comparison; sent: SentColumn[] }>;
  stop(id: string): void;
  estimate(
    id: string,
    characters: number,
  ): Omit<Estimate, "inputTokens"> & { columns: ColumnEstimate[] };
}

/** What is said in a comparison. */
export function createComparisonTurns(
  context: ComparisonContext,
): ComparisonTurns {
  const { comparisons, conversations, replies, now } = context;

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

  return {
    async send({ id, parts, columnIds }) {
      const stored = comparisons.get(id);
      const columns = columnsOf(stored, columnIds);
      for (const { conversationId } of columns)
        if (replies.isStreaming(conversationId)) throw stillAnswers();
      const title = stored.title === "" ? titleFrom(parts) : stored.title;
      comparisons.update(id, { title }, now());
      const sent: SentColumn[] = [];
      for (const column of columns) {
        sent.push(sendTo(column, parts));
        // Each column waits for the disk; other streams have their turn in between.
        await context.clock.sleep(0, never);
      }
      return { comparison: context.changed(id), sent };
    },
    stop: (id) => stopAll(context, comparisons.get(id)),
    estimate(id, characters) {
      const columns = comparisons.get(id).columns.map((column) => {
        const { id: columnId, conversationId, model } = column;
        const { leafId: parentId } = conversations.get(conversationId);
        const models = [model];
        const input = { conversationId, parentId, characters, models };
        return { columnId, ...context.estimate(input) };
      });
      const costNanoUsd = sumOf(columns.map((each) => each.costNanoUsd));
      const usualNanoUsd = sumOf(columns.map((each) => each.usualNanoUsd));
      return {
        columns,
        ...(costNanoUsd !== undefined && { costNanoUsd }),
        ...(usualNanoUsd !== undefined && { usualNanoUsd }),
      };
    },
  };
}

function stillAnswers(): AppError {
  return new AppError("conflict", {
    message: "A column still answers. Wait for it or stop it first.",
  });
}

const never = new AbortController().signal;
