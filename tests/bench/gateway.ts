import type { Contestant } from "./gateway/contestant.ts";
import type { Load, LoadResult } from "./gateway/load.ts";
import { startOurs } from "./gateway/ours.ts";
import { findPeers } from "./gateway/peers.ts";
import {
  processorMs,
  runLoad,
  startProgram,
  type Server,
} from "./gateway/processes.ts";
import { median, type BenchRow } from "./row.ts";

const rounds = 3;
const throughputMs = 2_500;
/** So long that code is compiled and caches are full. */
const warmUpMs = 3_000;

interface Throughput {
  readonly perSecond: number;
  /** NaN where the system does not tell. */
  readonly processorMs: number;
}

/**
 * What the gateway adds, measured in one run as ratios: against a direct call, and against the least that
 * can forward on Node. Every program runs in a process of its own; the built one is what people run.
 */
export async function run(): Promise<BenchRow[]> {
  await using upstream = await startProgram("upstream.ts");
  await using bare = await startProgram("forwarder.ts", [upstream.url]);
  await using least = await startProgram("floor.ts", [upstream.url]);
  await using gateway = await startOurs(upstream.url, { hasPrice: true });
  await using free = await startOurs(upstream.url, { hasPrice: false });
  const direct = contestant("direct", upstream, "bench");
  const forwarder = contestant("undici forwarder", bare, "bench");
  const floor = withKey(
    contestant(
      "the least gateway, without rules and books",
      least,
      "any:bench",
    ),
    { token: "any" },
  );
  const ours = withKey(
    contestant("ModelDocker", gateway, "bench:bench"),
    gateway,
  );
  const unpriced = withKey(
    contestant("ModelDocker, model without a price", free, "bench:bench"),
    free,
  );
  const latency = await measureLatency([direct, forwarder, ours]);
  const first = await measureFirstByte([direct, ours]);
  const streams = await runLoad(streaming(ours, 128, 1));
  const rows: BenchRow[] = [
    ...addedRows(latency, first),
    {
      name: "gateway: whole streams of 100 tokens, of 128",
      value: streams.wholeStreams,
      unit: "",
    },
    ...(await throughputRows(forwarder, ours)),
    ...(await throughputRows(forwarder, unpriced)),
    ...(await throughputRows(forwarder, floor)),
  ];
  for (const start of findPeers()) {
    await using peer = await start(upstream.url);
    rows.push(...(await throughputRows(forwarder, peer)));
  }
  return rows;
}

function contestant(name: string, server: Server, model: string): Contestant {
  return { name, server, path: "/v1/chat/completions", headers: {}, model };
}

function withKey(
  one: Contestant,
  { token }: { readonly token: string },
): Contestant {
  return { ...one, headers: { authorization: `Bearer ${token}` } };
}

/** In programs that have run for a while: the first thousands of calls pay for compiling. */
async function measureLatency(all: readonly Contestant[]) {
  for (const one of all)
    await runLoad({
      ...loadOf(one, { stream: false }),
      ...{ connections: 64, forMs: warmUpMs },
    });
  return inTurns(all, async (one) => {
    const load = loadOf(one, { stream: false });
    const result = await runLoad({
      ...load,
      ...{ connections: 1, warmUpMs: 500, forMs: 1_500 },
    });
    return sound(one, result).p50Ms;
  });
}

async function measureFirstByte(all: readonly Contestant[]) {
  return inTurns(all, async (one) => {
    const result = await runLoad(streaming(one, 1, 6));
    return sound(one, result).firstByteP50Ms;
  });
}

function addedRows(
  latency: readonly number[],
  first: readonly number[],
): readonly BenchRow[] {
  const [direct = 0, forwarder = 0, ours = 0] = latency;
  const [directFirst = 0, ourFirst = 0] = first;
  return [
    {
      name: "gateway: added at p50, one connection",
      value: ours - direct,
      baseline: forwarder - direct,
      unit: "ms",
      note: "against what an undici forwarder adds",
    },
    {
      name: "gateway: added to the time to first token",
      value: ourFirst - directFirst,
      unit: "ms",
    },
  ];
}

/**
 * Throughput and processor time per request beside the forwarder's, taken in turns. The best round of
 * each counts: what else the machine does can only take away.
 */
async function throughputRows(
  forwarder: Contestant,
  one: Contestant,
): Promise<readonly BenchRow[]> {
  const base: Throughput[] = [];
  const taken: Throughput[] = [];
  for (let round = 0; round < rounds; round += 1) {
    base.push(await throughput(forwarder));
    taken.push(await throughput(one));
  }
  const note = "against the undici forwarder";
  return [
    {
      name: `${one.name}: requests per second, 64 connections`,
      value: Math.max(...taken.map(({ perSecond }) => perSecond)),
      baseline: Math.max(...base.map(({ perSecond }) => perSecond)),
      unit: "/s",
      note,
    },
    {
      name: `${one.name}: processor time per request`,
      value: Math.min(...taken.map((it) => it.processorMs)),
      baseline: Math.min(...base.map((it) => it.processorMs)),
      unit: "ms",
      note,
    },
  ];
}

async function throughput(one: Contestant): Promise<Throughput> {
  const load = { ...loadOf(one, { stream: false }), connections: 64 };
  await runLoad({ ...load, forMs: warmUpMs });
  const before = processorMs(one.server.pid) ?? Number.NaN;
  const result = sound(one, await runLoad({ ...load, forMs: throughputMs }));
  const after = processorMs(one.server.pid) ?? Number.NaN;
  const { perSecond, requests } = result;
  return { perSecond, processorMs: (after - before) / requests };
}

/** Median of a few rounds for each, one after the other in every round. */
async function inTurns(
  all: readonly Contestant[],
  measure: (one: Contestant) => Promise<number>,
): Promise<readonly number[]> {
  const taken = all.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, one] of all.entries())
      taken[index]?.push(await measure(one));
  return taken.map(median);
}

function sound({ name }: Contestant, result: LoadResult): LoadResult {
  if (result.failures > 0 || result.requests === 0)
    throw new Error(`${name}: ${JSON.stringify(result)}`);
  return result;
}

function streaming(one: Contestant, connections: number, each: number): Load {
  return { ...loadOf(one, { stream: true }), connections, each };
}

function loadOf(
  { server, path, headers, model }: Contestant,
  { stream }: { readonly stream: boolean },
): Load {
  const messages = [
    { role: "system", content: "You are a pilot who knows every harbour." },
    {
      role: "user",
      content: "When is high water at Brest, and how long? ".repeat(12),
    },
  ];
  const body = JSON.stringify({ model, messages, max_tokens: 256, stream });
  return { url: server.url, path, headers, body, connections: 1 };
}
