import { expect, it } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

it("0009 leaves keys with the settings' cache, and a change of it counts as one", () => {
  const connection = migratedConnection(storeMigrations.slice(0, 8));
  connection.exec(
    "INSERT INTO gateway_keys (id, name, prefix, hash, scopes, allow, deny, created_at) VALUES ('k', '', '', '', '[]', '[]', '[]', 't')",
  );
  connection.exec(storeMigrations[8]?.sql ?? "");
  const read = (sql: string) => connection.prepare(sql).pluck().get();
  expect(read("SELECT cache_mode FROM gateway_keys")).toBeNull();
  const before = Number(read("SELECT number FROM gateway_revision"));
  connection.exec("UPDATE gateway_keys SET cache_mode = 'off'");
  expect(read("SELECT number FROM gateway_revision")).toBe(before + 1);
  connection.exec("UPDATE gateway_keys SET last_used_at = 't'");
  expect(read("SELECT number FROM gateway_revision")).toBe(before + 1);
});
