import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { createKeyedDigest } from "#main/adapters/digest/keyed-digest.ts";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { createMemoryAnswerStore } from "#main/adapters/memory-cache/memory-answer-store.ts";
import { openAnswerStore } from "#main/adapters/sqlite/answers/open-answer-store.ts";
import { openData } from "#main/compose/open-data.ts";
import { cacheKeyText } from "#main/domain/cache/cache-key.ts";
import type { KeptAnswer } from "#main/ports/answer-store.ts";
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

/**
 * What a look-up costs in a full cache: as the engine makes one, from the question to the answer, and each
 * tier by itself. A tier in memory takes longer where less of it fits the processor's own caches.
 */
async function lookupCosts(): Promise<BenchRow[]> {
  const clock = { now: () => Date.now() };
  const maxBytes = () => 4_000_000_000;
  const nothing = createMemoryAnswerStore({ maxBytes: 1, clock });
  using folder = benchFolder();
  const cost = (entries: number) => {
    const path = join(folder.path, `${entries}.db`);
    const key = randomBytes(32);
    const disk = openAnswerStore({ path, key, clock, maxBytes, log });
    const memory = createMemoryAnswerStore({ maxBytes: maxBytes(), clock });
    const keys = Array.from({ length: entries }, (_, number) => keyOf(number));
    for (const name of keys) {
      disk.set(name, answer);
      memory.set(name, { ...answer });
    }
    const numbers = Array.from({ length: lookups }, () =>
      Math.floor(Math.random() * entries),
    );
    const asked = numbers.map((number) => keys[number] ?? "");
    const inMemory = createAnswerCache({ memory, disk: nothing, maxBytes });
    const onDisk = createAnswerCache({ memory: nothing, disk, maxBytes });
    const result = {
      question: timeEach(numbers, (it) => inMemory.find(keyOf(it))),
      memory: timeEach(asked, inMemory.find),
      disk: timeEach(asked, onDisk.find),
    };
    disk.close();
    return result;
  };
  const small = cost(few);
  const large = cost(many);
  const row = (what: keyof typeof small, name: string): BenchRow => ({
    name: `cache: ${name} among ${many} entries`,
    value: large[what],
    baseline: small[what],
    unit: "µs",
    note: `median, against ${few} entries`,
  });
  return [
    row("question", "look-up of a question (text, hash, memory)"),
    row("memory", "memory tier by itself"),
    row("disk", "disk tier by itself"),
  ];
}

const digest = createKeyedDigest(randomBytes(32).toString("base64url"));

/** The name that the engine gives a short question. */
function keyOf(number: number): string {
  const text = `Question ${number}`;
  return digest(
    cacheKeyText({
      scope: "app",
      instance: "quick",
      model: "bench",
      identity: ["http://127.0.0.1/v1", undefined, undefined, 4_096],
      request: {
        model: "quick:bench",
        messages: [{ role: "user", parts: [{ type: "text", text }] }],
        parameters: { temperature: 0 },
      },
    }),
  );
}

/** Median microseconds of what finds something each time. */
function timeEach<Asked>(
  asked: readonly Asked[],
  find: (it: Asked) => unknown,
): number {
  const times = asked.map((it) => {
    const startedAt = performance.now();
    if (find(it) === undefined) throw new Error("It was not kept.");
    return (performance.now() - startedAt) * 1_000;
  });
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
