import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openKeyed } from "#main/adapters/sqlite/connection.ts";
import { createHistoryReader } from "#main/adapters/sqlite/history/history-reader.ts";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import type { HistoryReader } from "#main/ports/activity-history.ts";
import { historySchema, type HistoryQuery } from "#shared/rpc/activity.ts";
import { median, type BenchRow } from "./row.ts";

const calls = 200_000;
const models = 40;
const dayMs = 86_400_000;
const end = Date.UTC(2026, 5, 1);
const rounds = 5;

const workerEntry = fileURLToPath(
  new URL(
    "../../src/main/adapters/sqlite/history/history-worker.ts",
    import.meta.url,
  ),
);

/** What the Activity screen asks of a ledger of 200,000 calls over a year of 40 models. */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "modeldocker-bench-"));
  const options = {
    path: join(folder, "modeldocker.db"),
    key: randomBytes(32),
  };
  const store = openStore({ ...options, clock: { now: Date.now } });
  fill(options);
  const reader = createHistoryReader({ ...options, workerEntry });
  try {
    await read(reader, 1);
    const year = await measure(reader, 365);
    const month = await measure(reader, 30);
    return [
      {
        name: "activity: a year by model",
        value: year.median,
        unit: "ms",
        note: `of ${calls} calls, ${models} models`,
      },
      {
        name: "activity: the main thread's part of it",
        value: year.held,
        unit: "ms",
        note: "processor time, the most of five; taking in and checking the answer; goal 20 ms",
      },
      { name: "activity: 30 days by model", value: month.median, unit: "ms" },
      { name: "activity: spent today", value: spent(store), unit: "ms" },
    ];
  } finally {
    await reader.close();
    store.close();
    rmSync(folder, { recursive: true });
  }
}

function fill(options: { readonly path: string; readonly key: Uint8Array }) {
  const connection = openKeyed(options, false);
  const insert = connection.prepare(`
    INSERT INTO ledger (id, reserved_at, instance, model, reserved_nano_usd, reserved_tokens,
      settled_at, outcome, cost_nano_usd, saved_nano_usd, input_tokens, output_tokens,
      first_token_ms)
    VALUES (@id, @time, 'openrouter', @model, 0, 0, @time, 'ok', @cost, 0, 900, 300, @latency)`);
  connection.transaction(() => {
    for (let index = 0; index < calls; index += 1) {
      const age = (1 - index / calls) * 365 * dayMs;
      insert.run({
        id: `call-${index}`,
        time: new Date(end - age).toISOString(),
        model: `maker/model-${(index * 7_919) % models}`,
        cost: 1_000 + index,
        latency: 200 + ((index * 31) % 3_000),
      });
    }
  })();
  connection.close();
}

function read(reader: HistoryReader, days: number) {
  const query: HistoryQuery = {
    since: new Date(end - days * dayMs).toISOString(),
    until: new Date(end).toISOString(),
    timeZone: "Europe/Berlin",
    by: "model",
    measure: "cost",
  };
  return reader.read(query);
}

async function measure(reader: HistoryReader, days: number) {
  const times: number[] = [];
  const held: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    const before = process.threadCpuUsage();
    const history = await read(reader, days);
    times.push(performance.now() - started);
    historySchema.parse(history);
    const { user, system } = process.threadCpuUsage(before);
    held.push((user + system) / 1_000);
  }
  return { median: median(times), held: Math.max(...held) };
}

function spent({ ledger }: ReturnType<typeof openStore>): number {
  const times = Array.from({ length: 50 }, () => {
    const started = performance.now();
    ledger.spent(new Date(end - dayMs + 1).toISOString());
    return performance.now() - started;
  });
  return median(times);
}
