import type { Check, PromptSet } from "#shared/compare/prompt-set.ts";
import type {
  PromptSetPatch,
  StoredPromptSet,
} from "#main/ports/prompt-set-store.ts";
import {
  breathe,
  conflict,
  viewSet,
  type PromptSetDependencies,
} from "./dependencies.ts";

/** Rows whose answers are checked again at once. */
const portionRows = 50;

export type SetChanges = Pick<
  PromptSetPatch,
  | "title"
  | "models"
  | "systemPrompt"
  | "parameters"
  | "assertions"
  | "concurrency"
  | "budgetNanoUsd"
>;

/** Changes the settings of a set that does not run. */
export async function updateSet(
  id: string,
  changes: SetChanges,
  dependencies: PromptSetDependencies & { readonly isRunning: boolean },
): Promise<PromptSet> {
  const { promptSets, checker, clock, isRunning } = dependencies;
  const set = promptSets.get(id);
  if (isRunning) throw conflict("Pause the run first.");
  if (changesPrompt(set, changes) && hasAnswers(set, dependencies))
    throw conflict(
      "These answers belong to the old prompt. Duplicate the set to ask anew.",
    );
  const { assertions } = changes;
  if (assertions !== undefined) checker.compile(assertions);
  const models = [...new Set(changes.models ?? set.models)];
  const updatedAt = new Date(clock.now()).toISOString();
  const changed = promptSets.update(id, { ...changes, models }, updatedAt);
  if (assertions !== undefined) await checkAgain(changed, dependencies);
  const counts = promptSets.counts(id, models);
  const stored = promptSets.update(
    id,
    { counts, ...stateOf(changed, counts) },
    updatedAt,
  );
  dependencies.announcements.announce("prompt-sets");
  return viewSet(stored, undefined);
}

function changesPrompt(set: StoredPromptSet, changes: SetChanges): boolean {
  const { systemPrompt, parameters } = changes;
  return (
    (systemPrompt !== undefined && systemPrompt !== set.systemPrompt) ||
    (parameters !== undefined &&
      JSON.stringify(parameters) !== JSON.stringify(set.parameters))
  );
}

function hasAnswers(
  { id, models }: StoredPromptSet,
  { promptSets }: PromptSetDependencies,
): boolean {
  const { done, failed } = promptSets.counts(id, models);
  return done + failed > 0;
}

/** More models make a finished set unfinished. */
function stateOf(
  set: StoredPromptSet,
  { done, failed }: StoredPromptSet["counts"],
): PromptSetPatch {
  const total = (set.rows - set.badRows) * set.models.length;
  if (done + failed === 0) return { state: "ready", pausedBy: null };
  if (done + failed >= total) return { state: "done", pausedBy: null };
  return set.state === "paused" ? {} : { state: "paused", pausedBy: "person" };
}

async function checkAgain(
  { id, rows, assertions }: StoredPromptSet,
  { promptSets, checker, clock }: PromptSetDependencies,
): Promise<void> {
  const check = checker.compile(assertions);
  for (let from = 0; from < rows; from += portionRows) {
    const portion = promptSets.rowsFrom(id, from, portionRows);
    const places = portion.map(({ row }) => row);
    const cells = promptSets.cells(id, places, true);
    for (const cell of cells) {
      if (cell.status !== "done") continue;
      const values = portion.find(({ row }) => row === cell.row)?.values ?? {};
      const checks = check(cell.answer, values);
      promptSets.putCell(id, { ...cell, checks, passed: all(checks) });
    }
    await breathe(clock);
  }
}

function all(checks: readonly Check[]): boolean {
  return checks.every(({ passed }) => passed);
}
