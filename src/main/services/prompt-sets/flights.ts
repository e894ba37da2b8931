import { AppError } from "#shared/errors/app-error.ts";
import type { CheckAnswer } from "#main/ports/answer-checker.ts";
import type {
  CellCounts,
  CellPlace,
  StoredCell,
  StoredPromptSet,
  StoredRow,
} from "#main/ports/prompt-set-store.ts";
import type { CellQueue } from "./cell-queue.ts";
import type { PromptSetDependencies } from "./dependencies.ts";
import { runCell } from "./run-cell.ts";

export interface SetRunInput {
  readonly set: StoredPromptSet;
  readonly counts: CellCounts;
  readonly check: CheckAnswer;
  /** Absent: everything that is pending. */
  readonly only?: readonly CellPlace[];
  /** A cell began or ended. */
  readonly onCell: (place: CellPlace, ended: StoredCell | undefined) => void;
}

/** The calls of a run that are under way, and the sums of those that ended. */
export interface Flights {
  running(): readonly CellPlace[];
  /** Nano-dollars that are spent or may still be spent by what is under way. */
  committed(): number;
  sums(): { readonly counts: CellCounts; readonly ended: number };
  takeOff(row: StoredRow, model: string, reserved: number): void;
  /** Writes a cell that ended; one that was cut off goes back to the pending ones. */
  land(cell: StoredCell, place: CellPlace): void;
  /** Reads the sums anew: cells were made pending from outside. */
  recount(): void;
  oneLanded(): Promise<unknown>;
  /** Rejects with the first trouble of all. */
  allLanded(): Promise<void>;
  /** Ends the run with this. */
  fail(cause: unknown): void;
}

interface Flight extends CellPlace {
  /** The most that it may cost, in nano-dollars. */
  readonly reserved: number;
  readonly landed: Promise<void>;
}

export function createFlights(
  { set, check, counts: before, onCell }: SetRunInput,
  dependencies: PromptSetDependencies & {
    readonly queue: CellQueue;
    readonly controller: AbortController;
  },
): Flights {
  const { promptSets, queue, controller } = dependencies;
  const flights = new Set<Flight>();
  let counts = before;
  let ended = 0;
  let trouble: unknown;
  const fail = (cause: unknown): void => {
    trouble ??= cause;
    controller.abort();
  };

  function land(cell: StoredCell, place: CellPlace): void {
    const { error } = cell;
    if (error?.code === "aborted" && controller.signal.aborted)
      return onCell(place, undefined);
    if (error?.code === "queue-timeout") {
      // The instance was at its limit: nothing is wrong with the cell.
      queue.putBack(place);
      return onCell(place, undefined);
    }
    promptSets.putCell(set.id, cell);
    counts = counted(counts, cell);
    ended += 1;
    onCell(place, cell);
  }

  return {
    land,
    fail,
    running: () => [...flights],
    committed: () =>
      [...flights].reduce((sum, it) => sum + it.reserved, counts.costNanoUsd),
    sums: () => ({ counts, ended }),
    takeOff(row, model, reserved) {
      const place = { row: row.row, model };
      const call = { set, row, model, check };
      const landed = runCell(call, dependencies, controller.signal)
        .then((cell) => {
          flights.delete(flight);
          land(cell, place);
        })
        .catch(fail);
      const flight: Flight = { ...place, reserved, landed };
      flights.add(flight);
      onCell(place, undefined);
    },
    recount() {
      counts = promptSets.counts(set.id, set.models);
    },
    oneLanded: () => Promise.race([...flights].map(({ landed }) => landed)),
    async allLanded() {
      await Promise.all([...flights].map(({ landed }) => landed));
      if (trouble !== undefined) throw AppError.from(trouble);
    },
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
