import { expect, it } from "vitest";
import { auditMigrations } from "#main/adapters/sqlite/audit/audit-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

it("0003 has room for what is under way, beside all that was written before", () => {
  const connection = migratedConnection(auditMigrations.slice(0, 2));
  connection.exec(
    "INSERT INTO audit_events (request_id, time, client, route, attempts, status, outcome, duration_ms) VALUES ('r', '2026-01-01', 'c', 'GET /', 0, 200, 'ok', 1)",
  );
  for (const { sql } of auditMigrations.slice(2, 3)) connection.exec(sql);
  const count = (table: string) =>
    connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect(count("audit_events")).toBe(1);
  expect(count("open_requests")).toBe(0);
  connection.exec(
    "INSERT INTO open_requests (number, request_id, time, client, route, attempts, status, duration_ms) VALUES (1, 'r', '2026', 'c', 'GET /', 0, 499, 100.5)",
  );
  expect(count("open_requests")).toBe(1);
});
