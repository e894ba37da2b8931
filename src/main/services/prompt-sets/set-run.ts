import { AppError } from "#shared/errors/app-error.ts";
import type { CheckAnswer } from "#main/ports/answer-checker.ts";
import { estimateTextTokens } from "#main/domain/prompt/estimate-tokens.ts";
import type {
  CellCounts,
  CellPlace,
  StoredCell,
  StoredPromptSet,
  StoredRow,
} from "#main/ports/prompt-set-store.ts";
import { createCellQueue } from "./cell-queue.ts";
import {
  cellsOf,
  type LiveProgress,
  type PromptSetDependencies,
} from "./dependencies.ts";
import { refusedCell, runCell } from "./run-cell.ts";

export type RunEnd = "ended" | "person" | "budget" | "interrupted";

/** A prompt set at work. */
export interface SetRun {
  progress(): LiveProgress;
  /** Ends the calls in flight; their cells are pending again. */
  stop(reason: "person" | "interrupted"): void;
  /** Runs a cell next that is pending again. */
  add(place: CellPlace): void;
  /** Why it ended, once nothing is in flight any more. Rejects with the store's trouble. */
  readonly done: Promise<RunEnd>;
}

export interface SetRunInput {
  readonly set: StoredPromptSet;
  readonly counts: CellCounts;
  readonly check: CheckAnswer;
  /** Absent: everything that is pending. */
  readonly only?: readonly CellPlace[];
  /** A cell began or ended. */
  readonly onCell: (place: CellPlace, ended: StoredCell | undefined) => void;
}

interface Flight extends CellPlace {
  /** The most that it may cost, in nano-dollars. */
  readonly reserved: number;
  readonly landed: Promise<void>;
}

export function startSetRun(
  input: SetRunInput,
  dependencies: PromptSetDependencies,
): SetRun {
  const { set } = input;
  const { promptSets, clock } = dependencies;
  const queue = createCellQueue(set, input.only, dependencies);
  const controller = new AbortController();
  const flights = new Set<Flight>();
  const startedAt = clock.monotonic();
  let { counts } = input;
  let endedHere = 0;
  let end: RunEnd = "ended";
  let trouble: unknown;

  function land(cell: StoredCell, place: CellPlace): void {
    const { error } = cell;
    if (error?.code === "aborted" && controller.signal.aborted)
      return input.onCell(place, undefined);
    // The instance was at its limit: nothing is wrong with the cell.
    if (error?.code === "queue-timeout") return queue.putBack(place);
    promptSets.putCell(set.id, cell);
    counts = counted(counts, cell);
    endedHere += 1;
    input.onCell(place, cell);
  }

  function takeOff(row: StoredRow, model: string, reserved: number): void {
    const call = { set, row, model, check: input.check };
    const place = { row: row.row, model };
    const landed = runCell(call, dependencies, controller.signal)
      .then((cell) => {
        flights.delete(flight);
        land(cell, place);
      })
      .catch((cause: unknown) => {
        trouble ??= cause;
        controller.abort();
      });
    const flight: Flight = { ...place, reserved, landed };
    flights.add(flight);
    input.onCell(place, undefined);
  }

  /** Starts the next cell; false when there is none or the budget is used up. */
  async function startNext(): Promise<boolean> {
    const place = await queue.next();
    if (place === undefined || controller.signal.aborted) return false;
    const row = promptSets.row(set.id, place.row);
    const reserved = mostItCosts(
      set,
      { row, model: place.model },
      dependencies,
    );
    const { budgetNanoUsd } = set;
    if (budgetNanoUsd === undefined) {
      takeOff(row, place.model, 0);
      return true;
    }
    if (reserved === undefined) {
      land(refusedCell(place, unknownPrice(place.model)), place);
      return true;
    }
    const inFlight = [...flights].reduce((sum, it) => sum + it.reserved, 0);
    if (counts.costNanoUsd + inFlight + reserved > budgetNanoUsd) {
      queue.putBack(place);
      // What is in flight may turn out cheaper and leave room.
      if (flights.size === 0) end = "budget";
      return false;
    }
    takeOff(row, place.model, reserved);
    return true;
  }

  async function work(): Promise<RunEnd> {
    try {
      while (!controller.signal.aborted) {
        const isFull = flights.size >= set.concurrency;
        if (!isFull && (await startNext())) continue;
        if (flights.size === 0) break;
        await Promise.race([...flights].map(({ landed }) => landed));
      }
    } catch (cause) {
      trouble ??= cause;
    }
    controller.abort();
    await Promise.all([...flights].map(({ landed }) => landed));
    if (trouble !== undefined) throw AppError.from(trouble);
    return end;
  }

  return {
    progress() {
      const remaining = cellsOf(set) - counts.done - counts.failed;
      const pace = (clock.monotonic() - startedAt) / endedHere;
      return {
        counts,
        running: [...flights],
        ...(endedHere > 0 ? { remainingMs: pace * remaining } : {}),
      };
    },
    stop(reason) {
      if (end === "ended") end = reason;
      controller.abort();
    },
    add: queue.putBack,
    done: work(),
  };
}

function counted(counts: CellCounts, cell: StoredCell): CellCounts {
  const isDone = cell.status === "done";
  return {
    done: counts.done + Number(isDone),
    failed: counts.failed + Number(!isDone),
    passed: counts.passed + Number(cell.passed === true),
    costNanoUsd: counts.costNanoUsd + (cell.usage?.costNanoUsd ?? 0),
  };
}

function mostItCosts(
  { systemPrompt, parameters }: StoredPromptSet,
  { row, model }: { readonly row: StoredRow; readonly model: string },
  { estimateReply }: PromptSetDependencies,
): number | undefined {
  const inputTokens =
    estimateTextTokens(systemPrompt) + estimateTextTokens(row.prompt);
  return estimateReply({ asked: model, parameters, inputTokens, images: 0 });
}

function unknownPrice(model: string) {
  return new AppError("denied", {
    message: `The price of ${model} is unknown, so the budget could not be kept.`,
    data: { model },
  }).toJSON();
}
