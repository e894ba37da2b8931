import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CommitThread } from "#main/adapters/sqlite/commits/commit-thread.ts";
import { GroupCommit } from "#main/adapters/sqlite/commits/group-commit.ts";
import {
  closeConnection,
  openConnection,
  openKeyed,
} from "#main/adapters/sqlite/connection.ts";
import { commitWorkerEntry } from "#tests/support/commit-worker.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

const statements = { insert: "INSERT INTO notes VALUES (?)" };
const many = 12;

/** Tells of what it is sent before it can be done: a batch may be under way for less than a turn of the event loop. */
class WatchedThread extends CommitThread {
  #tell: (() => void) | undefined;

  sent(): Promise<void> {
    return new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  override send(...values: Parameters<CommitThread["send"]>): void {
    super.send(...values);
    this.#tell?.();
  }
}

interface Setting {
  readonly workerEntry?: string;
  /** Of the thread. */
  readonly otherKey?: boolean;
}

function start({ workerEntry = commitWorkerEntry, otherKey }: Setting = {}) {
  const file = {
    path: join(temporaryFolder(), "notes.db"),
    key: randomBytes(32),
  };
  const connection = openConnection(file, () => undefined);
  connection.exec("CREATE TABLE notes (text TEXT PRIMARY KEY)");
  const threads: WatchedThread[] = [];
  const key = otherKey === true ? randomBytes(32) : file.key;
  const commits = new GroupCommit(connection, {
    statements,
    thread: {
      start() {
        const options = { path: file.path, key, workerEntry };
        const thread = new WatchedThread(options, statements);
        threads.push(thread);
        return thread;
      },
    },
  });
  onTestFinished(() => {
    commits.close();
    closeConnection(connection);
  });
  const list = connection
    .prepare<[], string>("SELECT text FROM notes ORDER BY text")
    .pluck();
  /** One commit of many writes. */
  const round = (name: string) =>
    Promise.allSettled(
      Array.from({ length: many }, (_, at) =>
        commits.add(() => {
          commits.note("insert", `${name} ${at}`);
          return at;
        }),
      ),
    );
  /** Until a thread stands and has nothing to do. */
  async function busy(): Promise<WatchedThread> {
    for (let count = 0; ; count += 1) {
      const results = await round(`busy ${count}`);
      expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
      const [thread] = threads;
      if (thread?.isFree === true) return thread;
      if (count > 2_000) throw new Error("No thread came to help.");
      // Its start takes time, which rounds do not.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  return { file, connection, commits, threads, list, round, busy };
}

const names = (name: string) =>
  Array.from({ length: many }, (_, at) => `${name} ${at}`);

test("a lone write needs no thread, many that go on do", async () => {
  const { commits, threads, round, busy } = start();
  await commits.add(() => commits.note("insert", "lone"));
  await round("passing");
  expect(threads).toHaveLength(0);
  await busy();
  expect(threads).toHaveLength(1);
});

test("what the thread is given is under way until it is committed, and stands then", async () => {
  const { commits, list, round, busy } = start();
  const thread = await busy();
  const results = round("there");
  await thread.sent();
  expect(thread.isBusy).toBe(true);
  commits.settle();
  expect(thread.isBusy).toBe(false);
  expect(list.all()).toEqual(expect.arrayContaining(names("there")));
  expect(
    (await results).map((it) => it.status === "fulfilled" && it.value),
  ).toEqual(names("there").map((_, at) => at));
});

test("a write that fails in the thread undoes itself alone", async () => {
  const { commits, connection, list, busy, round } = start();
  await busy();
  connection.prepare("INSERT INTO notes VALUES ('again 3')").run();
  const results = await round("again");
  expect(results.map(({ status }) => status)).toEqual(
    names("").map((_, at) => (at === 3 ? "rejected" : "fulfilled")),
  );
  expect(results[3]).toMatchObject({ reason: { code: "conflict" } });
  expect(list.all()).toEqual(expect.arrayContaining(names("again")));
  await commits.add(() => commits.note("insert", "goes on"));
});

test("whoever writes in between waits for what is under way, and never finds the file taken", async () => {
  const { commits, connection, list, busy, round } = start();
  await busy();
  // So that a file that is taken fails at once.
  connection.pragma("busy_timeout = 0");
  const insert = connection.prepare<[string]>("INSERT INTO notes VALUES (?)");
  const running: Promise<unknown>[] = [];
  for (let count = 0; count < 200; count += 1) {
    running.push(round(`round ${count}`));
    await new Promise((resolve) => setTimeout(resolve, count % 3));
    commits.settle();
    insert.run(`between ${count}`);
    commits.now(() => commits.note("insert", `now ${count}`));
  }
  await Promise.all(running);
  const found = new Set(list.all());
  for (let count = 0; count < 200; count += 1)
    for (const name of [
      `between ${count}`,
      `now ${count}`,
      ...names(`round ${count}`),
    ])
      expect(found).toContain(name);
});

test.for([
  [
    "does not exist",
    () => ({ workerEntry: join(temporaryFolder(), "none.mjs") }),
  ],
  ["cannot open the file", () => ({ otherKey: true })],
] satisfies [string, () => Setting][])(
  "where the thread %s, everything is written without it, and it is not tried again",
  async ([, setting]) => {
    const { threads, list, round } = start(setting());
    for (let count = 0; count < 60; count += 1) {
      const results = await round(`round ${count}`);
      expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(threads).toHaveLength(1);
    expect(list.all()).toHaveLength(60 * many);
  },
);

test.for([
  ["before it has committed", false],
  ["just after it has committed", true],
] as const)(
  "nothing is lost or written twice where the thread ends %s",
  async ([, isCommitted]) => {
    const entry = join(temporaryFolder(), "dying-worker.ts");
    const source = (name: string) =>
      JSON.stringify(
        new URL(
          `../../../../../src/main/adapters/sqlite/${name}`,
          import.meta.url,
        ).pathname,
      );
    writeFileSync(
      entry,
      `import { workerData } from "node:worker_threads";
     import { openWriter } from ${source("connection.ts")};
     import { changesOn } from ${source("commits/changes.ts")};
     const { port, shared, statements, path, key } = workerData;
     const state = new Int32Array(shared);
     const make = changesOn(openWriter({ path, key }), statements);
     process.once("exit", () => { Atomics.store(state, 0, -1); Atomics.notify(state, 0); });
     port.on("message", ({ type, number, changes: text }) => {
       if (type === "end") return port.close();
       const changes = JSON.parse(text);
       const isLast = text.includes("last 0");
       if (!isLast || ${isCommitted}) make(changes);
       if (!isLast || ${isCommitted}) Atomics.store(state, 1, number);
       if (isLast) process.exit(1);
       port.postMessage({ type: "done", number });
       Atomics.store(state, 0, number);
       Atomics.notify(state, 0);
     });
     port.postMessage({ type: "ready" });`,
    );
    for (const isWaitedFor of [false, true]) {
      const { commits, list, round, busy, threads } = start({
        workerEntry: entry,
      });
      const thread = await busy();
      const results = round("last");
      if (isWaitedFor) {
        await thread.sent();
        commits.settle();
      }
      expect(
        (await results).every(({ status }) => status === "fulfilled"),
      ).toBe(true);
      expect(list.all()).toEqual(expect.arrayContaining(names("last")));
      expect(
        (await round("after")).every(({ status }) => status === "fulfilled"),
      ).toBe(true);
      expect(threads).toHaveLength(1);
    }
  },
);

test("closed while the thread is busy, all is in the file and the file is free", async () => {
  const { file, connection, commits, busy, round } = start();
  await busy();
  const results = round("last");
  const after = round("waiting");
  commits.close();
  closeConnection(connection);
  await Promise.all([results, after]);
  const reader = openKeyed(file, false);
  onTestFinished(() => void reader.close());
  reader.pragma("busy_timeout = 0");
  reader.exec("BEGIN EXCLUSIVE; COMMIT");
  const found = reader.prepare("SELECT text FROM notes").pluck().all();
  expect(found).toEqual(
    expect.arrayContaining([...names("last"), ...names("waiting")]),
  );
});

test("after its end nothing is written any more, and no thread comes back for it", async () => {
  const { commits, connection, threads, round, busy, file } = start();
  await busy();
  commits.close();
  closeConnection(connection);
  const late = await round("late");
  expect(late.map(({ status }) => status)).toEqual(
    names("").map(() => "rejected"),
  );
  expect(threads).toHaveLength(1);
  const reader = openKeyed(file, true);
  onTestFinished(() => void reader.close());
  expect(
    reader.prepare("SELECT 1 FROM notes WHERE text LIKE 'late%'").all(),
  ).toEqual([]);
});
