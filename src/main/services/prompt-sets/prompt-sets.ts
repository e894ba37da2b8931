import type { PromptSet, SetEvent } from "#shared/compare/prompt-set.ts";
import { estimateTextTokens } from "#main/domain/prompt/estimate-tokens.ts";
import { updateSet, type SetChanges } from "./changes.ts";
import { createPromptSetCreation, type PromptSetCreation } from "./creation.ts";
import {
  breathe,
  viewSet,
  type PromptSetDependencies,
} from "./dependencies.ts";
import { exportSet, type ExportFormat } from "./export.ts";
import { createSetGrid, type SetGrid } from "./grid.ts";
import { createSetRuns, type SetRuns } from "./runs.ts";
import { createSetFeed } from "./set-feed.ts";

const undoMs = 24 * 3_600_000;
const purgeEveryMs = 3_600_000;
/** Rows that are deleted at once. */
const purgePortion = 250;
const charactersPerToken = 3.5;

/** Lists of prompts over several models. Throws `not-found`, `conflict`, `invalid-request`. */
export interface PromptSetService
  extends PromptSetCreation, SetGrid, Omit<SetRuns, "live" | "recover"> {
  list(): PromptSet[];
  get(id: string): PromptSet;
  update(id: string, changes: SetChanges): Promise<PromptSet>;
  remove(id: string): Promise<void>;
  restore(id: string): PromptSet;
  estimate(id: string): Promise<{ cells: number; costNanoUsd?: number }>;
  watch(
    id: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<SetEvent, void>;
  export(
    id: string,
    format: ExportFormat,
  ): AsyncGenerator<{ text: string }, void>;
  /** Deletes for good what was removed a day ago, now and each hour until the signal aborts. */
  purgeRemoved(signal: AbortSignal): Promise<void>;
}

export function createPromptSetService(
  dependencies: PromptSetDependencies,
): PromptSetService {
  const { promptSets, clock, announcements } = dependencies;
  const feed = createSetFeed(clock);
  const { live, recover, ...runs } = createSetRuns(dependencies, feed);
  recover();
  const get = (id: string) => viewSet(promptSets.get(id), live(id));

  return {
    ...runs,
    ...createPromptSetCreation(dependencies),
    ...createSetGrid(dependencies, { live }),
    get,
    list: () => promptSets.list().map((set) => viewSet(set, live(set.id))),
    update: (id, changes) =>
      updateSet(id, changes, {
        ...dependencies,
        isRunning: live(id) !== undefined,
      }),
    async remove(id) {
      await runs.pause(id);
      promptSets.setRemoved(id, new Date(clock.now()).toISOString());
      announcements.announce("prompt-sets");
    },
    restore(id) {
      promptSets.setRemoved(id, null);
      announcements.announce("prompt-sets");
      return get(id);
    },
    estimate: (id) => estimateSet(id, dependencies),
    watch: (id, signal) => feed.watch(id, () => get(id), signal),
    export: (id, format) => exportSet(id, format, dependencies),
    async purgeRemoved(signal) {
      while (!signal.aborted) {
        await purge(dependencies, signal).catch(() => undefined);
        await clock.sleep(purgeEveryMs, signal).catch(() => undefined);
      }
    },
  };
}

async function purge(
  { promptSets, clock }: PromptSetDependencies,
  signal: AbortSignal,
): Promise<void> {
  const before = new Date(clock.now() - undoMs).toISOString();
  while (!signal.aborted && promptSets.purgeSome(before, purgePortion) > 0)
    await breathe(clock);
}

/** By the mean length of the prompts that are left. */
async function estimateSet(
  id: string,
  { promptSets, estimateReply, clock }: PromptSetDependencies,
): Promise<{ cells: number; costNanoUsd?: number }> {
  const { models, systemPrompt, parameters } = promptSets.get(id);
  let cells = 0;
  let costNanoUsd: number | undefined = 0;
  for (const asked of models) {
    const size = promptSets.pendingSize(id, asked);
    await breathe(clock);
    if (size.cells === 0) continue;
    const inputTokens =
      estimateTextTokens(systemPrompt) +
      Math.ceil(size.characters / size.cells / charactersPerToken);
    const each = estimateReply({ asked, parameters, inputTokens, images: 0 });
    cells += size.cells;
    costNanoUsd =
      each === undefined || costNanoUsd === undefined
        ? undefined
        : costNanoUsd + each * size.cells;
  }
  return costNanoUsd === undefined ? { cells } : { cells, costNanoUsd };
}
