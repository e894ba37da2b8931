import { randomBytes } from "node:crypto";
import {
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Migration } from "#main/adapters/sqlite/migrations/migration.ts";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import {
  listSnapshots,
  restoreSnapshot,
} from "#main/adapters/sqlite/snapshots.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";
import { fileMode } from "#tests/support/file-mode.ts";

const newest = storeMigrations.at(-1)!.version;
const next = (
  step: number,
  sql = `CREATE TABLE later_${step} (a TEXT)`,
): Migration => ({
  version: newest + step,
  sql,
});

/** A store that later programs, with more steps each, open one after the other. */
function history() {
  const path = join(temporaryFolder(), "modeldocker.db");
  const key = randomBytes(32);
  let now = Date.UTC(2026, 0, 1);
  const open = (...later: Migration[]) => {
    now += 60_000;
    const store = openStore({
      path,
      key,
      clock: { now: () => now },
      migrations: [...storeMigrations, ...later],
    });
    onTestFinished(() => store.close());
    return store;
  };
  const pass = (days: number) => {
    now += days * 24 * 60 * 60 * 1_000;
  };
  return { path, key, open, pass };
}

describe("before a migration", () => {
  it("an existing file is copied with its log; a new one and a current one are not", () => {
    const { path, open } = history();
    const first = open();
    expect(first.openedVersion).toBe(0);
    first.values.set("told", "before");
    first.close();
    expect(listSnapshots(path)).toEqual([]);
    const migrated = open(next(1));
    expect(migrated.openedVersion).toBe(newest);
    migrated.values.set("told", "after");
    const snapshots = listSnapshots(path);
    expect(snapshots).toEqual([
      {
        name: `modeldocker-v${newest}-2026-01-01T00-02-00-000Z.db`,
        path: join(path, "..", "snapshots", snapshots[0]?.name ?? ""),
        takenAt: "2026-01-01T00:02:00.000Z",
        version: newest,
        bytes: statSync(snapshots[0]?.path ?? "").size,
      },
    ]);
    expect(fileMode(snapshots[0]?.path ?? "", 0o600)).toBe(0o600);
    expect(readFileSync(snapshots[0]?.path ?? "", "latin1")).not.toMatch(
      /told|CREATE TABLE/,
    );
  });

  it("the last three copies of older schemas are kept", () => {
    const { path, open } = history();
    for (let steps = 0; steps <= 5; steps += 1)
      open(
        ...Array.from({ length: steps }, (_, index) => next(index + 1)),
      ).close();
    const versions = listSnapshots(path).map(({ version }) => version - newest);
    expect(versions).toEqual([4, 3, 2, 1]);
  });

  it("a step that fails leaves the file at the step before, and it opens again", () => {
    const { open } = history();
    open().values.set("told", "before");
    expect(() => open(next(1), next(2, "CREATE TABLE broken ("))).toThrow();
    const again = open(next(1));
    expect(again.openedVersion).toBe(newest + 1);
    expect(again.values.get("told")).toBe("before");
  });
});

describe("once a week", () => {
  it("a copy is taken as the file opens, three are kept, and none of an older schema goes for them", () => {
    const { path, open, pass } = history();
    open().close();
    open(next(1)).close();
    const days = [1, 3, 3, 7, 7, 7];
    const counts = days.map((day) => {
      pass(day);
      open(next(1)).close();
      return listSnapshots(path).length;
    });
    expect(counts).toEqual([1, 1, 2, 3, 4, 4]);
    const versions = listSnapshots(path).map(({ version }) => version - newest);
    expect(versions).toEqual([1, 1, 1, 0]);
  });
});

describe("restoring", () => {
  function damaged() {
    const { path, key, open } = history();
    const first = open();
    first.values.set("told", "in the snapshot");
    first.close();
    const second = open(next(1));
    second.values.set("told", "later");
    second.close();
    truncateSync(path, 5_000);
    return { path, key, open };
  }

  it("puts the newest copy in place and keeps the replaced file", () => {
    const { path, key, open } = damaged();
    expect(() => open()).toThrow(
      expect.objectContaining({ code: "store-corrupt" }),
    );
    const { replacedPath, snapshot } = restoreSnapshot({ path, key, now: 0 });
    expect(replacedPath).toBe(`${path}.replaced-1970-01-01T00-00-00-000Z`);
    expect(statSync(replacedPath ?? "").size).toBe(5_000);
    expect(existsSync(snapshot.path)).toBe(true);
    expect(open().values.get("told")).toBe("in the snapshot");
    expect(fileMode(path, 0o600)).toBe(0o600);
  });

  it("sets the log of the replaced file aside with it", () => {
    const { path, key, open } = damaged();
    writeFileSync(`${path}-wal`, "a log of the other file");
    const { replacedPath } = restoreSnapshot({ path, key, now: 0 });
    expect(readFileSync(`${replacedPath}-wal`, "utf8")).toBe(
      "a log of the other file",
    );
    expect(open().values.get("told")).toBe("in the snapshot");
  });

  // What is owed by the replaced file would be booked again, as the copy knows nothing of its end.
  it("sets what the replaced file owes aside with it", () => {
    const { path, key, open } = damaged();
    for (const number of [3, 12])
      writeFileSync(`${path}-open-${number}`, `debts ${number}`);
    const { replacedPath } = restoreSnapshot({ path, key, now: 0 });
    for (const number of [3, 12])
      expect(readFileSync(`${replacedPath}-open-${number}`, "utf8")).toBe(
        `debts ${number}`,
      );
    expect(open().ledger.settleLost(new Date(0).toISOString())).toEqual({
      lost: 0,
      unreadable: 0,
    });
  });

  it("works where the store itself is gone", () => {
    const { path, key, open } = damaged();
    rmSync(path);
    expect(restoreSnapshot({ path, key, now: 0 }).replacedPath).toBeUndefined();
    expect(open().values.get("told")).toBe("in the snapshot");
  });

  it.each([
    ["store-locked", "another key"],
    ["store-corrupt", "a damaged copy"],
    ["not-found", "an unknown name"],
  ])("refuses (%s) %s and changes nothing", (code, what) => {
    const { path, key } = damaged();
    const [snapshot] = listSnapshots(path);
    if (what === "a damaged copy") truncateSync(snapshot!.path, 9_000);
    const request = {
      path,
      key: what === "another key" ? randomBytes(32) : key,
      now: 0,
      ...(what === "an unknown name" && { name: "none.db" }),
    };
    const before = readdirSync(join(path, "..")).toSorted();
    expect(() => restoreSnapshot(request)).toThrow(
      expect.objectContaining({ code }),
    );
    expect(readdirSync(join(path, "..")).toSorted()).toEqual(before);
    expect(statSync(path).size).toBe(5_000);
  });
});
