import { performance } from "node:perf_hooks";
import process from "node:process";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { createSystemClock } from "#main/adapters/clock/system-clock.ts";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { createLocalRuntime } from "#main/adapters/local/runtime.ts";
import {
  plainModel,
  workerEntry,
} from "#tests/main/adapters/local/real-runtime.ts";
import { median, type BenchRow } from "./row.ts";

const prompt = "Once upon a time there was a little";
const contextSize = 1024;
const threads = 1;
const warmUpTokens = 8;
const rounds = 5;

type Measure = (tokens: number) => Promise<number>;

/** Tokens per second, from the first token on, so that neither side's start-up counts. */
function rate(times: readonly number[]): number {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || last <= first)
    throw new Error("Nothing was generated.");
  return ((times.length - 1) * 1000) / (last - first);
}

/** node-llama-cpp as its own documentation uses it, in a loop of its own. */
async function startDirect(path: string) {
  const llama = await getLlama({
    gpu: false,
    build: "never",
    maxThreads: 0,
    logLevel: LlamaLogLevel.disabled,
  });
  const model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({ contextSize, threads });
  const sequence = context.getSequence();
  const measure: Measure = async (tokens) => {
    await sequence.clearHistory();
    const times: number[] = [];
    let text = "";
    const options = { temperature: 0.8, minP: 0.05, seed: 1 };
    const input = model.tokenize(prompt);
    for await (const token of sequence.evaluate(input, options)) {
      text += model.detokenize([token]);
      times.push(performance.now());
      if (times.length >= tokens) break;
    }
    if (text === "") throw new Error("Nothing was generated.");
    return rate(times);
  };
  return { measure, stop: () => llama.dispose() };
}

function startOurs(path: string) {
  const silent = () => {};
  const runtime = createLocalRuntime({
    launcher: createForkLauncher(),
    entry: workerEntry,
    clock: createSystemClock(),
    idleMs: () => 0,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const measure: Measure = async (tokens) => {
    const times: number[] = [];
    const request = {
      load: { path, contextSize, gpuLayers: 0, threads },
      messages: [
        {
          role: "user" as const,
          parts: [{ type: "text" as const, text: prompt }],
        },
      ],
      parameters: { maxTokens: tokens, seed: 1 },
    };
    const signal = new AbortController().signal;
    for await (const event of runtime.generate(request, signal)) {
      if (event.type === "text") times.push(performance.now());
      if (event.type === "error") throw new Error(event.error.message);
    }
    return rate(times);
  };
  return { measure, stop: () => runtime.dispose() };
}

/**
 * Generated tokens per second through our process against node-llama-cpp in this one, taken in turn
 * so that a busy machine hurts both. `MODELDOCKER_BENCH_GGUF` names a model of real size.
 */
export async function run(): Promise<BenchRow[]> {
  const bigger = process.env.MODELDOCKER_BENCH_GGUF;
  const path = bigger ?? plainModel;
  const tokens = bigger === undefined ? 400 : 64;
  const direct = await startDirect(path);
  const ours = startOurs(path);
  try {
    await direct.measure(warmUpTokens);
    await ours.measure(warmUpTokens);
    const pairs: { ours: number; direct: number }[] = [];
    for (let round = 0; round < rounds; round += 1)
      pairs.push({
        direct: await direct.measure(tokens),
        ours: await ours.measure(tokens),
      });
    return [
      {
        name: `local generation, ${bigger === undefined ? "260K" : "given"} model`,
        value: median(pairs.map((pair) => pair.ours)),
        unit: "tok/s",
        baseline: median(pairs.map((pair) => pair.direct)),
        note: "against node-llama-cpp in one process",
      },
    ];
  } finally {
    await ours.stop();
    await direct.stop();
  }
}
