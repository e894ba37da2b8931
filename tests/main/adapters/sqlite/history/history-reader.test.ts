import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { createHistoryReader } from "#main/adapters/sqlite/history/history-reader.ts";
import type { HistoryQuery } from "#shared/rpc/activity.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const workerEntry = fileURLToPath(
  new URL(
    "../../../../../src/main/adapters/sqlite/history/history-worker.ts",
    import.meta.url,
  ),
);

const day: HistoryQuery = {
  since: "2026-03-05T00:00:00Z",
  until: "2026-03-06T00:00:00Z",
  timeZone: "UTC",
  by: "model",
  measure: "cost",
};

function setUp(idleMs?: number) {
  const opened = temporaryStore();
  const { ledger } = opened.store;
  const { path, key } = opened;
  const reader = createHistoryReader({
    path,
    key,
    workerEntry,
    ...(idleMs === undefined ? {} : { idleMs }),
  });
  onTestFinished(() => reader.close());
  let count = 0;
  const spend = (time: string, costNanoUsd: number, keyId?: string) => {
    const id = `call-${(count += 1)}`;
    void ledger.reserve(
      {
        id,
        reservedAt: time,
        instance: "openrouter",
        model: "x/y",
        nanoUsd: 999,
        tokens: 1,
        ...(keyId === undefined ? {} : { keyId }),
      },
      [],
    );
    const settle = () =>
      ledger.settle(id, {
        settledAt: time,
        outcome: "ok",
        firstTokenMs: 120,
        usage: { inputTokens: 4, outputTokens: 6, costNanoUsd },
      });
    return { settle };
  };
  return { reader, spend, ledger };
}

it("reads what is settled within the range, also what is written after its first look", async () => {
  const { reader, spend } = setUp();
  spend("2026-03-04T23:59:59.999Z", 1).settle();
  spend("2026-03-05T00:00:00.000Z", 10).settle();
  const open = spend("2026-03-05T12:30:00.000Z", 20);
  spend("2026-03-06T00:00:00.000Z", 40).settle();
  const first = await reader.read(day);
  expect(first.starts).toHaveLength(24);
  expect(first.total).toMatchObject({ requests: 1, costNanoUsd: 10 });
  open.settle();
  const second = await reader.read(day);
  expect(second.total).toMatchObject({ requests: 2, costNanoUsd: 30 });
  expect(second.series).toEqual([
    {
      group: "openrouter:x/y",
      values: second.starts.map((_, hour) =>
        hour === 0 ? 10 : hour === 12 ? 20 : 0,
      ),
    },
  ]);
});

it("groups by instance and by key, calls of the app under an empty name", async () => {
  const { reader, spend } = setUp();
  spend("2026-03-05T01:00:00.000Z", 1).settle();
  spend("2026-03-05T02:00:00.000Z", 5, "key-1").settle();
  const groups = async (by: HistoryQuery["by"]) =>
    (await reader.read({ ...day, by })).groups.map(({ group, costNanoUsd }) => [
      group,
      costNanoUsd,
    ]);
  const [byInstance, byKey] = await Promise.all([
    groups("instance"),
    groups("key"),
  ]);
  expect(byInstance).toEqual([["openrouter", 6]]);
  expect(byKey).toEqual([
    ["key-1", 5],
    ["", 1],
  ]);
});

// A thread that stayed would hold memory all day, one that could not come back would end the screen.
it("ends when nobody asks, and starts again", async () => {
  const { reader, spend } = setUp(1);
  spend("2026-03-05T01:00:00.000Z", 1).settle();
  expect((await reader.read(day)).total.requests).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await reader.read(day)).total.requests).toBe(1);
  await reader.close();
  await expect(reader.read(day)).rejects.toMatchObject({ code: "internal" });
});
