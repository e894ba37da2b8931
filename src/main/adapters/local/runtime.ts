import { availableParallelism } from "node:os";
import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import type { Clock } from "#main/ports/clock.ts";
import type {
  LocalEvent,
  LocalGenerateRequest,
  LocalLoadOptions,
  LocalRuntime,
  LocalStatus,
} from "#main/ports/local-runtime.ts";
import type { Logger } from "#main/ports/logger.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { EventQueue } from "./event-queue.ts";
import { linuxMemoryKills, type MemoryKills } from "./exit-diagnosis.ts";
import { plainTurns } from "./prompt-text.ts";
import type { Loaded, Prompt, WorkerOptions } from "./protocol.ts";
import { TurnQueue } from "./turn-queue.ts";
import { WorkerProcess, type Generation } from "./worker-process.ts";

export interface LocalRuntimeOptions {
  readonly launcher: ChildProcessLauncher;
  /** Absolute path of the built worker entry. */
  readonly entry: string;
  readonly clock: Clock;
  /** Milliseconds without work after which the model is unloaded; 0 keeps it. Asked each time. */
  readonly idleMs: () => number;
  readonly log: Logger;
  /** How long a process may take until it answers at all. */
  readonly startTimeoutMs?: number;
  /** How long a stopped generation may take to end before its process is killed. */
  readonly cancelTimeoutMs?: number;
  readonly memoryKills?: MemoryKills;
}

export function createLocalRuntime(options: LocalRuntimeOptions): LocalRuntime {
  return new ProcessRuntime(options);
}

interface Current {
  readonly worker: WorkerProcess;
  readonly options: WorkerOptions;
  /** Absent while it loads. */
  loaded?: Loaded;
}

class ProcessRuntime implements LocalRuntime {
  #options: Required<LocalRuntimeOptions>;
  #current: Current | undefined;
  #generating = false;
  #turns = new TurnQueue();
  #disposed = new AbortController();
  #idle = new AbortController();

  constructor(options: LocalRuntimeOptions) {
    this.#options = {
      startTimeoutMs: 30_000,
      cancelTimeoutMs: 5_000,
      memoryKills: linuxMemoryKills,
      ...options,
    };
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

  status(): LocalStatus {
    const { loaded, options } = this.#current ?? {};
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
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    current.worker.kill();
    // Two big models never fit at once: the next one waits until this one's memory is back.
    await this.#within(current.worker.ended, this.#options.cancelTimeoutMs);
  }

  async dispose(): Promise<void> {
    this.#disposed.abort();
    await this.unload();
  }

  #state(): LocalStatus["state"] {
    if (!this.#current) return "stopped";
    if (!this.#current.loaded) return "loading";
    return this.#generating ? "generating" : "idle";
  }

  async *#inTurn(
    request: LocalGenerateRequest,
    signal: AbortSignal,
  ): AsyncGenerator<LocalEvent, void> {
    const prompt = toPrompt(request);
    signal.throwIfAborted();
    if (this.#turns.isBusy) yield { type: "queued" };
    const turn = this.#turns.take();
    try {
      await turn.begin(signal);
      this.#idle.abort();
      const worker = yield* this.#load(toWorkerOptions(request.load), signal);
      const generation = worker.generate(prompt);
      this.#generating = true;
      turn.holdUntil(this.#settle(worker, generation));
      yield* this.#follow(generation, signal);
    } finally {
      void turn.end().then(() => this.#startIdleTimer());
    }
  }

  /** Passes the events on; a stop, or a reader that leaves, ends the generation. */
  async *#follow(
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

  /** When the process is free again: it ends what it does, or is ended. */
  async #settle(worker: WorkerProcess, generation: Generation): Promise<void> {
    const outcome = await generation.settled;
    this.#generating = false;
    if (outcome !== "free") await this.#drop(worker);
  }

  async *#load(
    options: WorkerOptions,
    signal: AbortSignal,
  ): AsyncGenerator<LocalEvent, WorkerProcess> {
    const { loaded, worker: existing } = this.#current ?? {};
    if (existing && loaded && isSame(this.#current?.options, options))
      return existing;
    await this.unload();
    signal.throwIfAborted();
    const current = this.#launch(options);
    const { worker } = current;
    const stop = () => worker.kill();
    signal.addEventListener("abort", stop, { once: true });
    try {
      yield { type: "loading", fraction: 0 };
      await this.#ready(worker);
      const progress = new EventQueue<LocalEvent>();
      const loading = worker.load(options, (fraction) =>
        progress.push({ type: "loading", fraction }),
      );
      loading.finally(() => progress.end()).catch(() => {});
      yield* progress.read();
      current.loaded = await loading;
      this.#options.log.info({ ...options, ...current.loaded }, "Model loaded");
      return worker;
    } finally {
      signal.removeEventListener("abort", stop);
      if (!current.loaded) await this.#drop(worker);
    }
  }

  #launch(options: WorkerOptions): Current {
    const { launcher, entry, memoryKills, cancelTimeoutMs, clock, log } =
      this.#options;
    const worker = new WorkerProcess(launcher.launch(entry), {
      memoryKills,
      clock,
      cancelTimeoutMs,
    });
    const current: Current = { worker, options };
    this.#current = current;
    void worker.ended.then((error) => {
      if (error.code !== "aborted")
        log.warn({ ...error.toJSON() }, "The process that runs models ended");
      if (this.#current === current) this.#current = undefined;
    });
    return current;
  }

  async #ready(worker: WorkerProcess): Promise<void> {
    const { startTimeoutMs } = this.#options;
    if (await this.#within(worker.ready, startTimeoutMs)) return;
    throw new AppError("upstream-timeout", {
      message: `The process that runs models did not answer within ${String(startTimeoutMs / 1000)} seconds.`,
      retryable: true,
    });
  }

  async #drop(worker: WorkerProcess): Promise<void> {
    if (this.#current?.worker === worker) await this.unload();
  }

  #startIdleTimer(): void {
    const milliseconds = this.#options.idleMs();
    if (this.#turns.isBusy || milliseconds <= 0 || !this.#current) return;
    this.#idle.abort();
    this.#idle = new AbortController();
    this.#options.clock.sleep(milliseconds, this.#idle.signal).then(
      () => this.unload(),
      () => {},
    );
  }

  /** Whether the promise came first; its rejection is passed on. */
  async #within(
    promise: Promise<unknown>,
    milliseconds: number,
  ): Promise<boolean> {
    const timer = new AbortController();
    const sleeping = this.#options.clock.sleep(milliseconds, timer.signal).then(
      () => false,
      () => true,
    );
    try {
      return await Promise.race([promise.then(() => true), sleeping]);
    } finally {
      timer.abort();
    }
  }
}

function toPrompt(request: LocalGenerateRequest): Prompt {
  const { reasoning, ...parameters } = request.parameters;
  const off = reasoning?.enabled === false || reasoning?.effort === "none";
  return {
    turns: [...plainTurns(request.messages)],
    parameters,
    ...(reasoning ? { thinking: !off } : {}),
    ...(request.jsonSchema ? { jsonSchema: request.jsonSchema } : {}),
  };
}

function toWorkerOptions(load: LocalLoadOptions): WorkerOptions {
  return { ...load, threads: load.threads || defaultThreads() };
}

function defaultThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}

function isSame(a: WorkerOptions | undefined, b: WorkerOptions): boolean {
  return (
    a?.path === b.path &&
    a.contextSize === b.contextSize &&
    a.gpuLayers === b.gpuLayers &&
    a.threads === b.threads
  );
}
