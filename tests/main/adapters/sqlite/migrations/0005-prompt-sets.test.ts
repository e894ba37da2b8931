import { expect, it } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

const steps = storeMigrations.filter(({ version }) => version <= 5);

// Otherwise every look at a set of 80,000 cells would read all their answers.
it("0005 counts cells by an index alone", () => {
  const connection = migratedConnection(steps);
  const plan = JSON.stringify(
    connection
      .prepare(
        `EXPLAIN QUERY PLAN
        SELECT status, count(*), sum(passed), sum(cost_nano_usd) FROM prompt_set_cells
        WHERE set_id = 's' AND model IN ('m') GROUP BY status`,
      )
      .all(),
  );
  expect(plan).toContain("COVERING INDEX prompt_set_cells_counted");
});

it("0005 lets rows and cells go with their set", () => {
  const connection = migratedConnection(steps);
  connection.pragma("foreign_keys = ON");
  connection.exec(`
    INSERT INTO prompt_sets VALUES
      ('s', '', '', '[]', '[]', '', '{}', '[]', 1, NULL, 'ready', NULL, 1, 0, '{}', '', '', NULL);
    INSERT INTO prompt_set_rows VALUES (1, 's', 0, NULL, 'p', '{}');
    INSERT INTO prompt_set_cells VALUES
      (1, 's', 0, 'm', 'done', 1, 0, NULL, NULL, NULL, NULL, '[]', 'a');
    DELETE FROM prompt_sets;
  `);
  const left = connection
    .prepare(
      "SELECT (SELECT count(*) FROM prompt_set_rows) + (SELECT count(*) FROM prompt_set_cells)",
    )
    .pluck();
  expect(left.get()).toBe(0);
});
