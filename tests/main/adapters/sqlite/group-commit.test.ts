import { expect, test } from "vitest";
import {
  GroupCommit,
  type CommitPace,
} from "#main/adapters/sqlite/group-commit.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

function start(pace: CommitPace = {}) {
  const connection = migratedConnection([]);
  connection.exec("CREATE TABLE notes (text TEXT PRIMARY KEY)");
  const insert = connection.prepare<[string]>("INSERT INTO notes VALUES (?)");
  const list = connection
    .prepare<[], string>("SELECT text FROM notes ORDER BY text")
    .pluck();
  const write = connection.transaction((texts: readonly string[]) => {
    for (const text of texts) insert.run(text);
    return texts.length;
  });
  return { commits: new GroupCommit(connection, pace), list, write };
}

test("the writes of one turn are made together, in their order, and tell their results", async () => {
  const { commits, list, write } = start();
  const first = commits.add(() => write(["a"]));
  const second = commits.add(() => [write(["b", "c"]), list.all()]);
  expect(list.all()).toEqual([]);
  expect(await first).toBe(1);
  expect(await second).toEqual([2, ["a", "b", "c"]]);
});

test("a write that fails undoes itself alone", async () => {
  const { commits, list, write } = start();
  const all = await Promise.allSettled([
    commits.add(() => write(["a"])),
    commits.add(() => write(["b", "a"])),
    commits.add(() => write(["c"])),
  ]);
  expect(all.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  expect(all[1]).toMatchObject({ reason: { code: "conflict" } });
  expect(list.all()).toEqual(["a", "c"]);
});

test("flushed before its turn ends, nothing waits and nothing is written twice", async () => {
  const { commits, list, write } = start();
  const written = commits.add(() => write(["a"]));
  commits.flush();
  expect(list.all()).toEqual(["a"]);
  expect(await written).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(list.all()).toEqual(["a"]);
});

test("with a spacing a lone write goes at once, and those right after it go together", async () => {
  const { commits, list, write } = start({ spacingMs: 60 });
  const began = performance.now();
  await commits.add(() => write(["a"]));
  expect(list.all()).toEqual(["a"]);
  const second = commits.add(() => write(["b"]));
  await new Promise((resolve) => setImmediate(resolve));
  const third = commits.add(() => write(["c"]));
  expect(list.all()).toEqual(["a"]);
  expect(await Promise.all([second, third])).toEqual([1, 1]);
  expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  expect(list.all()).toEqual(["a", "b", "c"]);
});

test("a write that nobody waits for goes with the next one that somebody does, else a little later by itself", async () => {
  const { commits, list, write } = start();
  const idle = commits.addIdly(() => write(["a"]));
  await new Promise((resolve) => setImmediate(resolve));
  expect(list.all()).toEqual([]);
  await commits.add(() => write(["b"]));
  expect(list.all()).toEqual(["a", "b"]);
  expect(await idle).toBe(1);
  await commits.addIdly(() => write(["c"]));
  expect(list.all()).toEqual(["a", "b", "c"]);
});
