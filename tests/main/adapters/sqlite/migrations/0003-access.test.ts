import { expect, it } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

it("0003 counts a new or revoked key as a change, and its use as none", () => {
  const connection = migratedConnection(storeMigrations.slice(0, 3));
  const revision = () =>
    connection.prepare("SELECT number FROM gateway_revision").pluck().get();
  expect(revision()).toBe(0);
  connection.exec(
    "INSERT INTO gateway_keys (id, name, prefix, hash, scopes, allow, deny, created_at) VALUES ('k', 'n', 'p', 'h', '[]', '[]', '[]', 't')",
  );
  expect(revision()).toBe(1);
  connection.exec("UPDATE gateway_keys SET last_used_at = 'now'");
  expect(revision()).toBe(1);
  connection.exec("UPDATE gateway_keys SET revoked_at = 'now'");
  expect(revision()).toBe(2);
});
