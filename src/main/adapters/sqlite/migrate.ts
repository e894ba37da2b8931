import { AppError } from "#shared/errors/app-error.ts";
import type { Connection } from "./connection.ts";
import type { Migration } from "./migrations/migration.ts";

export interface MigrateOptions {
  readonly migrations: readonly Migration[];
  /** Called once before an existing file is changed; a throw leaves it as it was. */
  readonly snapshot: (version: number) => void;
}

/** Throws AppError `store-newer` (data `path`, `found`, `known`) for a file of a later program. */
export function refuseNewer(
  found: number,
  {
    path,
    migrations,
  }: { readonly path: string; readonly migrations: readonly Migration[] },
): void {
  const known = migrations.at(-1)?.version ?? 0;
  if (found <= known) return;
  throw new AppError("store-newer", {
    message: `The store ${path} was written by a newer ModelDocker. Install the newer version; the file was left as it is.`,
    data: { path, found, known },
  });
}

/**
 * Brings a file up to the newest step, each in one transaction: a step that fails leaves the file
 * at the one before. Returns the version it had.
 */
export function migrate(
  connection: Connection,
  { migrations, snapshot }: MigrateOptions,
): number {
  const current = () =>
    connection.pragma("user_version", { simple: true }) as number;
  const found = current();
  const missing = migrations.filter(({ version }) => version > found);
  if (found > 0 && missing.length > 0) snapshot(found);
  for (const { version, sql } of missing) {
    connection
      .transaction(() => {
        // Another process that opened at the same time may have been faster.
        if (current() >= version) return;
        connection.exec(sql);
        connection.pragma(`user_version = ${version}`);
      })
      .immediate();
  }
  return found;
}
