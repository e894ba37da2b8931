import { availableParallelism } from "node:os";
import type {
  LocalEvent,
  LocalGenerateRequest,
  LocalLoadOptions,
  LocalRuntime,
  LocalStatus,
} from "#main/ports/local-runtime.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { linuxMemoryKills } from "./exit-diagnosis.ts";
import { ModelHost, type ModelHostOptions } from "./model-host.ts";
import { orAborted } from "./or-aborted.ts";
import { toPrompt } from "./to-prompt.ts";
import type { WorkerOptions } from "./protocol.ts";
import { TurnQueue } from "./turn-queue.ts";
import type { Generation, WorkerProcess } from "./worker-process.ts";

type OptionalParts = "startTimeoutMs" | "cancelTimeoutMs" | "memoryKills";

export interface LocalRuntimeOptions
  extends
    Omit<ModelHostOptions, OptionalParts>,
    Partial<Pick<ModelHostOptions, OptionalParts>> {
  /** Milliseconds without work after which the model is unloaded; 0 keeps it. Asked each time. */
  readonly idleMs: () => number;
}

export function createLocalRuntime(options: LocalRuntimeOptions): LocalRuntime {
  return new ProcessRuntime(options);
}

class ProcessRuntime implements LocalRuntime {
  #options: LocalRuntimeOptions;
  #host: ModelHost;
  #turns = new TurnQueue();
  #generating = false;
  #disposed = new AbortController();
  #idle = new AbortController();

  constructor(options: LocalRuntimeOptions) {
    this.#options = options;
    this.#host = new ModelHost({
      startTimeoutMs: 30_000,
      cancelTimeoutMs: 5_000,
      memoryKills: linuxMemoryKills,
      ...options,
    });
  }

  async *generate(
    request: LocalGenerateRequest,
    caller: AbortSignal,
  ): AsyncGenerator<LocalEvent, void> {
    const signal = AbortSignal.any([caller, this.#disposed.signal]);
    try {
      yield* this.#inTurn(request, signal);
    } catch (error) {
      const known = signal.aborted
        ? new AppError("aborted")
        : AppError.from(error);
      yield { type: "error", error: known.toJSON() };
    }
  }

  async countTokens(
    request: LocalGenerateRequest,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const worker = this.#host.loadedWith(toWorkerOptions(request.load));
    if (worker === undefined) return undefined;
    return orAborted(worker.count(toPrompt(request)), signal);
  }

  status(): LocalStatus {
    const { loaded, options } = this.#host.held ?? {};
    return {
      state: this.#state(),
      ...(options ? { loadedPath: options.path } : {}),
      ...(loaded ? { memoryBytes: loaded.memoryBytes } : {}),
      threads: options?.threads ?? defaultThreads(),
      gpu: loaded?.gpu ?? false,
    };
  }

  async unload(): Promise<void> {
    this.#idle.abort();
    await this.#host.release();
  }

  async dispose(): Promise<void> {
    this.#disposed.abort();
    await this.unload();
  }

  #state(): LocalStatus["state"] {
    const { held } = this.#host;
    if (!held) return "stopped";
    if (!held.loaded) return "loading";
    return this.#generating ? "generating" : "idle";
  }

  async *#inTurn(
    request: LocalGenerateRequest,
    signal: AbortSignal,
  ): AsyncGenerator<LocalEvent, void> {
    const prompt = toPrompt(request);
    signal.throwIfAborted();
    const waits = this.#turns.isBusy;
    const turn = this.#turns.take();
    try {
      if (waits) yield { type: "queued" };
      await turn.begin(signal);
      this.#idle.abort();
      const options = toWorkerOptions(request.load);
      const worker = yield* this.#host.acquire(options, signal);
      const generation = worker.generate(prompt);
      this.#generating = true;
      turn.holdUntil(this.#settle(worker, generation));
      yield* follow(generation, signal);
    } finally {
      void turn.end().then(() => this.#startIdleTimer());
    }
  }

  /** When the process is free again: it ends what it does, or is ended. */
  async #settle(worker: WorkerProcess, generation: Generation): Promise<void> {
    const outcome = await generation.settled;
    this.#generating = false;
    if (outcome !== "free") await this.#host.release(worker);
  }

  #startIdleTimer(): void {
    const milliseconds = this.#options.idleMs();
    if (this.#turns.isBusy || milliseconds <= 0 || !this.#host.held) return;
    this.#idle.abort();
    this.#idle = new AbortController();
    this.#options.clock.sleep(milliseconds, this.#idle.signal).then(
      () => this.unload(),
      () => {},
    );
  }
}

/** Passes the events on; a stop, or a reader that leaves, ends the generation. */
async function* follow(
  generation: Generation,
  signal: AbortSignal,
): AsyncGenerator<LocalEvent, void> {
  const cancel = () => generation.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    yield* generation.events;
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

function toWorkerOptions(load: LocalLoadOptions): WorkerOptions {
  return { ...load, threads: load.threads || defaultThreads() };
}

function defaultThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}
