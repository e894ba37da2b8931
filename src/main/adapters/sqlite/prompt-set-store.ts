import { AppError } from "#shared/errors/app-error.ts";
import type {
  PromptSetPatch,
  PromptSetStore,
  RowFilter,
  StoredPromptSet,
  StoredRow,
} from "#main/ports/prompt-set-store.ts";
import { durably, type Connection } from "./connection.ts";
import { createCellStore } from "./prompt-set-cells.ts";
import {
  gridRow,
  patchedSet,
  rowRecord,
  setRecord,
  storedRow,
  storedSet,
  type GridRecord,
  type RowRecord,
  type SetRecord,
} from "./prompt-set-rows.ts";

const columns = `id, title, template, variables, models, system_prompt, parameters, assertions,
  concurrency, budget_nano_usd, state, paused_by, rows, bad_rows, counts, created_at, updated_at`;
const columnValues = columns.replaceAll(/\w+/g, "@$&");

/** Characters of a prompt that a grid shows. */
const shownCharacters = 600;

export function createPromptSetStore(connection: Connection): PromptSetStore {
  return {
    ...sets(connection),
    ...rows(connection),
    ...createCellStore(connection),
    purgeSome: purging(connection),
  };
}

type Sets = Pick<
  PromptSetStore,
  "list" | "get" | "insert" | "update" | "setRemoved" | "running"
>;

function sets(connection: Connection): Sets {
  const one = connection.prepare<[string], SetRecord>(
    `SELECT ${columns} FROM prompt_sets WHERE id = ?`,
  );
  const list = connection.prepare<[], SetRecord>(`
    SELECT ${columns} FROM prompt_sets WHERE removed_at IS NULL
    ORDER BY created_at DESC, rowid DESC`);
  const running = connection.prepare<[], SetRecord>(
    `SELECT ${columns} FROM prompt_sets WHERE state = 'running'`,
  );
  const insert = connection.prepare<[SetRecord & { removed_at: string }]>(`
    INSERT INTO prompt_sets (${columns}, removed_at) VALUES (${columnValues}, @removed_at)`);
  const replace = connection.prepare<[SetRecord]>(`
    UPDATE prompt_sets SET (${columns}) = (${columnValues}) WHERE id = @id`);
  const setRemoved = connection.prepare<[string | null, string]>(
    "UPDATE prompt_sets SET removed_at = ? WHERE id = ?",
  );

  function get(id: string): StoredPromptSet {
    const record = one.get(id);
    if (record === undefined) throw notFound(id);
    return storedSet(record);
  }
  const update = connection.transaction(
    (id: string, patch: PromptSetPatch, updatedAt: string) => {
      const set = { ...patchedSet(get(id), patch), updatedAt };
      replace.run(setRecord(set));
      return set;
    },
  );
  return {
    get,
    list: () => list.all().map(storedSet),
    running: () => running.all().map(storedSet),
    insert: (set, removedAt) =>
      void insert.run({ ...setRecord(set), removed_at: removedAt }),
    update: (id, patch, updatedAt) =>
      durably(connection, () => update.immediate(id, patch, updatedAt)),
    setRemoved(id, removedAt) {
      if (setRemoved.run(removedAt, id).changes === 0) throw notFound(id);
    },
  };
}

const filters: Readonly<Record<RowFilter, string>> = {
  all: "TRUE",
  problems: "r.problem IS NOT NULL",
  failed: hasCell("c.status = 'failed'"),
  "not-passed": hasCell("c.passed = 0"),
};

function hasCell(condition: string): string {
  return `EXISTS (
    SELECT 1 FROM prompt_set_cells c WHERE c.set_id = r.set_id AND c.row = r.row
      AND ${condition} AND c.model IN (SELECT value FROM json_each(@models)))`;
}

function rows(
  connection: Connection,
): Pick<PromptSetStore, "addRows" | "row" | "rowsFrom" | "grid"> {
  type GridQuery = {
    id: string;
    models: string;
    offset: number;
    limit: number;
  };
  const insert = connection.prepare<[ReturnType<typeof rowRecord>]>(`
    INSERT INTO prompt_set_rows (set_id, row, problem, prompt, row_values)
    VALUES (@set_id, @row, @problem, @prompt, @row_values)`);
  const from = connection.prepare<
    [{ id: string; from: number; limit: number }],
    RowRecord
  >(`SELECT row, problem, prompt, row_values FROM prompt_set_rows
    WHERE set_id = @id AND row >= @from ORDER BY row LIMIT @limit`);
  const grid = (filter: RowFilter) =>
    connection.prepare<[GridQuery], GridRecord>(`
      SELECT row, problem, substr(prompt, 1, ${shownCharacters}) AS prompt,
        length(prompt) > ${shownCharacters} AS prompt_cut
      FROM prompt_set_rows r WHERE r.set_id = @id AND ${filters[filter]}
      ORDER BY row LIMIT @limit OFFSET @offset`);
  const total = (filter: RowFilter) =>
    connection
      .prepare<[GridQuery], number>(
        `SELECT count(*) FROM prompt_set_rows r WHERE r.set_id = @id AND ${filters[filter]}`,
      )
      .pluck();
  const add = connection.transaction(
    (id: string, added: readonly StoredRow[]) => {
      for (const row of added) insert.run(rowRecord(id, row));
    },
  );
  return {
    addRows: (id, added) => add.immediate(id, added),
    row(id, row) {
      const record = from.get({ id, from: row, limit: 1 });
      if (record?.row !== row) throw notFound(`${id}, row ${row}`);
      return storedRow(record);
    },
    rowsFrom: (id, start, limit) =>
      from.all({ id, from: start, limit }).map(storedRow),
    grid(id, { models, filter, offset, limit }) {
      const query = { id, models: JSON.stringify(models), offset, limit };
      return {
        rows: grid(filter).all(query).map(gridRow),
        total: total(filter).get(query) ?? 0,
      };
    },
  };
}

function purging(connection: Connection): PromptSetStore["purgeSome"] {
  const hidden =
    "SELECT id FROM prompt_sets WHERE removed_at IS NOT NULL AND removed_at < ?";
  const part = (table: string) =>
    connection.prepare<[string, number]>(`
      DELETE FROM ${table} WHERE sequence IN (
        SELECT sequence FROM ${table} WHERE set_id IN (${hidden}) LIMIT ?)`);
  const cells = part("prompt_set_cells");
  const rowsOfSets = part("prompt_set_rows");
  const whole = connection.prepare<[string]>(
    "DELETE FROM prompt_sets WHERE removed_at IS NOT NULL AND removed_at < ?",
  );
  return (removedBefore, portion) =>
    cells.run(removedBefore, portion).changes ||
    rowsOfSets.run(removedBefore, portion).changes ||
    whole.run(removedBefore).changes;
}

function notFound(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no prompt set ${id}.`,
    data: { id },
  });
}
