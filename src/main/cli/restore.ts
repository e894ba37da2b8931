import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { defaultDataDir } from "#main/adapters/data-dir/default-data-dir.ts";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import { findPlaces } from "./places.ts";
import { restoreData, snapshotsOf } from "./restore-data.ts";
import { parseStrictly, type Environment } from "./serve-options.ts";

export interface RestoreDependencies {
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly entryUrl: string;
  readonly launcher: ChildProcessLauncher;
}

/** Lists snapshots, or puts one in the place of the data. */
export async function restore({
  args,
  environment,
  entryUrl,
  launcher,
}: RestoreDependencies): Promise<number> {
  const { values } = parseStrictly(() =>
    parseArgs({
      args: [...args],
      strict: true,
      options: {
        "data-dir": { type: "string" },
        snapshot: { type: "string" },
        list: { type: "boolean" },
      },
    }),
  );
  const given = values["data-dir"] ?? environment["MODELDOCKER_DATA_DIR"];
  const dataDir = given ? resolve(given) : defaultDataDir({ environment });
  if (values.list) {
    for (const { name, takenAt, bytes } of snapshotsOf(dataDir)) {
      process.stdout.write(`${name}  ${takenAt}  ${bytes} bytes\n`);
    }
    return 0;
  }
  const { snapshot, replacedPath } = await restoreData({
    dataDir,
    environment,
    launcher,
    keyringWorker: findPlaces(entryUrl).keyringWorker,
    ...(values.snapshot !== undefined && { snapshot: values.snapshot }),
  });
  process.stdout.write(`Restored ${snapshot.name} of ${snapshot.takenAt}.\n`);
  if (replacedPath) {
    process.stdout.write(`What it replaced is kept at ${replacedPath}.\n`);
  }
  return 0;
}
