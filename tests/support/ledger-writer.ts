// Started as a process of its own: makes calls into the ledger, many at once, until it is killed, and
// tells what stands once it does.
import { randomUUID } from "node:crypto";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import { commitWorkerEntry, untilThreadCommits } from "./commit-worker.ts";
import { reserveAttempt } from "#main/services/money/attempts.ts";

const [path = "", key = "", atOnce = "8"] = process.argv.slice(2);
const many = Number(atOnce);
const since = "2000-01-01T00:00:00.000Z";
const { ledger } = openStore({
  path,
  key: Buffer.from(key, "hex"),
  clock: { now: Date.now },
  // Eight at a time are for the main thread.
  commitThread: many > 8 ? { workerEntry: commitWorkerEntry } : undefined,
});

const settled: string[] = [];

/** What is committed now, and may be told. */
function tellSettled(): void {
  ledger.used({ measure: "nanoUsd", scope: {}, since });
  for (const id of settled.splice(0)) process.send?.({ id, nanoUsd: 7 });
}

async function call(index: number): Promise<void> {
  const id = randomUUID();
  const now = new Date().toISOString();
  const target = { instance: "openrouter", model: "x/y", keyId: "k" };
  const amount = { nanoUsd: 100, tokens: 10 };
  await reserveAttempt(
    ledger,
    { id, reservedAt: now, ...target, ...amount },
    [],
  );
  process.send?.({ id, nanoUsd: 100 });
  if (index % 4 === 1) {
    ledger.raise(id, { nanoUsd: 150, tokens: 20 }, []);
    process.send?.({ id, nanoUsd: 150 });
  }
  // Some stay open while others end.
  if (index % 3 === 0) await new Promise(() => undefined);
  const usage = { inputTokens: 1, outputTokens: 2, costNanoUsd: 7 };
  ledger.soon(() => {
    ledger.settle(id, { settledAt: now, outcome: "ok", usage });
    settled.push(id);
  });
}

if (many > 8) await untilThreadCommits(ledger, many);
for (let index = 0; ; index += many) {
  // Not each time, as that is done by the main thread.
  if ((index / many) % 40 === 39) tellSettled();
  const calls = Array.from({ length: many }, (_, offset) =>
    call(index + offset),
  );
  await Promise.race([
    Promise.all(calls),
    new Promise((resolve) => setTimeout(resolve, 2)),
  ]);
}
