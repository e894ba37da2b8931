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

interface RunsContext extends PromptSetDependencies {
  readonly feed: SetFeed;
  readonly runs: Map<string, SetRun>;
  readonly endings: Map<string, Promise<void>>;
}

export function createSetRuns(
  dependencies: PromptSetDependencies,
  feed: SetFeed,
): SetRuns {
  const runs = new Map<string, SetRun>();
  const endings = new Map<string, Promise<void>>();
  const context: RunsContext = { ...dependencies, feed, runs, endings };
  const { promptSets } = dependencies;
  return {
    live: (id) => runs.get(id)?.progress(),
    run: (id) => (runs.has(id) ? view(context, id) : start(context, id)),
    async pause(id) {
      runs.get(id)?.stop("person");
      await endings.get(id);
      return view(context, id);
    },
    retry: (id, place) => retry(context, id, place),
    retryFailed(id) {
      if (runs.has(id)) throw conflict("Pause the run first.");
      promptSets.removeFailed(id, promptSets.get(id).models);
      return start(context, id);
    },
    recover() {
      for (const { id, models, updatedAt } of promptSets.running()) {
        const counts = promptSets.counts(id, models);
        const patch = { state: "paused", pausedBy: "interrupted" } as const;
        promptSets.update(id, { ...patch, counts }, updatedAt);
      }
    },
    async dispose() {
      for (const run of runs.values()) run.stop("interrupted");
      await Promise.all(endings.values());
    },
  };
}

function view({ promptSets, runs }: RunsContext, id: string): PromptSet {
  return viewSet(promptSets.get(id), runs.get(id)?.progress());
}

function changed(context: RunsContext, id: string, patch: PromptSetPatch) {
  const { promptSets, feed, announcements, clock } = context;
  promptSets.update(id, patch, new Date(clock.now()).toISOString());
  feed.publish(id, []);
  announcements.announce("prompt-sets");
}

function start(
  context: RunsContext,
  id: string,
  only?: readonly CellPlace[],
): PromptSet {
  const { promptSets, checker, feed, runs, endings } = context;
  const set = promptSets.get(id);
  if (set.models.length === 0) throw noModel();
  const check = checker.compile(set.assertions);
  const counts = promptSets.counts(id, set.models);
  changed(context, id, { state: "running", pausedBy: null, counts });
  const input = {
    set,
    counts,
    check,
    ...(only === undefined ? {} : { only }),
    onCell: (place: CellPlace, ended: StoredCell | undefined) =>
      feed.publish(id, [told(runs.get(id), place, ended)]),
  };
  const run = startSetRun(input, context);
  runs.set(id, run);
  endings.set(id, settle(context, id, run));
  return view(context, id);
}

function retry(context: RunsContext, id: string, place: CellPlace): PromptSet {
  const { promptSets, runs } = context;
  const run = runs.get(id);
  if (isRunning(run, place)) throw conflict("This cell runs already.");
  const { problem } = promptSets.row(id, place.row);
  checkPlace(problem, promptSets.get(id).models, place);
  promptSets.removeCell(id, place);
  if (run === undefined) return start(context, id, [place]);
  run.add(place);
  return view(context, id);
}

async function settle(
  context: RunsContext,
  id: string,
  run: SetRun,
): Promise<void> {
  const { promptSets, runs, endings, log } = context;
  let end: RunEnd = "interrupted";
  try {
    end = await run.done;
  } catch (cause) {
    log.warn({ set: id, code: AppError.from(cause).code }, "A run broke off.");
  }
  runs.delete(id);
  endings.delete(id);
  try {
    const set = promptSets.get(id);
    const counts = promptSets.counts(id, set.models);
    const isWhole = counts.done + counts.failed >= cellsOf(set);
    const pausedBy = end === "ended" ? "person" : end;
    if (isWhole)
      changed(context, id, { state: "done", pausedBy: null, counts });
    else changed(context, id, { state: "paused", pausedBy, counts });
  } catch {
    // It still says that it runs; the next start finds it as a kill would have left it.
  }
}

function told(
  run: SetRun | undefined,
  place: CellPlace,
  ended: StoredCell | undefined,
): Cell {
  if (ended === undefined)
    return openCell(place, isRunning(run, place) ? "running" : "pending");
  const { answer } = ended;
  return {
    ...ended,
    answer: answer.slice(0, shownCharacters),
    answerCut: answer.length > shownCharacters,
  };
}

function isRunning(run: SetRun | undefined, place: CellPlace): boolean {
  const running = run?.progress().running ?? [];
  return running.some(
    ({ row, model }) => row === place.row && model === place.model,
  );
}

function checkPlace(
  problem: string | undefined,
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
