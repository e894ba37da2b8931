import type { Cell, PromptSet } from "#shared/compare/prompt-set.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import type { AnswerChecker } from "#main/ports/answer-checker.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import type {
  CellCounts,
  CellPlace,
  PromptSetStore,
  StoredPromptSet,
} from "#main/ports/prompt-set-store.ts";
import type { RowReader } from "#main/ports/row-reader.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { ChatService } from "../chat/chat.ts";

export interface PromptSetDependencies {
  readonly promptSets: PromptSetStore;
  readonly reader: RowReader;
  readonly checker: AnswerChecker;
  readonly chat: Pick<ChatService, "run">;
  /** Upper estimate in nano-dollars; undefined where the price is unknown. */
  readonly estimateReply: (use: {
    readonly asked: string;
    readonly parameters: Parameters;
    readonly inputTokens: number;
    readonly images: number;
  }) => number | undefined;
  readonly announcements: Announcements;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newId: () => string;
}

/** What runs of a set now. */
export interface LiveProgress {
  readonly counts: CellCounts;
  readonly running: readonly CellPlace[];
  readonly remainingMs?: number;
}

/** A stored set as a window sees it. */
export function viewSet(
  stored: StoredPromptSet,
  live: LiveProgress | undefined,
): PromptSet {
  const { counts: written, ...set } = stored;
  const { counts = written, running = [], remainingMs } = live ?? {};
  return {
    ...set,
    progress: {
      total: cellsOf(stored),
      ...counts,
      running: running.length,
      ...(remainingMs === undefined ? {} : { remainingMs }),
    },
  };
}

/** Good rows × models. */
export function cellsOf(set: StoredPromptSet): number {
  return (set.rows - set.badRows) * set.models.length;
}

/** A cell that has not ended. */
export function openCell(
  { row, model }: CellPlace,
  status: "pending" | "running",
): Cell {
  return { row, model, status, answer: "", answerCut: false, checks: [] };
}

/** Lets everything else that waits have its turn. */
export async function breathe(clock: Clock): Promise<void> {
  await clock.sleep(0, new AbortController().signal);
}

export function conflict(message: string): AppError {
  return new AppError("conflict", { message });
}
