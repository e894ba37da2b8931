import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { createMemoryAnswerStore } from "#main/adapters/memory-cache/memory-answer-store.ts";
import { openAnswerStore } from "#main/adapters/sqlite/answers/open-answer-store.ts";
import { openData } from "#main/compose/open-data.ts";
import type { AnswerStore, KeptAnswer } from "#main/ports/answer-store.ts";
import { createAnswerCache } from "#main/services/cache/answer-cache.ts";
import {
  benchFolder,
  startBenchBackend,
  timeQuestion,
  type BenchBackend,
} from "./engine-backend.ts";
import { startQuickUpstream } from "./quick-upstream.ts";
import { median, quantile, type BenchRow } from "./row.ts";

const questions = 200;
const memoryGoalMs = 5;
const diskGoalMs = 15;
const few = 100;
const many = 100_000;
const lookups = 2_000;
const quiet = (): void => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** How soon a repeat begins, from memory and from disk, and what a look-up costs in a full cache. */
export async function run(): Promise<BenchRow[]> {
  const rows = await hits();
  return [...rows, ...(await lookupCosts())];
}

async function hits(): Promise<BenchRow[]> {
  const upstream = await startQuickUpstream();
  using folder = benchFolder();
  try {
    const kept = await withEngine(async (engine) => {
      await askAll(engine, undefined);
      return askAll(engine, "memory");
    });
    const found = await withEngine((engine) => askAll(engine, "disk"));
    await fill(folder.path);
    const crowded = await withEngine((engine) => askAll(engine, "disk"));
    return [
      hit("cache: first token from memory, p95", kept, memoryGoalMs),
      hit("cache: first token from disk, p95", found, diskGoalMs),
      {
        name: `cache: first token among ${many} on disk, median`,
        value: median(crowded),
        baseline: median(found),
        unit: "ms",
        note: `through the whole engine, against ${questions} entries; p95 ${quantile(crowded, 0.95).toFixed(2)} against ${quantile(found, 0.95).toFixed(2)} ms`,
      },
    ];
  } finally {
    await upstream.close();
  }

  async function withEngine<Result>(
    work: (engine: BenchBackend) => Promise<Result>,
  ): Promise<Result> {
    await using engine = await startBenchBackend(folder.path, upstream.url);
    return await work(engine);
  }
}

/** Adds kept answers to the file that an engine has closed. */
async function fill(dataDir: string): Promise<void> {
  const launcher = createForkLauncher();
  const data = await openData(
    { dataDir, environment: {}, launcher },
    createSystemClock(),
  );
  const disk = data.openAnswers({ maxBytes: () => 4_000_000_000, log });
  for (let at = 0; at < many; at += 1) disk.set(`key ${at}`, answer);
  disk.close();
  data.audit.close();
  data.store.close();
}

/** Milliseconds to the first content of each question. */
async function askAll(
  engine: BenchBackend,
  source: string | undefined,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let number = 0; number < questions; number += 1) {
    const text = `Question ${number}`;
    const timed = await timeQuestion(engine, text, { temperature: 0 });
    if (timed.source !== source)
      throw new Error(`It came from ${timed.source ?? "upstream"}.`);
    times.push(timed.firstContent);
  }
  return times;
}

function hit(name: string, times: readonly number[], goalMs: number): BenchRow {
  return {
    name,
    value: quantile(times, 0.95),
    baseline: goalMs,
    unit: "ms",
    note: `through the whole engine, against the goal; median ${median(times).toFixed(2)} ms`,
  };
}

async function lookupCosts(): Promise<BenchRow[]> {
  const key = randomBytes(32);
  const clock = { now: () => Date.now() };
  using folder = benchFolder();
  const cost = (entries: number) => {
    const path = join(folder.path, `${entries}.db`);
    const maxBytes = () => 4_000_000_000;
    const disk = openAnswerStore({ path, key, clock, maxBytes, log });
    const memory = createMemoryAnswerStore({ maxBytes: 1e9, clock });
    for (let at = 0; at < entries; at += 1) {
      disk.set(`key ${at}`, answer);
      memory.set(`key ${at}`, answer);
    }
    const nothing = createMemoryAnswerStore({ maxBytes: 1, clock });
    const result = {
      memory: timeLookups(memory, nothing, entries),
      disk: timeLookups(nothing, disk, entries),
    };
    disk.close();
    return result;
  };
  const small = cost(few);
  const large = cost(many);
  const row = (tier: "memory" | "disk"): BenchRow => ({
    name: `cache: ${tier} look-up among ${many} entries`,
    value: large[tier],
    baseline: small[tier],
    unit: "µs",
    note: `median, against ${few} entries`,
  });
  return [row("memory"), row("disk")];
}

/** Median microseconds of a look-up that finds. */
function timeLookups(
  memory: AnswerStore,
  disk: AnswerStore,
  entries: number,
): number {
  const times: number[] = [];
  for (let at = 0; at < lookups; at += 1) {
    const { find } = createAnswerCache({
      memory,
      disk,
      maxBytes: () => Infinity,
    });
    const key = `key ${Math.floor(Math.random() * entries)}`;
    const startedAt = performance.now();
    if (find(key) === undefined) throw new Error("It was not kept.");
    times.push((performance.now() - startedAt) * 1_000);
  }
  return median(times);
}

const answer: KeptAnswer = {
  instance: "quick",
  model: "bench",
  events: [
    { type: "text-delta", text: "word ".repeat(60) },
    { type: "finish", reason: "stop" },
  ],
  usage: { inputTokens: 9, outputTokens: 60 },
  durationMs: 900,
  storedAt: Date.now(),
  expiresAt: Date.now() + 86_400_000,
};
