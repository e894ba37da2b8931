import { expect, it } from "vitest";
import { auditMigrations } from "#main/adapters/sqlite/audit/audit-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

// The Gateway screen counts the day's requests while hundreds of thousands come.
it("0002 counts a day by an index alone, and keeps what was written before", () => {
  const connection = migratedConnection(auditMigrations.slice(0, 1));
  connection.exec(
    "INSERT INTO audit_events (request_id, time, client, route, attempts, status, outcome, duration_ms) VALUES ('r', '2026-01-01', 'c', 'GET /', 0, 200, 'ok', 1)",
  );
  for (const { sql } of auditMigrations.slice(1, 2)) connection.exec(sql);
  const plan = connection
    .prepare(
      "EXPLAIN QUERY PLAN SELECT count(*), sum(outcome = 'ok' AND local = 1) FROM audit_events WHERE time >= '2026'",
    )
    .all();
  expect(JSON.stringify(plan)).toContain("COVERING INDEX audit_events_by_time");
  const row = connection.prepare("SELECT local, tries FROM audit_events").get();
  expect(row).toEqual({ local: null, tries: null });
});
