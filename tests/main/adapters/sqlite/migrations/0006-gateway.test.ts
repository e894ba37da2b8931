import { expect, it } from "vitest";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

// Otherwise a limit that a person lowers holds only after the next start.
it("0006 counts a change of a key's rules, and its use as none", () => {
  const steps = storeMigrations.filter(({ version }) => version <= 6);
  const connection = migratedConnection(steps);
  connection.exec(
    "INSERT INTO gateway_keys (id, name, prefix, hash, scopes, allow, deny, created_at) VALUES ('k', 'n', 'p', 'h', '[]', '[]', '[]', 't')",
  );
  const revision = () =>
    connection.prepare("SELECT number FROM gateway_revision").pluck().get();
  const after = [
    "last_used_at = 'now'",
    "requests_per_minute = 1",
    "deny = '[\"*\"]'",
    "revoked_at = 'now'",
  ].map((change) => {
    connection.exec(`UPDATE gateway_keys SET ${change}`);
    return revision();
  });
  expect(after).toEqual([1, 2, 3, 4]);
});
