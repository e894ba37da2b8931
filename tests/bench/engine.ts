import { Agent, request } from "undici";
import {
  benchFolder,
  startBenchBackend,
  timeQuestion,
  type BenchBackend,
} from "./engine-backend.ts";
import { deltas, startQuickUpstream } from "./quick-upstream.ts";
import { median, quantile, type BenchRow } from "./row.ts";

const warmUp = 60;
const rounds = 300;
const identical = 64;
const streams = 128;

/** What the engine adds to a bare call, what it saves, and what it carries. */
export async function run(): Promise<BenchRow[]> {
  const upstream = await startQuickUpstream();
  using folder = benchFolder();
  await using engine = await startBenchBackend(folder.path, upstream.url);
  const agent = new Agent();
  try {
    await repeat(warmUp, () => timeQuestion(engine, "Warm"));
    await repeat(warmUp, () => timeBare(agent, upstream.url));
    // In turns, so that a busy moment of the machine falls on both.
    const own: number[] = [];
    const bare: number[] = [];
    const ownWhole: number[] = [];
    const bareWhole: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const through = await timeQuestion(engine, `Question ${round}`);
      own.push(through.firstContent);
      ownWhole.push(through.whole);
      const direct = await timeBare(agent, upstream.url);
      bare.push(direct.firstContent);
      bareWhole.push(direct.whole);
    }
    await upstream.calls();
    const same = Array.from({ length: identical }, () =>
      timeQuestion(engine, "The same", { temperature: 0 }),
    );
    await Promise.all(same);
    const calls = await upstream.calls();
    return [
      row("engine: first token, median", median(own), median(bare)),
      row(
        "engine: first token, p95",
        quantile(own, 0.95),
        quantile(bare, 0.95),
      ),
      row(
        `engine: whole reply of ${deltas} deltas, median`,
        median(ownWhole),
        median(bareWhole),
      ),
      {
        name: `engine: upstream calls for ${identical} identical at once`,
        value: calls,
        baseline: 1,
        unit: "",
      },
      await throughput(engine, agent, upstream.url),
    ];
  } finally {
    await agent.close();
    await upstream.close();
  }
}

function row(name: string, value: number, baseline: number): BenchRow {
  return { name, value, baseline, unit: "ms", note: "against bare undici" };
}

async function throughput(
  engine: BenchBackend,
  agent: Agent,
  url: string,
): Promise<BenchRow> {
  const perSecond = async (ask: (n: number) => Promise<unknown>) => {
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: streams }, async (_, n) => {
        for (let turn = 0; turn < 4; turn += 1) await ask(n * 4 + turn);
      }),
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    return (streams * 4 * deltas) / seconds;
  };
  const through = await perSecond((n) => timeQuestion(engine, `Stream ${n}`));
  const direct = await perSecond(() => timeBare(agent, url));
  return {
    name: `engine: ${streams} streams at once`,
    value: through,
    baseline: direct,
    unit: "deltas/s",
    note: "against bare undici, which reads and parses nothing",
  };
}

/** The same call with undici alone, its bytes read and not looked at. */
async function timeBare(dispatcher: Agent, url: string) {
  const startedAt = performance.now();
  const { body } = await request(`${url}/chat/completions`, {
    method: "POST",
    dispatcher,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "bench",
      stream: true,
      messages: [{ role: "user", content: "Warm" }],
    }),
  });
  let firstContent = Number.NaN;
  for await (const _ of body)
    if (Number.isNaN(firstContent))
      firstContent = performance.now() - startedAt;
  return { firstContent, whole: performance.now() - startedAt };
}

async function repeat(times: number, work: () => Promise<unknown>) {
  for (let time = 0; time < times; time += 1) await work();
}
