import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  openKeyed,
  type Connection,
} from "#main/adapters/sqlite/connection.ts";
import { migrate } from "#main/adapters/sqlite/migrate.ts";
import type { Migration } from "#main/adapters/sqlite/migrations/migration.ts";
import { temporaryFolder } from "./temporary-store.ts";

/** A bare connection at exactly these steps of the schema: a new file unless one is given. */
export function migratedConnection(
  migrations: readonly Migration[],
  connection: Connection = newConnection(),
): Connection {
  migrate(connection, { migrations, snapshot: () => undefined });
  return connection;
}

function newConnection(): Connection {
  const path = join(temporaryFolder(), "modeldocker.db");
  writeFileSync(path, "");
  const connection = openKeyed({ path, key: randomBytes(32) }, false);
  onTestFinished(() => void connection.close());
  return connection;
}
