import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { composeBackend, type Backend } from "#main/compose.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import type { ChatRequest } from "#shared/chat/request.ts";

export interface SoakOptions {
  readonly dataDir: string;
  readonly requests: number;
  /** Calls at the same time. */
  readonly concurrent: number;
}

export interface SoakReport {
  /** Calls by how they ended: `ok`, or the failure's code. */
  readonly ends: Readonly<Record<string, number>>;
  /** At the upstreams, once the program has let go. */
  readonly openSockets: number;
  /** Reservations that no end has settled. */
  readonly unsettled: number;
  /** Bytes in use after each tenth of the calls. */
  readonly heap: readonly number[];
  readonly seconds: number;
}

const good = ["plain", "plain", "plain", "thinking-tools", "one-byte", "crlf"];
const faulty = [
  "cut",
  "torn",
  "no-terminal",
  "mid-error",
  "html",
  "status-401",
  "status-404",
  "status-500",
  "retry-date",
];
const hanging = ["stall", "silent", "plain", "one-byte"];
const instances = ["openai", "anthropic", "gemini", "ollama"] as const;
const faultShare = 0.1;
const abortShare = 0.1;
/** Of the rest, those that may be answered from the cache. */
const repeatShare = 0.3;
const questions = 40;

/** Mixed calls through the whole engine, a tenth of them given up and a tenth of them faulty. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { requests, concurrent } = options;
  const upstreams = new Worker(new URL("./soak-upstreams.ts", import.meta.url));
  const [urls] = (await once(upstreams, "message")) as [readonly string[]];
  const backend = await start(options.dataDir, urls);
  const ends: Record<string, number> = {};
  const heap: number[] = [];
  const startedAt = performance.now();
  let asked = 0;
  async function work(until: number): Promise<void> {
    while (asked < until) {
      const end = await ask(backend.backend, (asked += 1));
      ends[end] = (ends[end] ?? 0) + 1;
    }
  }
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    const until = Math.round((requests * tenth) / 10);
    await Promise.all(Array.from({ length: concurrent }, () => work(until)));
    heap.push(usedHeap());
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await backend.backend.dispose();
  const openSockets = await socketsLeft(upstreams);
  // What the first run left open is settled, and told, by the next.
  const next = await start(options.dataDir, urls);
  await next.backend.dispose();
  await upstreams.terminate();
  return { ends, openSockets, unsettled: next.leftOpen(), heap, seconds };
}

async function start(dataDir: string, urls: readonly string[]) {
  let leftOpen = 0;
  const quiet = (): void => undefined;
  const backend = await composeBackend({
    dataDir,
    demo: false,
    version: "0.0.0-soak",
    environment: {},
    launcher: createForkLauncher(),
    localWorkerEntry: "unused",
    historyWorkerEntry: "unused",
    log: {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn(facts, message) {
        if (message === "Calls had been left open.")
          leftOpen = Number((facts as { attempts: number }).attempts);
      },
    },
    config: parseConfig({
      gateway: { requireKey: false },
      instances: instances.map((kind, at) => ({
        id: kind,
        kind,
        baseUrl: `${urls[at]}${kind === "openai" ? "/v1" : ""}`,
      })),
    }),
  });
  return { backend, leftOpen: () => leftOpen };
}

/** The n-th call, whose traits depend on n alone. */
async function ask({ gateway }: Backend, n: number): Promise<string> {
  const dice = createDice(n);
  const fate = dice();
  const isAborted = fate < abortShare;
  const isFaulty = !isAborted && fate < abortShare + faultShare;
  const instance = pick(instances, dice);
  const model = pick(isAborted ? hanging : isFaulty ? faulty : good, dice);
  const repeats = !isAborted && !isFaulty && dice() < repeatShare;
  const text = repeats ? `Question ${Math.floor(dice() * questions)}` : `${n}`;
  const request: ChatRequest = {
    model: `${instance}:${modelOf(instance, model)}`,
    messages: [{ role: "user", parts: [{ type: "text", text }] }],
    parameters: repeats ? { temperature: 0 } : {},
  };
  const controller = new AbortController();
  const patience = Math.floor(dice() * 15);
  const call = gateway.gateway.open(
    {
      request,
      caller: { onLan: false },
      noFallback: false,
      whole: dice() < 0.2,
      cache: {},
    },
    controller.signal,
  );
  if (isAborted)
    void sleep(patience).then(() => {
      controller.abort();
    });
  let end = "nothing";
  await call.run(({ event }) => {
    if (event.type === "finish") end = "ok";
    else if (event.type === "error") end = event.error.code;
    return undefined;
  });
  return end;
}

function modelOf(instance: (typeof instances)[number], model: string): string {
  return instance === "openai" && model === "thinking-tools"
    ? "parallel-tools"
    : model;
}

async function socketsLeft(upstreams: Worker): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    upstreams.postMessage("sockets");
    const [count] = (await once(upstreams, "message")) as [number];
    if (count === 0 || tries === 20) return count;
    await sleep(100);
  }
}

function usedHeap(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

function pick<Item>(items: readonly Item[], dice: () => number): Item {
  return items[Math.floor(dice() * items.length)] as Item;
}

/** The same numbers in [0, 1) for the same seed, every time. */
function createDice(seed: number): () => number {
  let state = Math.imul(seed, 0x9e37_79b1) >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
