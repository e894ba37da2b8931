import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import {
  listSnapshots,
  restoreSnapshot,
} from "#main/adapters/sqlite/snapshots.ts";
import { cipherOf } from "#main/adapters/sqlite/store-header.ts";
import {
  temporaryFolder,
  temporaryStore,
} from "#tests/support/temporary-store.ts";

test("a new file is sealed with AEGIS, and nothing in it can be read", () => {
  const opened = temporaryStore();
  opened.store.values.set("canary", "a text that nobody may find");
  opened.store.close();
  expect(cipherOf(opened.path)).toBe("aegis");
  expect(readFileSync(opened.path).includes("nobody may find")).toBe(false);
});

test("a file of an older version keeps its cipher, its data and its snapshots", () => {
  const path = join(temporaryFolder(), "modeldocker.db");
  const key = randomBytes(32);
  const older = new Database(path);
  older.pragma("cipher = 'chacha20'");
  older.pragma(`key = 'raw:${key.toString("hex")}'`);
  older.exec(
    "CREATE TABLE older (text TEXT); INSERT INTO older VALUES ('kept')",
  );
  older.close();
  const clock = { now: Date.now };

  const store = openStore({ path, key, clock });
  store.values.set("a", 1);
  store.close();
  expect(cipherOf(path)).toBe("chacha20");
  // The first copy is taken when a file that has a schema is opened.
  openStore({ path, key, clock }).close();
  const [snapshot] = listSnapshots(path);
  expect(snapshot && cipherOf(snapshot.path)).toBe("chacha20");
  restoreSnapshot({ path, key, now: Date.now() });
  const again = openStore({ path, key, clock });
  again.values.set("b", 2);
  expect(again.values.get("b")).toBe(2);
  again.close();
});

test("the wrong key is refused with either cipher", () => {
  const opened = temporaryStore();
  opened.store.close();
  const other = { ...opened, key: randomBytes(32) };
  expect(() => openStore(other)).toThrow(
    expect.objectContaining({ code: "store-locked" }),
  );
});
