import type { Cell, SetRow } from "#shared/compare/prompt-set.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { CellPlace, RowFilter } from "#main/ports/prompt-set-store.ts";
import { openCell, type PromptSetDependencies } from "./dependencies.ts";
import type { SetRuns } from "./runs.ts";

export interface SetGrid {
  rows(
    id: string,
    query: {
      readonly filter: RowFilter;
      readonly offset: number;
      readonly limit: number;
    },
  ): { rows: SetRow[]; total: number };
  cell(id: string, place: CellPlace): { prompt: string; cell: Cell };
}

/** Rows and cells to look at. */
export function createSetGrid(
  { promptSets }: PromptSetDependencies,
  runs: Pick<SetRuns, "live">,
): SetGrid {
  function openAt(id: string, place: CellPlace): Cell {
    const isRunning = (runs.live(id)?.running ?? []).some(
      ({ row, model }) => row === place.row && model === place.model,
    );
    return openCell(place, isRunning ? "running" : "pending");
  }

  return {
    rows(id, query) {
      const { models } = promptSets.get(id);
      const { rows, total } = promptSets.grid(id, { models, ...query });
      const shown = rows.map(({ row }) => row);
      const ended = promptSets.cells(id, shown, false);
      const cellAt = (place: CellPlace) =>
        ended.find(
          ({ row, model }) => row === place.row && model === place.model,
        ) ?? openAt(id, place);
      return {
        total,
        rows: rows.map((row) => ({
          ...row,
          cells:
            row.problem === undefined
              ? models.map((model) => cellAt({ row: row.row, model }))
              : [],
        })),
      };
    },
    cell(id, place) {
      const { prompt, problem } = promptSets.row(id, place.row);
      if (problem !== undefined)
        throw new AppError("not-found", { message: problem });
      const ended = promptSets
        .cells(id, [place.row], true)
        .find(({ model }) => model === place.model);
      return { prompt, cell: ended ?? openAt(id, place) };
    },
  };
}
