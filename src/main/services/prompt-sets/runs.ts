import type { Cell, PromptSet } from "#shared/compare/prompt-set.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type {
  CellPlace,
  PromptSetPatch,
  StoredCell,
} from "#main/ports/prompt-set-store.ts";
import {
  cellsOf,
  conflict,
  openCell,
  viewSet,
  type LiveProgress,
  type PromptSetDependencies,
} from "./dependencies.ts";
import type { SetFeed } from "./set-feed.ts";
import { startSetRun, type RunEnd, type SetRun } from "./set-run.ts";

/** Characters of an answer that watchers are told. */
const shownCharacters = 600;

/** The prompt sets at work. */
export interface SetRuns {
  run(id: string): PromptSet;
  pause(id: string): Promise<PromptSet>;
  retry(id: string, place: CellPlace): PromptSet;
  retryFailed(id: string): PromptSet;
  live(id: string): LiveProgress | undefined;
  /** Sets that the last run of the program left in the middle are paused. Once, at start. */
  recover(): void;
  /** Ends what runs as interrupted. */
  dispose(): Promise<void>;
}

export function createSetRuns(
  dependencies: PromptSetDependencies,
  feed: SetFeed,
): SetRuns {
  const { promptSets, checker, clock, announcements, log } = dependencies;
  const runs = new Map<string, SetRun>();
  const endings = new Map<string, Promise<void>>();
  const now = (): string => new Date(clock.now()).toISOString();
  const live = (id: string) => runs.get(id)?.progress();
  const view = (id: string) => viewSet(promptSets.get(id), live(id));

  function changed(id: string, patch: PromptSetPatch): void {
    promptSets.update(id, patch, now());
    feed.publish(id, []);
    announcements.announce("prompt-sets");
  }

  function start(id: string, only?: readonly CellPlace[]): PromptSet {
    const set = promptSets.get(id);
    if (set.models.length === 0) throw noModel();
    const check = checker.compile(set.assertions);
    const counts = promptSets.counts(id, set.models);
    changed(id, { state: "running", pausedBy: null, counts });
    const run = startSetRun(
      {
        set,
        counts,
        check,
        ...(only === undefined ? {} : { only }),
        onCell: (place, ended) => feed.publish(id, [told(id, place, ended)]),
      },
      dependencies,
    );
    runs.set(id, run);
    endings.set(id, settle(id, run));
    return view(id);
  }

  function told(
    id: string,
    place: CellPlace,
    ended: StoredCell | undefined,
  ): Cell {
    if (ended !== undefined)
      return {
        ...ended,
        answer: ended.answer.slice(0, shownCharacters),
        answerCut: ended.answer.length > shownCharacters,
      };
    const isRunning = (live(id)?.running ?? []).some(
      ({ row, model }) => row === place.row && model === place.model,
    );
    return openCell(place, isRunning ? "running" : "pending");
  }

  async function settle(id: string, run: SetRun): Promise<void> {
    let end: RunEnd = "interrupted";
    try {
      end = await run.done;
    } catch (cause) {
      log.warn(
        { set: id, code: AppError.from(cause).code },
        "A run broke off.",
      );
    }
    const { counts } = run.progress();
    runs.delete(id);
    endings.delete(id);
    const left = cellsOf(promptSets.get(id)) - counts.done - counts.failed > 0;
    const pausedBy = end === "ended" ? "person" : end;
    try {
      if (left) changed(id, { state: "paused", pausedBy, counts });
      else changed(id, { state: "done", pausedBy: null, counts });
    } catch {
      // It still says that it runs; the next start finds it as a kill would have left it.
    }
  }

  return {
    live,
    run(id) {
      return runs.has(id) ? view(id) : start(id);
    },
    async pause(id) {
      runs.get(id)?.stop("person");
      await endings.get(id);
      return view(id);
    },
    retry(id, place) {
      const run = runs.get(id);
      const isRunning = run
        ?.progress()
        .running.some((it) => it.row === place.row && it.model === place.model);
      if (isRunning === true) throw conflict("This cell runs already.");
      checkPlace(
        promptSets.row(id, place.row),
        promptSets.get(id).models,
        place,
      );
      promptSets.removeCell(id, place);
      if (run === undefined) return start(id, [place]);
      run.add(place);
      return view(id);
    },
    retryFailed(id) {
      if (runs.has(id)) throw conflict("Pause the run first.");
      promptSets.removeFailed(id, promptSets.get(id).models);
      return start(id);
    },
    recover() {
      for (const { id, models } of promptSets.running()) {
        const counts = promptSets.counts(id, models);
        const patch = { state: "paused", pausedBy: "interrupted" } as const;
        promptSets.update(id, { ...patch, counts }, now());
      }
    },
    async dispose() {
      for (const run of runs.values()) run.stop("interrupted");
      await Promise.all(endings.values());
    },
  };
}

function checkPlace(
  { problem }: { readonly problem?: string },
  models: readonly string[],
  { model }: CellPlace,
): void {
  if (problem !== undefined)
    throw conflict(`This row is never run. ${problem}`);
  if (!models.includes(model))
    throw conflict(`This set does not ask ${model}.`);
}

function noModel(): AppError {
  return new AppError("invalid-request", {
    message: "Choose a model first.",
    data: { parameter: "models" },
  });
}
