import fc from "fast-check";
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openKeyed } from "#main/adapters/sqlite/connection.ts";
import { journalFilesOf } from "#main/adapters/sqlite/journal-files.ts";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import type { Ledger, Reservation, Settlement } from "#main/ports/ledger.ts";
import {
  commitWorkerEntry,
  untilThreadCommits,
} from "#tests/support/commit-worker.ts";
import {
  temporaryFolder,
  temporaryStore,
} from "#tests/support/temporary-store.ts";

const writer = fileURLToPath(
  new URL("../../../support/ledger-writer.ts", import.meta.url),
);
const now = "2026-01-01T00:00:00.000Z";
const later = "2026-01-01T02:30:00.000Z";

function reservation(
  id: string,
  patch: Partial<Reservation> = {},
): Reservation {
  const target = { instance: "openrouter", model: "x/y" };
  return { id, reservedAt: now, ...target, nanoUsd: 100, tokens: 10, ...patch };
}

const settlement: Settlement = {
  settledAt: now,
  outcome: "ok",
  usage: { inputTokens: 1, outputTokens: 2, costNanoUsd: 7 },
};

type File = { readonly path: string; readonly key: Uint8Array };

function read<Row>(file: File, sql: string): Row[] {
  const connection = openKeyed(file, true);
  try {
    return connection.prepare<[], Row>(sql).all();
  } finally {
    connection.close();
  }
}

const booked = (file: File) =>
  read<{ id: string; outcome: string; cost: number }>(
    file,
    "SELECT id, outcome, cost_nano_usd AS cost FROM ledger ORDER BY id",
  );
const files = ({ path }: { readonly path: string }) =>
  journalFilesOf(path).map((each) => basename(each));

const reserveAll = (ledger: Ledger, ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => ledger.reserve(reservation(id), [])));

/** What a kill would leave now, opened. */
function killed({ path, key }: File) {
  const folder = temporaryFolder();
  cpSync(dirname(path), folder, { recursive: true });
  const file = { path: join(folder, basename(path)), key };
  const store = openStore({ ...file, clock: { now: Date.now } });
  onTestFinished(() => store.close());
  return { ...file, ledger: store.ledger };
}

it("owes what is open after a kill, and leaves no file when all has ended", async () => {
  const opened = temporaryStore();
  const { ledger } = opened.store;
  await reserveAll(ledger, ["a", "b", "c"]);
  await reserveAll(ledger, ["d"]);
  const { ledger: next, ...file } = killed(opened);
  expect(next.settleLost(later)).toEqual({ lost: 4, unreadable: 0 });
  expect(files(file)).toEqual([]);
  for (const id of ["a", "d", "b"]) ledger.settle(id, settlement);
  const last = killed(opened);
  expect(last.ledger.settleLost(later)).toEqual({ lost: 1, unreadable: 0 });
  expect(booked(last).map(({ id, outcome }) => [id, outcome])).toEqual([
    ["a", "ok"],
    ["b", "ok"],
    ["c", "lost"],
    ["d", "ok"],
  ]);
  ledger.settle("c", settlement);
  opened.store.close();
  expect(files(opened)).toEqual([]);
});

it("settles what is left as lost, once, at what it was raised to", async () => {
  const opened = temporaryStore();
  const { ledger } = opened.store;
  await reserveAll(ledger, ["a", "b", "c"]);
  ledger.raise("a", { nanoUsd: 300, tokens: 30 }, []);
  ledger.raise("a", { nanoUsd: 400, tokens: 40 }, []);
  ledger.raise("b", { nanoUsd: 500, tokens: 50 }, []);
  ledger.settle("b", settlement);
  const raised = [
    { id: "a", outcome: "lost", cost: 400 },
    { id: "b", outcome: "ok", cost: 7 },
    { id: "c", outcome: "lost", cost: 100 },
  ];
  const { ledger: afterKill, ...copy } = killed(opened);
  expect(afterKill.settleLost(later)).toEqual({ lost: 2, unreadable: 0 });
  expect(booked(copy)).toEqual(raised);
  const next = opened.reopen().ledger;
  expect(next.settleLost(later)).toEqual({ lost: 2, unreadable: 0 });
  expect(booked(opened)).toEqual(raised);
  expect(files(opened)).toEqual([]);
  const all = { scope: {}, since: now };
  expect(next.used({ ...all, measure: "nanoUsd" })).toBe(507);
  expect(next.used({ ...all, measure: "tokens" })).toBe(53);
});

it("is as it was after a transaction that was undone", async () => {
  const opened = temporaryStore();
  const { ledger } = opened.store;
  const used = () => ledger.used({ measure: "nanoUsd", scope: {}, since: now });
  await reserveAll(ledger, ["a", "b"]);
  ledger.soon(() => {
    ledger.settle("a", settlement);
    ledger.settle("b", settlement);
    throw new Error("undone");
  });
  await ledger.reserve(reservation("d"), []);
  expect(used()).toBe(300);
  await ledger.reserve(reservation("c"), []);
  ledger.settle("a", settlement);
  expect(used()).toBe(307);
  const next = opened.reopen().ledger;
  expect(next.settleLost(later)).toEqual({ lost: 3, unreadable: 0 });
  expect(booked(opened)).toEqual([
    { id: "a", outcome: "ok", cost: 7 },
    { id: "b", outcome: "lost", cost: 100 },
    { id: "c", outcome: "lost", cost: 100 },
    { id: "d", outcome: "lost", cost: 100 },
  ]);
});

it("still owes an attempt whose settlement could not be written when the store closed", async () => {
  const opened = temporaryStore();
  const { ledger } = opened.store;
  await reserveAll(ledger, ["a", "b"]);
  const connection = openKeyed(opened, false);
  connection.exec(
    `CREATE TRIGGER refuse BEFORE INSERT ON ledger WHEN new.id = 'a' BEGIN SELECT raise(ABORT, 'no'); END`,
  );
  ledger.soon(() => ledger.settle("a", settlement));
  ledger.soon(() => ledger.settle("b", settlement));
  opened.store.close();
  connection.exec("DROP TRIGGER refuse");
  connection.close();
  const next = opened.reopen().ledger;
  expect(next.settleLost(later)).toEqual({ lost: 1, unreadable: 0 });
  expect(booked(opened).map(({ id, outcome }) => [id, outcome])).toEqual([
    ["a", "lost"],
    ["b", "ok"],
  ]);
});

it("keeps the files of runs whose debts nobody settled, whatever comes after them", async () => {
  const opened = temporaryStore();
  for (let run = 1; run <= 12; run += 1) {
    await opened.store.ledger.reserve(reservation(`run ${run}`), []);
    opened.reopen();
    expect(files(opened)).toHaveLength(run);
  }
  const { ledger } = opened.store;
  await ledger.reserve(reservation("of this run"), []);
  // Late, and nothing of this run.
  expect(ledger.settleLost(later)).toEqual({ lost: 12, unreadable: 0 });
  expect(files(opened)).toHaveLength(1);
  ledger.settle("of this run", settlement);
  expect(ledger.settleLost(later)).toEqual({ lost: 0, unreadable: 0 });
});

it("books what can be read of a damaged file, once, and leaves the file", async () => {
  const opened = temporaryStore();
  await reserveAll(opened.store.ledger, ["a", "b", "c"]);
  opened.store.close();
  const [path = ""] = journalFilesOf(opened.path);
  const bytes = readFileSync(path);
  // Within the second of three lines.
  const at = Math.round(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x80, at);
  writeFileSync(path, bytes);
  mkdirSync(`${opened.path}-open-7`);
  writeFileSync(`${opened.path}-open-8`, "something else");
  const first = opened.reopen().ledger;
  expect(first.settleLost(later)).toEqual({ lost: 2, unreadable: 3 });
  const second = opened.reopen().ledger;
  expect(second.settleLost(later)).toEqual({ lost: 0, unreadable: 3 });
  expect(booked(opened).map(({ id }) => id)).toEqual(["a", "c"]);
  await second.reserve(reservation("d"), []);
  expect(opened.reopen().ledger.settleLost(later).lost).toBe(1);
  expect(readFileSync(path)).toEqual(bytes);
});

// A note that cannot be read may neither stop the program nor vanish with what it says.
it("books what can be read of what an older program noted, once, and leaves a damaged note", async () => {
  const opened = temporaryStore();
  const connection = openKeyed(opened, false);
  const insert = connection.prepare(
    "INSERT INTO ledger_open (reservations) VALUES (?)",
  );
  const notes = [
    "{",
    '"text"',
    JSON.stringify([
      reservation("a"),
      { ...reservation("b"), nanoUsd: -1 },
      null,
    ]),
    JSON.stringify([reservation("c")]),
  ];
  for (const note of notes) insert.run(note);
  connection.close();
  const first = opened.reopen().ledger;
  expect(first.settleLost(later)).toEqual({ lost: 2, unreadable: 3 });
  const second = opened.reopen().ledger;
  expect(second.settleLost(later)).toEqual({ lost: 0, unreadable: 3 });
  expect(booked(opened).map(({ id }) => id)).toEqual(["a", "c"]);
  await second.reserve(reservation("d"), []);
  expect(opened.reopen().ledger.settleLost(later).lost).toBe(1);
});

type Message = { readonly id: string; readonly nanoUsd: number };

it.each([
  // Eight at a time are committed by the main thread, forty by a thread of its own.
  [8, 300, 1],
  [40, 3_000, 1],
  // So long that the file has started anew in the midst of it.
  [200, 25_000, 2],
])(
  "owes each call once after kill -9 among %i at once, at least what was acknowledged of it",
  async (atOnce, acknowledgements, atLeastFiles) => {
    const file = {
      path: join(temporaryFolder(), "modeldocker.db"),
      key: randomBytes(32),
    };
    const child = fork(writer, [
      file.path,
      file.key.toString("hex"),
      String(atOnce),
    ]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const acknowledged = new Map<string, number>();
    await new Promise<void>((resolve) => {
      let count = 0;
      child.on("message", ({ id, nanoUsd }: Message) => {
        acknowledged.set(id, nanoUsd);
        if ((count += 1) === acknowledgements) resolve();
      });
    });
    child.kill("SIGKILL");
    await once(child, "exit");
    const newest = /\d+$/.exec(files(file).at(-1) ?? "")?.[0];
    expect(Number(newest)).toBeGreaterThanOrEqual(atLeastFiles);

    const store = openStore({ ...file, clock: { now: Date.now } });
    onTestFinished(() => store.close());
    const { lost } = store.ledger.settleLost(later);
    expect(store.ledger.settleLost(later)).toEqual({ lost: 0, unreadable: 0 });
    const rows = booked(file);
    const costs = new Map(rows.map(({ id, cost }) => [id, cost]));
    expect(costs.size).toBe(rows.length);
    // A step beyond what was acknowledged may be committed: raised, or settled.
    const next: Record<number, readonly number[]> = {
      7: [7],
      150: [150, 7],
      100: [100, 150, 7],
    };
    for (const [id, nanoUsd] of acknowledged)
      expect(next[nanoUsd]).toContain(costs.get(id));
    expect(rows.filter(({ outcome }) => outcome === "lost")).toHaveLength(lost);
    expect(lost).toBeGreaterThan(10);
    expect(rows.length - lost).toBeGreaterThan(10);
    expect(files(file)).toEqual([]);
    const total = rows.reduce((sum, { cost }) => sum + cost, 0);
    const since = "2000-01-01T00:00:00.000Z";
    for (const scope of [{}, { keyId: "k" }])
      expect(store.ledger.used({ measure: "nanoUsd", scope, since })).toBe(
        total,
      );
  },
);

const step = fc.record({
  does: fc.constantFrom("reserve", "raise", "settle", "fail", "restart"),
  which: fc.nat(9),
  isFree: fc.boolean(),
  keyId: fc.constantFrom("k", "l"),
  reservedAt: fc.constantFrom(now, later),
  nanoUsd: fc.nat(1_000),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What the ledger should hold. */
interface Expected {
  readonly open: Map<string, Reservation>;
  readonly ended: {
    readonly keyId: string | undefined;
    readonly nanoUsd: number;
  }[];
  count: number;
}

function take(
  ledger: Ledger,
  expected: Expected,
  { does, which, ...facts }: Step,
): Promise<unknown> {
  const { open, ended } = expected;
  const chosen = [...open.values()][which % (open.size || 1)];
  if (does === "fail") {
    ledger.soon(() => {
      if (chosen) ledger.settle(chosen.id, settlement);
      throw new Error("undone");
    });
  } else if (does === "reserve") {
    const made = reservation(`${(expected.count += 1)}`, facts);
    open.set(made.id, made);
    return Promise.resolve(ledger.reserve(made, []));
  } else if (chosen !== undefined && does === "raise") {
    const more = { nanoUsd: facts.nanoUsd, tokens: 20 };
    open.set(chosen.id, { ...chosen, ...more });
    expect(ledger.raise(chosen.id, more, [])).toBeUndefined();
  } else if (chosen !== undefined && does === "settle") {
    open.delete(chosen.id);
    ended.push({ keyId: chosen.keyId, nanoUsd: 7 });
    ledger.soon(() => ledger.settle(chosen.id, settlement));
  }
  return Promise.resolve();
}

const paidOf = ({ open }: Expected) =>
  [...open.values()].filter(({ isFree }) => isFree !== true);

function restart(
  opened: ReturnType<typeof temporaryStore>,
  expected: Expected,
) {
  const { open, ended } = expected;
  const paid = paidOf(expected);
  const { lost } = opened.reopen().ledger.settleLost(later);
  expect(lost).toBe(paid.length);
  for (const { keyId, nanoUsd } of paid) ended.push({ keyId, nanoUsd });
  open.clear();
}

const inThread = {
  commitThread: {
    workerEntry: commitWorkerEntry,
    minWrites: 1,
    busyCommits: 1,
  },
};

it.each([
  ["here", {}, 20],
  ["in a thread", inThread, 10],
] as const)(
  "has sums that are those of its rows and of what is open, whatever happens: written %s",
  async (_, options, numRuns) => {
    const steps = fc.array(step, { minLength: 2, maxLength: 8 });
    // Settlements are committed within it, or the next turn comes while they are on their way.
    const waitMs = fc.nat(30);
    const turns = fc.array(fc.record({ steps, waitMs }), {
      minLength: 2,
      maxLength: 6,
    });
    const property = fc.asyncProperty(turns, async (all) => {
      const opened = temporaryStore(undefined, options);
      const ready = () =>
        options === inThread
          ? untilThreadCommits(opened.store.ledger, 1)
          : undefined;
      await ready();
      const expected: Expected = { open: new Map(), ended: [], count: 0 };
      for (const turn of all) {
        const { ledger } = opened.store;
        const does = turn.steps.map((each) => take(ledger, expected, each));
        await Promise.all(does);
        await new Promise((resolve) => setTimeout(resolve, turn.waitMs));
        if (turn.steps.some((each) => each.does === "restart"))
          restart(opened, expected);
        for (const keyId of ["k", "l"]) {
          const counted = [...expected.open.values(), ...expected.ended].filter(
            (each) => each.keyId === keyId,
          );
          const used = (measure: "requests" | "nanoUsd") =>
            opened.store.ledger.used({ measure, scope: { keyId }, since: now });
          expect([used("requests"), used("nanoUsd")]).toEqual([
            counted.length,
            counted.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0),
          ]);
        }
        expect(read(opened, totalSums)).toEqual(read(opened, rowSums));
      }
      const { ledger: next, ...file } = killed(opened);
      const lost = paidOf(expected);
      expect(next.settleLost(later)).toEqual({
        lost: lost.length,
        unreadable: 0,
      });
      const costs = new Map(booked(file).map(({ id, cost }) => [id, cost]));
      for (const { id, nanoUsd } of lost) expect(costs.get(id)).toBe(nanoUsd);
      expect(read(file, totalSums)).toEqual(read(file, rowSums));
    });
    await fc.assert(property, { numRuns });
  },
);

const rowSums = `SELECT count(*) AS requests, coalesce(sum(cost_nano_usd), 0) AS nanoUsd FROM ledger`;
const totalSums = `SELECT coalesce(sum(requests), 0) AS requests, coalesce(sum(nano_usd), 0) AS nanoUsd
  FROM ledger_totals WHERE scope = 'all'`;
