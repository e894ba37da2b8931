import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { createRouterClient } from "@orpc/server";
import type { ContractRouterClient } from "@orpc/contract";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { composeBackend } from "#main/compose.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import type { Contract } from "#shared/rpc/contract.ts";
import type { BenchRow } from "./row.ts";

const comparisons = 3;
const columns = 8;
const tokensPerSecond = 60;
const measuredMs = 8_000;

/**
 * How long the backend's event loop is held up while three comparisons of eight columns stream, each
 * column watched and its events written as JSON, as a window's connection would. The upstream runs in
 * a thread of its own.
 */
export async function run(): Promise<BenchRow[]> {
  const upstream = new Worker(new URL(import.meta.url));
  const [port] = (await once(upstream, "message")) as [number];
  const dataDir = mkdtempSync(join(tmpdir(), "modeldocker-bench-"));
  const quiet = (): void => undefined;
  const backend = await composeBackend({
    dataDir,
    demo: false,
    version: "0.0.0-bench",
    environment: {},
    launcher: createForkLauncher(),
    localWorkerEntry: "unused",
    historyWorkerEntry: "unused",
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    config: parseConfig({
      instances: [
        {
          id: "paced",
          kind: "openai",
          name: "Paced",
          baseUrl: `http://127.0.0.1:${port}/v1`,
        },
      ],
    }),
  });
  const client = createRouterClient(
    backend.router,
  ) as unknown as ContractRouterClient<Contract>;
  try {
    return await measure(client);
  } finally {
    await backend.dispose();
    await upstream.terminate();
    rmSync(dataDir, { recursive: true });
  }
}

async function measure(
  client: ContractRouterClient<Contract>,
): Promise<BenchRow[]> {
  const watching = new AbortController();
  const tally = { characters: 0, bytes: 0 };
  const idle = await delayWhile(() => sleep(2_000));
  const started = await delayWhile(async () => {
    for (let count = 0; count < comparisons; count += 1)
      await startComparison(client, tally, watching.signal);
    // The delay is only seen once the loop turns again.
    await sleep(500);
  });
  tally.characters = 0;
  const streaming = await delayWhile(() => sleep(measuredMs));
  watching.abort();
  const received = tally.characters / 5 / (measuredMs / 1_000);
  const streams = comparisons * columns;
  return [
    {
      name: `compare: loop delay p99, ${streams} streams`,
      value: streaming.p99,
      baseline: idle.p99,
      unit: "ms",
      note: `at ${tokensPerSecond} tokens/s each, against the idle loop; goal 20 ms`,
    },
    {
      name: "compare: tokens that reached the window",
      value: received / streams,
      baseline: tokensPerSecond,
      unit: "tok/s",
      note: "per stream, against what the upstream wrote",
    },
    {
      name: `compare: longest stop while ${streams} replies start`,
      value: started.max,
      unit: "ms",
    },
  ];
}

async function startComparison(
  client: ContractRouterClient<Contract>,
  tally: { characters: number; bytes: number },
  signal: AbortSignal,
): Promise<void> {
  const models = Array.from({ length: columns }, (_, at) => `paced:m${at}`);
  const comparison = await client.comparisons.create({ models });
  for (const { conversationId } of comparison.columns) {
    const stream = await client.chat.watch({ conversationId }, { signal });
    void (async () => {
      for await (const event of stream) {
        tally.bytes += JSON.stringify(event).length;
        if (event.type !== "reply-events") continue;
        for (const one of event.events)
          if (one.type === "text-delta") tally.characters += one.text.length;
      }
    })().catch(() => undefined);
  }
  const parts = [{ type: "text" as const, text: "Write on and on." }];
  await client.comparisons.send({ id: comparison.id, parts });
}

/** Milliseconds by which the loop was late. */
async function delayWhile(work: () => Promise<unknown>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  return { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
}

/** Writes " word" at the pace until the client goes; a late timer is caught up with. */
function serve(): void {
  const server = createServer((incoming, response) => {
    incoming.resume();
    if (incoming.method === "GET") return void response.end('{"data":[]}');
    response.writeHead(200, { "content-type": "text/event-stream" });
    writeOn(response);
  });
  server.listen(0, "127.0.0.1", () =>
    parentPort?.postMessage((server.address() as AddressInfo).port),
  );
}

function writeOn(response: ServerResponse): void {
  const frame = `data: ${JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion.chunk",
    created: 1_772_800_000,
    model: "bench",
    choices: [{ index: 0, delta: { content: " word" }, finish_reason: null }],
  })}\n\n`;
  const startedAt = performance.now();
  let written = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) * tokensPerSecond) / 1_000;
    for (; written < due; written += 1) response.write(frame);
  }, 1_000 / tokensPerSecond);
  response.on("close", () => clearInterval(timer));
}

if (!isMainThread) serve();
