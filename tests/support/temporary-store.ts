import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  openStore,
  type OpenStoreOptions,
} from "#main/adapters/sqlite/open-store.ts";

/** A folder of its own that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "modeldocker-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A real, encrypted store in a folder that goes when the test ends. `reopen` closes it and opens the
 * same file again, as a restart would.
 */
export function temporaryStore(
  folder = temporaryFolder(),
  more: Pick<OpenStoreOptions, "commitThread"> = {},
) {
  const options = {
    ...more,
    path: join(folder, "modeldocker.db"),
    key: randomBytes(32),
    clock: { now: Date.now },
  };
  let store = openStore(options);
  onTestFinished(() => store.close());
  return {
    ...options,
    folder,
    get store() {
      return store;
    },
    reopen() {
      store.close();
      store = openStore(options);
      return store;
    },
  };
}
