import type { Migration } from "./migration.ts";

export const promptSets: Migration = {
  version: 5,
  sql: `
    CREATE TABLE prompt_sets (
      id TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      template TEXT NOT NULL,
      variables TEXT NOT NULL,
      models TEXT NOT NULL,
      system_prompt TEXT NOT NULL,
      parameters TEXT NOT NULL,
      assertions TEXT NOT NULL,
      concurrency INTEGER NOT NULL,
      budget_nano_usd INTEGER,
      state TEXT NOT NULL,
      paused_by TEXT,
      rows INTEGER NOT NULL,
      bad_rows INTEGER NOT NULL,
      counts TEXT NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      removed_at TEXT
    ) STRICT;

    CREATE TABLE prompt_set_rows (
      sequence INTEGER PRIMARY KEY,
      set_id TEXT NOT NULL REFERENCES prompt_sets (id) ON DELETE CASCADE,
      row INTEGER NOT NULL,
      problem TEXT,
      prompt TEXT NOT NULL,
      row_values TEXT NOT NULL,
      UNIQUE (set_id, row)
    ) STRICT;

    -- Only cells that ended have a row: what a kill interrupts is pending by itself.
    CREATE TABLE prompt_set_cells (
      sequence INTEGER PRIMARY KEY,
      set_id TEXT NOT NULL REFERENCES prompt_sets (id) ON DELETE CASCADE,
      row INTEGER NOT NULL,
      model TEXT NOT NULL,
      status TEXT NOT NULL,
      passed INTEGER,
      cost_nano_usd INTEGER NOT NULL,
      finish_reason TEXT,
      usage TEXT,
      timings TEXT,
      error TEXT,
      checks TEXT NOT NULL,
      answer TEXT NOT NULL,
      UNIQUE (set_id, row, model)
    ) STRICT;
    CREATE INDEX prompt_set_cells_counted
      ON prompt_set_cells (set_id, model, status, passed, cost_nano_usd);
  `,
};
