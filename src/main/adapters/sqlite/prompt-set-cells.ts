import type {
  CellCounts,
  CellPlace,
  PromptSetStore,
} from "#main/ports/prompt-set-store.ts";
import { type Connection } from "./connection.ts";
import {
  cellRecord,
  noCounts,
  storedCell,
  type CellRecord,
} from "./prompt-set-rows.ts";

type CellStore = Pick<
  PromptSetStore,
  | "cells"
  | "putCell"
  | "removeCell"
  | "removeFailed"
  | "pending"
  | "pendingSize"
  | "counts"
>;

/** Characters of an answer that a grid shows. */
const shownCharacters = 600;
const everything = 1_000_000_000;

const ofModels = "model IN (SELECT value FROM json_each(@models))";
const isPending = (model: string) => `r.set_id = @id AND r.problem IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM prompt_set_cells c
    WHERE c.set_id = r.set_id AND c.row = r.row AND c.model = ${model}
  )`;

/** Cells that ended; the others are pending by not being there. */
export function createCellStore(connection: Connection): CellStore {
  return { ...reading(connection), ...writing(connection) };
}

function writing(
  connection: Connection,
): Pick<CellStore, "putCell" | "removeCell" | "removeFailed"> {
  const put = connection.prepare<[ReturnType<typeof cellRecord>]>(`
    INSERT OR REPLACE INTO prompt_set_cells (set_id, row, model, status, passed, cost_nano_usd,
      finish_reason, usage, timings, error, checks, answer)
    VALUES (@set_id, @row, @model, @status, @passed, @cost_nano_usd,
      @finish_reason, @usage, @timings, @error, @checks, @answer)`);
  const remove = connection.prepare<[CellPlace & { id: string }]>(
    "DELETE FROM prompt_set_cells WHERE set_id = @id AND row = @row AND model = @model",
  );
  const removeFailed = connection.prepare<[{ id: string; models: string }]>(
    `DELETE FROM prompt_set_cells WHERE set_id = @id AND status = 'failed' AND ${ofModels}`,
  );
  return {
    putCell: (id, cell) => void put.run(cellRecord(id, cell)),
    removeCell: (id, place) => void remove.run({ id, ...place }),
    removeFailed: (id, models) =>
      removeFailed.run({ id, models: JSON.stringify(models) }).changes,
  };
}

function reading(
  connection: Connection,
): Pick<CellStore, "cells" | "pending" | "pendingSize" | "counts"> {
  type Counted = {
    status: string;
    cells: number;
    passed: number;
    cost: number;
  };
  const cells = connection.prepare<
    [{ id: string; rows: string; shown: number }],
    CellRecord
  >(`SELECT row, model, status, passed, finish_reason, usage, timings, error, checks,
      substr(answer, 1, @shown) AS answer, length(answer) > @shown AS answer_cut
    FROM prompt_set_cells
    WHERE set_id = @id AND row IN (SELECT value FROM json_each(@rows))
    ORDER BY row, sequence`);
  const pending = connection.prepare<
    [{ id: string; models: string; from: number; to: number }],
    CellPlace
  >(`SELECT r.row, m.value AS model FROM prompt_set_rows r, json_each(@models) m
    WHERE r.row >= @from AND r.row < @to AND ${isPending("m.value")}
    ORDER BY r.row, m.key`);
  const pendingSize = connection.prepare<
    [{ id: string; model: string }],
    { cells: number; characters: number }
  >(`SELECT count(*) AS cells, coalesce(sum(length(r.prompt)), 0) AS characters
    FROM prompt_set_rows r WHERE ${isPending("@model")}`);
  const counts = connection.prepare<[{ id: string; models: string }], Counted>(`
    SELECT status, count(*) AS cells, coalesce(sum(passed), 0) AS passed,
      sum(cost_nano_usd) AS cost
    FROM prompt_set_cells WHERE set_id = @id AND ${ofModels} GROUP BY status`);
  return {
    cells(id, rows, whole) {
      const shown = whole ? everything : shownCharacters;
      return cells
        .all({ id, rows: JSON.stringify(rows), shown })
        .map(storedCell);
    },
    pending: (id, { models, from, to }) =>
      pending.all({ id, models: JSON.stringify(models), from, to }),
    pendingSize: (id, model) =>
      pendingSize.get({ id, model }) ?? { cells: 0, characters: 0 },
    counts: (id, models) =>
      counts.all({ id, models: JSON.stringify(models) }).reduce<CellCounts>(
        (sum, { status, cells: count, passed, cost }) => ({
          ...sum,
          costNanoUsd: sum.costNanoUsd + cost,
          ...(status === "done" ? { done: count, passed } : { failed: count }),
        }),
        noCounts,
      ),
  };
}
