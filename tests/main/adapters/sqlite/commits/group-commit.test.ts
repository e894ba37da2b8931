import { expect, test, vi } from "vitest";
import { GroupCommit } from "#main/adapters/sqlite/commits/group-commit.ts";
import { migratedConnection } from "#tests/support/migrated-connection.ts";

const statements = { insert: "INSERT INTO notes VALUES (?)" };

function start(options: { readonly spacingMs?: number } = {}) {
  const connection = migratedConnection([]);
  connection.exec("CREATE TABLE notes (text TEXT PRIMARY KEY)");
  const list = connection
    .prepare<[], string>("SELECT text FROM notes ORDER BY text")
    .pluck();
  const commits = new GroupCommit(connection, { statements, ...options });
  const write = (texts: readonly string[]) => {
    for (const text of texts) commits.note("insert", text);
    return texts.length;
  };
  return { commits, list, write };
}

test("the writes of one turn are made together, in their order, and tell their results", async () => {
  const { commits, list, write } = start();
  const order: string[] = [];
  const first = commits.add(() => order.push("first") && write(["a"]));
  const second = commits.add(() => order.push("second") && write(["b", "c"]));
  expect(list.all()).toEqual([]);
  expect(await first).toBe(1);
  expect(await second).toBe(2);
  expect(order).toEqual(["first", "second"]);
  expect(list.all()).toEqual(["a", "b", "c"]);
});

test("a write that fails undoes itself alone", async () => {
  const { commits, list, write } = start();
  const all = await Promise.allSettled([
    commits.add(() => write(["a"])),
    commits.add(() => write(["b", "a"])),
    commits.add(() => {
      write(["d"]);
      throw new Error("undone");
    }),
    commits.add(() => write(["c"])),
  ]);
  expect(all.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "rejected",
    "fulfilled",
  ]);
  expect(all[1]).toMatchObject({ reason: { code: "conflict" } });
  expect(list.all()).toEqual(["a", "c"]);
});

test("what is kept beside the file is told how each transaction ended, and adds to it last", async () => {
  const { commits, list, write } = start();
  const told: string[] = [];
  commits.accompany({
    beforeCommit: () => void write([`sum ${told.length}`]),
    committed: () => told.push("committed"),
    rolledBack: () => told.push("rolled back"),
  });
  await commits.add(() => write(["a"]));
  const again = commits.add(() => write(["a"]));
  await expect(again).rejects.toMatchObject({ code: "conflict" });
  expect(() => commits.now(() => write(["a"]))).toThrow(/UNIQUE/);
  expect(commits.now(() => write(["b"]))).toBe(1);
  expect(told).toEqual([
    "committed",
    "rolled back",
    "rolled back",
    "committed",
  ]);
  expect(list.all()).toEqual(["a", "b", "sum 0", "sum 3"]);
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

test("with a spacing a write waits for those that come within it, and goes with them", async () => {
  const { commits, list, write } = start({ spacingMs: 60 });
  const began = performance.now();
  const first = commits.add(() => write(["a"]));
  await new Promise((resolve) => setImmediate(resolve));
  const second = commits.add(() => write(["b"]));
  expect(list.all()).toEqual([]);
  expect(await Promise.all([first, second])).toEqual([1, 1]);
  expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  expect(list.all()).toEqual(["a", "b"]);
  await commits.add(() => write(["c"]));
  expect(list.all()).toEqual(["a", "b", "c"]);
});

test("a write that nobody waits for goes with the next one that somebody does, else a little later by itself", async () => {
  const { commits, list, write } = start();
  commits.addIdly(() => void write(["a"]));
  await new Promise((resolve) => setImmediate(resolve));
  expect(list.all()).toEqual([]);
  await commits.add(() => write(["b"]));
  expect(list.all()).toEqual(["a", "b"]);
  commits.addIdly(() => void write(["c"]));
  expect(list.all()).toEqual(["a", "b"]);
  await expect.poll(() => list.all()).toEqual(["a", "b", "c"]);
});

// Where many came, the next ones waited a millisecond for each other once: longer than a commit takes.
test("without a spacing a write goes in its turn, however many shared the last commit", async () => {
  const { commits, list, write } = start();
  const many = Array.from({ length: 50 }, (_, index) => `${100 + index}`);
  await Promise.all(many.map((text) => commits.add(() => write([text]))));
  void commits.add(() => write(["a"]));
  await new Promise((resolve) => setImmediate(resolve));
  expect(list.all()).toEqual([...many, "a"]);
});

test("a write that changes nothing makes no transaction, and is told its result", async () => {
  const { commits } = start();
  const committed = vi.fn();
  commits.accompany({
    beforeCommit: () => undefined,
    committed,
    rolledBack: () => undefined,
  });
  expect(await commits.add(() => "refused")).toBe("refused");
  expect(committed).toHaveBeenCalledOnce();
});
