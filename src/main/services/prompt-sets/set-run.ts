import { AppError } from "#shared/errors/app-error.ts";
import { estimateTextTokens } from "#main/domain/prompt/estimate-tokens.ts";
import type {
  CellPlace,
  StoredPromptSet,
  StoredRow,
} from "#main/ports/prompt-set-store.ts";
import { createCellQueue, type CellQueue } from "./cell-queue.ts";
import {
  cellsOf,
  type LiveProgress,
  type PromptSetDependencies,
} from "./dependencies.ts";
import { createFlights, type Flights, type SetRunInput } from "./flights.ts";
import { refusedCell } from "./run-cell.ts";

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

export function startSetRun(
  input: SetRunInput,
  dependencies: PromptSetDependencies,
): SetRun {
  const { set } = input;
  const { clock } = dependencies;
  const queue = createCellQueue(set, input.only, dependencies);
  const controller = new AbortController();
  const flights = createFlights(input, { ...dependencies, queue, controller });
  let end: RunEnd = "ended";

  /** Whether to go on, after starting a cell or waiting for one. */
  async function step(): Promise<boolean> {
    const isFull = flights.running().length >= set.concurrency;
    const started = isFull
      ? "full"
      : await startNext(flights, input, { ...dependencies, queue });
    if (started === "started") return true;
    if (flights.running().length > 0) {
      await flights.oneLanded();
      return true;
    }
    if (started === "budget") end = "budget";
    return false;
  }

  async function work(): Promise<RunEnd> {
    try {
      while (!controller.signal.aborted && (await step()));
    } catch (cause) {
      flights.fail(cause);
    }
    controller.abort();
    await flights.allLanded();
    return end;
  }

  const startedAt = clock.monotonic();
  return {
    progress() {
      const { counts, ended } = flights.sums();
      const remaining = cellsOf(set) - counts.done - counts.failed;
      const pace = (clock.monotonic() - startedAt) / ended;
      return {
        counts,
        running: flights.running(),
        ...(ended > 0 ? { remainingMs: pace * remaining } : {}),
      };
    },
    stop(reason) {
      if (end === "ended") end = reason;
      controller.abort();
    },
    add(place) {
      queue.putBack(place);
      flights.recount();
    },
    done: work(),
  };
}

/** Starts the next cell, unless there is none or the budget has no room for it now. */
async function startNext(
  flights: Flights,
  { set }: SetRunInput,
  dependencies: PromptSetDependencies & { readonly queue: CellQueue },
): Promise<"started" | "none" | "budget"> {
  const { queue, promptSets } = dependencies;
  const place = await queue.next();
  if (place === undefined) return "none";
  const row = promptSets.row(set.id, place.row);
  const { budgetNanoUsd } = set;
  if (budgetNanoUsd === undefined) {
    flights.takeOff(row, place.model, 0);
    return "started";
  }
  const reserved = mostItCosts(set, { row, model: place.model }, dependencies);
  if (reserved === undefined) {
    flights.land(refusedCell(place, unknownPrice(place.model)), place);
    return "started";
  }
  if (flights.committed() + reserved > budgetNanoUsd) {
    // What is in flight may turn out cheaper and leave room.
    queue.putBack(place);
    return "budget";
  }
  flights.takeOff(row, place.model, reserved);
  return "started";
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
