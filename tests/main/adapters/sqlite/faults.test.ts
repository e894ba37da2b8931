import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "#shared/errors/app-error.ts";
import { storeMigrations } from "#main/adapters/sqlite/migrations/store-migrations.ts";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import {
  temporaryFolder,
  temporaryStore,
} from "#tests/support/temporary-store.ts";
import { fileMode } from "#tests/support/file-mode.ts";
import { canMount, smallDisk } from "#tests/support/small-disk.ts";

const clock = { now: Date.now };
const createdAt = "2026-01-01T00:00:00.000Z";

function hash(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

function failureOf(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** A closed store with some pages of data. */
function filled() {
  const { store, path, key, folder } = temporaryStore();
  for (let index = 0; index < 200; index += 1)
    store.values.set(`key-${index}`, "x".repeat(1_000));
  store.secrets.set("instance:a", "sk-very-secret");
  store.close();
  return { path, key, folder };
}

/** The same with an unfolded write-ahead log, as a kill leaves it. */
function killed() {
  const { store, path, key, folder } = temporaryStore();
  for (let index = 0; index < 200; index += 1)
    store.values.set(`key-${index}`, "x".repeat(1_000));
  const aside = join(folder, "killed");
  mkdirSync(aside);
  for (const suffix of ["", "-wal"])
    copyFileSync(path + suffix, join(aside, `modeldocker.db${suffix}`));
  return { path: join(aside, "modeldocker.db"), key };
}

describe("what is on the disk", () => {
  it("shows neither secrets nor titles, in any file, and only to its owner", () => {
    const { store, path, folder } = temporaryStore();
    store.secrets.set("instance:a", "sk-very-secret");
    store.values.set("favourites", ["openrouter:some/model"]);
    for (const name of readdirSync(folder)) {
      const content = readFileSync(join(folder, name), "latin1");
      expect(content).not.toMatch(
        /sk-very-secret|some\/model|CREATE TABLE|SQLite format/,
      );
    }
    expect(fileMode(path, 0o600)).toBe(0o600);
    expect(fileMode(`${path}-wal`, 0o600)).toBe(0o600);
  });

  it("keeps secrets until they are removed", () => {
    const opened = temporaryStore();
    opened.store.secrets.set("a", "one");
    opened.store.secrets.set("a", "two");
    opened.store.secrets.set("b", "three");
    const store = opened.reopen();
    expect([store.secrets.get("a"), store.secrets.get("b")]).toEqual([
      "two",
      "three",
    ]);
    store.secrets.remove("a");
    expect(opened.reopen().secrets.get("a")).toBeUndefined();
  });
});

describe("a file that cannot be opened stays as it is", () => {
  it.each([
    ["store-locked", "another key", () => undefined],
    [
      "store-corrupt",
      "half a file",
      (path: string) => truncateSync(path, statSync(path).size / 2),
    ],
    [
      "store-corrupt",
      "a cut last page",
      (path: string) => truncateSync(path, statSync(path).size - 100),
    ],
    [
      "store-corrupt",
      "its first bytes only",
      (path: string) => truncateSync(path, 20),
    ],
    [
      "store-corrupt",
      "random bytes",
      (path: string) => writeFileSync(path, randomBytes(20_000)),
    ],
    [
      "store-corrupt",
      "a text",
      (path: string) => writeFileSync(path, "Dear diary, ".repeat(1_000)),
    ],
    [
      "store-corrupt",
      "a page of another file",
      (path: string) => damage(path, 4096 * 7 + 100),
    ],
    [
      "store-corrupt",
      "a damaged last page",
      (path: string) => damage(path, statSync(path).size - 2_000),
    ],
  ] as const)("%s: %s", (code, what, change) => {
    const { path, key } = filled();
    change(path);
    const before = hash(path);
    const wrong = what === "another key" ? randomBytes(32) : key;
    const failure = failureOf(() => openStore({ path, key: wrong, clock }));
    expect([failure.code, failure.data]).toEqual([code, { path }]);
    expect(failure.message).toContain(path);
    expect(hash(path)).toBe(before);
  });

  it("keeps a write-ahead log, too, when the key is another one, and takes it in with the right one", () => {
    const { path, key } = killed();
    const before = [hash(path), hash(`${path}-wal`)];
    const failure = failureOf(() =>
      openStore({ path, key: randomBytes(32), clock }),
    );
    expect(failure.code).toBe("store-locked");
    expect([hash(path), hash(`${path}-wal`)]).toEqual(before);
    const store = openStore({ path, key, clock });
    expect(store.values.get("key-199")).toBe("x".repeat(1_000));
    store.close();
  });

  it("takes a torn end of the log for what was never acknowledged", () => {
    const { path, key } = killed();
    truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 1_000);
    const store = openStore({ path, key, clock });
    expect(store.values.get("key-100")).toBe("x".repeat(1_000));
    store.close();
  });

  it("store-newer: a file of a later program", () => {
    const { path, key } = filled();
    openStore({
      path,
      key,
      clock,
      migrations: Array.from({ length: 99 }, (_, index) => ({
        version: index + 1,
        sql: "",
      })),
    }).close();
    const before = hash(path);
    const failure = failureOf(() => openStore({ path, key, clock }));
    expect(failure.code).toBe("store-newer");
    expect(failure.data).toMatchObject({ path, found: 99 });
    expect(hash(path)).toBe(before);
  });

  it("store-unwritable: a folder in its place, a missing folder", () => {
    const folder = temporaryFolder();
    const open = (path: string) =>
      failureOf(() => openStore({ path, key: randomBytes(32), clock })).code;
    expect(open(folder)).toBe("store-unwritable");
    expect(open(join(folder, "none", "modeldocker.db"))).toBe(
      "store-unwritable",
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.runIf(canMount)("a disk that cannot take more", () => {
  it("store-full: what was stored stays readable, and room makes it writable again", () => {
    const folder = smallDisk("size=1m");
    const path = join(folder, "modeldocker.db");
    const key = randomBytes(32);
    const store = openStore({ path, key, clock });
    onTestFinished(() => store.close());
    store.conversations.insert({
      id: "c",
      title: "kept",
      pinned: false,
      systemPrompt: "",
      parameters: {},
      costNanoUsd: 0,
      createdAt,
      updatedAt: createdAt,
    });
    const failure = failureOf(() => {
      for (let index = 0; index < 2_000; index += 1)
        store.values.set(`key-${index}`, "x".repeat(4_000));
    });
    expect(failure).toMatchObject({ code: "store-full", data: { path } });
    expect(store.conversations.get("c").title).toBe("kept");
    store.close();
    execFileSync("mount", ["-o", "remount,size=8m", folder]);
    const again = openStore({ path, key, clock });
    onTestFinished(() => again.close());
    expect(again.conversations.get("c").title).toBe("kept");
    again.values.set("after", true);
    expect(again.values.get("after")).toBe(true);
  });

  it("store-full: no room for the snapshot means no migration", () => {
    const folder = smallDisk("size=2m");
    const path = join(folder, "modeldocker.db");
    const key = randomBytes(32);
    const store = openStore({ path, key, clock });
    store.values.set("big", "x".repeat(500_000));
    store.close();
    writeFileSync(join(folder, "filler"), Buffer.alloc(900_000));
    const before = hash(path);
    const migrations = [
      ...storeMigrations,
      {
        version: storeMigrations.length + 1,
        sql: "CREATE TABLE more (a TEXT)",
      },
    ];
    const failure = failureOf(() =>
      openStore({ path, key, clock, migrations }),
    );
    expect(failure.code).toBe("store-full");
    expect(hash(path)).toBe(before);
    expect(readdirSync(join(folder, "snapshots"))).toEqual([]);
  });

  it("store-full: a new store on a full disk", () => {
    const folder = smallDisk("size=64k");
    fill(join(folder, "filler"));
    const failure = failureOf(() =>
      openStore({
        path: join(folder, "modeldocker.db"),
        key: randomBytes(32),
        clock,
      }),
    );
    expect(failure.code).toBe("store-full");
  });

  it("store-unwritable: a read-only disk", () => {
    const folder = smallDisk("size=4m");
    const path = join(folder, "modeldocker.db");
    const key = randomBytes(32);
    openStore({ path, key, clock }).close();
    execFileSync("mount", ["-o", "remount,ro", folder]);
    const before = hash(path);
    const failure = failureOf(() => openStore({ path, key, clock }));
    expect(failure).toMatchObject({ code: "store-unwritable", data: { path } });
    expect(hash(path)).toBe(before);
  });
});

function damage(path: string, position: number): void {
  const file = openSync(path, "r+");
  writeSync(file, randomBytes(500), 0, 500, position);
  closeSync(file);
}

function fill(path: string): void {
  const file = openSync(path, "w");
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096));
  } catch {
    closeSync(file);
  }
}
