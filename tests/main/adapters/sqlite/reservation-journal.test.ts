import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { journalFilesOf } from "#main/adapters/sqlite/journal-files.ts";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import {
  ReservationJournal,
  type ReservationJournalOptions,
} from "#main/adapters/sqlite/reservation-journal.ts";
import type { Reservation } from "#main/ports/ledger.ts";
import { fileMode } from "#tests/support/file-mode.ts";
import { canMount, smallDisk } from "#tests/support/small-disk.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

const now = "2026-01-01T00:00:00.000Z";

function reservation(id: string, nanoUsd = 100): Reservation {
  const target = { instance: "openrouter", model: "secret/model-name" };
  return { id, reservedAt: now, ...target, keyId: "k", nanoUsd, tokens: 10 };
}

function start(more: Partial<ReservationJournalOptions> = {}) {
  const path = join(more.path ?? temporaryFolder(), "modeldocker.db");
  const options = { key: randomBytes(32), ...more, path };
  const journal = new ReservationJournal(options);
  onTestFinished(() => journal.close([]));
  const paths = () => journalFilesOf(path);
  return {
    ...{ journal, options, paths },
    names: () => paths().map((each) => basename(each)),
    /** What the next run would find now. */
    left: (key = options.key) =>
      new ReservationJournal({ path, key })
        .left()
        .map(({ reservations, isWhole }) => ({
          ids: reservations.map(({ id }) => id),
          isWhole,
        })),
  };
}

const whole = (...ids: string[]) => ({ ids, isWhole: true });
const full = { code: "store-full" };

/** A system that takes all, nothing, or a part of what it is given. */
function writer() {
  const system = {
    calls: 0,
    /** How much it takes; throws where undefined. */
    takes: (bytes: Buffer): number | undefined => bytes.length,
    write: (descriptor: number, bytes: Buffer): number => {
      system.calls += 1;
      const length = system.takes(bytes);
      if (length !== undefined)
        return length === 0 ? 0 : writeSync(descriptor, bytes, 0, length);
      throw Object.assign(new Error("no room"), { code: "ENOSPC" });
    },
  };
  return system;
}

it("hands all of one turn to the system at once, before any of them is told", async () => {
  const system = writer();
  const { journal, left } = start({ write: system.write });
  const all = ["a", "b", "c"].map((id) => journal.append(reservation(id)));
  const last = Promise.resolve().then(() => journal.append(reservation("d")));
  await all[0];
  expect(left()[0]?.ids.slice(0, 3)).toEqual(["a", "b", "c"]);
  await Promise.all([...all, last]);
  expect(left()).toEqual([whole("a", "b", "c", "d")]);
  expect(system.calls).toBeLessThanOrEqual(2);
});

it("has no readable text in its file, which is nobody else's", async () => {
  const { journal, paths, left } = start();
  const id = "0198c0de-attempt";
  await journal.append(reservation(id));
  await journal.append(reservation(id));
  const [path = ""] = paths();
  expect(basename(path)).toBe("modeldocker.db-open-1");
  const text = readFileSync(path).toString("latin1");
  for (const word of [id, "model-name", "openrouter", "nanoUsd", "reserved"])
    expect(text).not.toContain(word);
  expect(fileMode(path, 0o600)).toBe(0o600);
  expect(left()).toEqual([whole(id, id)]);
});

it("is never taken for whole under another key, however short it is", async () => {
  const { journal, paths, left } = start();
  await journal.append(reservation("a"));
  const [path = ""] = paths();
  for (let times = 0; times < 50; times += 1)
    expect(left(randomBytes(32))).toEqual([{ ids: [], isWhole: false }]);
  // Its head, and one character of a line.
  truncateSync(path, 33);
  expect(left()).toEqual([whole()]);
  for (let times = 0; times < 50; times += 1)
    expect(left(randomBytes(32))).toEqual([{ ids: [], isWhole: false }]);
});

it("starts anew when it has grown long, with what is open, and the file before it goes", async () => {
  const { journal, names, left } = start({ longBytes: 1_000 });
  const open = [reservation("a", 300), reservation("b")];
  for (const each of open) await journal.append(each);
  expect(journal.isLong).toBe(false);
  for (let index = 0; index < 8; index += 1)
    await journal.append(reservation(`ended ${index}`));
  expect(journal.isLong).toBe(true);
  journal.renew(open);
  expect(journal.isLong).toBe(false);
  expect(names()).toEqual(["modeldocker.db-open-2"]);
  await journal.append(reservation("c"));
  expect(left()).toEqual([whole("a", "b", "c")]);
  // Many that stay open are no reason to start anew with each commit.
  journal.renew(
    Array.from({ length: 50 }, (_, index) => reservation(`${index}`)),
  );
  expect(journal.isLong).toBe(false);
  journal.renew([]);
  expect(names()).toEqual([]);
});

it("renewed in the midst of a turn loses nothing that waits", async () => {
  const { journal, left } = start();
  const waiting = journal.append(reservation("a"));
  journal.renew([reservation("a")]);
  await waiting;
  expect(left()).toEqual([whole("a")]);
});

it("forgets a torn last line, whose call was not sent, and tells of what else is wrong", async () => {
  const { journal, paths, left } = start();
  await journal.append(reservation("a"));
  await journal.append(reservation("b"));
  const [path = ""] = paths();
  const bytes = readFileSync(path);
  const lengths = Array.from({ length: 20 }, (_, index) => index + 1);
  for (const cut of lengths) {
    truncateSync(path, bytes.length - cut);
    expect(left()).toEqual([whole("a")]);
  }
  // As a power cut can leave it.
  appendFileSync(path, Buffer.alloc(200));
  expect(left()).toEqual([{ ids: ["a"], isWhole: false }]);
  truncateSync(path, 20);
  expect(left()).toEqual([{ ids: [], isWhole: false }]);
  truncateSync(path, 0);
  expect(left()).toEqual([whole()]);
});

it("never writes over a file that is there, and counts on beyond nine", async () => {
  const { journal, options, names, left } = start();
  writeFileSync(`${options.path}-open-9`, "");
  writeFileSync(`${options.path}-open-10`, "");
  writeFileSync(`${options.path}-open-x-40`, "no journal");
  await journal.append(reservation("a"));
  expect(names().at(-1)).toBe("modeldocker.db-open-11");
  expect(names()).toHaveLength(3);
  expect(left()).toEqual([whole(), whole(), whole("a")]);
});

describe("a write that fails", () => {
  it.each([
    ["throws", () => undefined],
    ["is short", (bytes: Buffer) => bytes.length - 5],
    ["takes nothing", () => 0],
  ])(
    "denies its whole turn and owes nothing of it when it %s; the next goes on",
    async (_, takes) => {
      const system = writer();
      const { journal, left, names } = start({ write: system.write });
      const fails = async (ids: readonly string[]) => {
        const all = ids.map((id) => journal.append(reservation(id)));
        for (const { status, ...rest } of await Promise.allSettled(all))
          expect([status, rest]).toMatchObject(["rejected", { reason: full }]);
      };
      const works = system.takes;
      system.takes = takes;
      await fails(["denied"]);
      expect(names()).toEqual([]);
      system.takes = works;
      await journal.append(reservation("a"));
      system.takes = takes;
      await fails(["denied 1", "denied 2", "denied 3"]);
      await fails(["denied 4"]);
      expect(() => journal.appendNow(reservation("a", 900))).toThrow(
        expect.objectContaining(full),
      );
      expect(left()).toEqual([whole("a")]);
      journal.renew([reservation("a")]);
      expect(left()).toEqual([whole("a")]);
      system.takes = works;
      await journal.append(reservation("b"));
      journal.appendNow(reservation("c"));
      expect(left()).toEqual([whole("a"), whole("b", "c")]);
      journal.renew([reservation("b")]);
      expect(left()).toEqual([whole("b")]);
    },
  );

  it("when raised, takes down what waited with it, and both are told", async () => {
    const system = writer();
    const { journal, left } = start({ write: system.write });
    await journal.append(reservation("a"));
    system.takes = () => undefined;
    const waiting = journal.append(reservation("b"));
    expect(() => journal.appendNow(reservation("a", 900))).toThrow(
      expect.objectContaining(full),
    );
    await expect(waiting).rejects.toMatchObject(full);
    expect(left()).toEqual([whole("a")]);
  });

  it("keeps no denied call through a renewal in the same turn", async () => {
    const system = writer();
    const { journal, left } = start({ write: system.write });
    await journal.append(reservation("a"));
    system.takes = () => undefined;
    const denied = journal.append(reservation("denied"));
    const told = expect(denied).rejects.toMatchObject(full);
    system.takes = (bytes) => (system.calls === 2 ? undefined : bytes.length);
    journal.renew([reservation("a"), reservation("denied")]);
    await told;
    expect(left()).toEqual([whole("a")]);
  });
});

it("takes nothing after it was closed", async () => {
  const { journal, left } = start();
  await journal.append(reservation("a"));
  await journal.append(reservation("b"));
  journal.close([reservation("b")]);
  await expect(journal.append(reservation("c"))).rejects.toMatchObject({
    code: "store-unwritable",
  });
  expect(left()).toEqual([whole("b")]);
});

it("refuses a call where no file can be made, until one can", async () => {
  const folder = join(temporaryFolder(), "later");
  const { journal, left } = start({ path: folder });
  await expect(journal.append(reservation("a"))).rejects.toMatchObject({
    code: "store-unwritable",
  });
  mkdirSync(folder);
  await journal.append(reservation("b"));
  expect(left()).toEqual([whole("b")]);
});

describe.runIf(canMount)("a full disk", () => {
  it("denies calls and their raises with what is counted as before, until there is room", async () => {
    const folder = smallDisk("size=1m");
    const path = join(folder, "modeldocker.db");
    const file = { path, key: randomBytes(32), clock: { now: Date.now } };
    const store = openStore(file);
    onTestFinished(() => store.close());
    const { ledger } = store;
    const used = () =>
      ledger.usedSoFar({ measure: "nanoUsd", scope: {}, since: now });
    await ledger.reserve(reservation("first"), []);
    // From here on the sum is kept up to date instead of read.
    expect(used()).toBe(100);
    let count = 1;
    const failure = await (async () => {
      for (; ; count += 1)
        try {
          await ledger.reserve(reservation(`call ${count}`), []);
        } catch (error) {
          return error;
        }
    })();
    expect(failure).toMatchObject({ ...full, data: { path } });
    expect(used()).toBe(100 * count);
    const more = { nanoUsd: 900, tokens: 10 };
    expect(() => ledger.raise("first", more, [])).toThrow(
      expect.objectContaining(full),
    );
    expect(used()).toBe(100 * count);
    execFileSync("mount", ["-o", "remount,size=8m", folder]);
    expect(ledger.raise("first", more, [])).toBeUndefined();
    await ledger.reserve(reservation("last"), []);
    expect(used()).toBe(100 * (count + 9));
    store.close();
    const again = openStore(file);
    onTestFinished(() => again.close());
    expect(again.ledger.settleLost(now)).toEqual({
      lost: count + 1,
      unreadable: 0,
    });
    expect(again.ledger.spent(now)).toBe(100 * (count + 9));
  });
});
