import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { composeBackend, type Backend } from "#main/compose.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import type { Parameters } from "#shared/chat/parameters.ts";

export interface BenchBackend extends AsyncDisposable {
  readonly backend: Backend;
}

export function benchFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "modeldocker-bench-"));
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The real backend with one upstream, named `quick`. */
export async function startBenchBackend(
  dataDir: string,
  baseUrl: string,
): Promise<BenchBackend> {
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
      instances: [{ id: "quick", kind: "openai", baseUrl }],
    }),
  });
  return { backend, [Symbol.asyncDispose]: () => backend.dispose() };
}

export interface Timed {
  /** Milliseconds. */
  readonly firstContent: number;
  readonly whole: number;
  readonly events: number;
  readonly source: string | undefined;
}

/** One question through every stage of the engine. */
export async function timeQuestion(
  { backend }: BenchBackend,
  text: string,
  parameters: Parameters = {},
): Promise<Timed> {
  const startedAt = performance.now();
  const { run, facts } = backend.gateway.gateway.open(
    {
      request: {
        model: "quick:bench",
        messages: [{ role: "user", parts: [{ type: "text", text }] }],
        parameters,
      },
      caller: { onLan: false },
      noFallback: false,
      whole: false,
      cache: {},
    },
    new AbortController().signal,
  );
  let firstContent = Number.NaN;
  let count = 0;
  await run(({ event }) => {
    count += 1;
    if (event.type === "text-delta" && Number.isNaN(firstContent))
      firstContent = performance.now() - startedAt;
    return undefined;
  });
  if (facts.error !== undefined) throw new Error(facts.error.message);
  return {
    firstContent,
    whole: performance.now() - startedAt,
    events: count,
    source: facts.servedBy?.cached?.source,
  };
}
