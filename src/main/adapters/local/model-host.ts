import type { ChildProcessLauncher } from "#main/ports/child-process.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { LocalEvent } from "#main/ports/local-runtime.ts";
import type { Logger } from "#main/ports/logger.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { EventQueue } from "./event-queue.ts";
import type { MemoryKills } from "./exit-diagnosis.ts";
import { orAborted } from "./or-aborted.ts";
import type { Loaded, WorkerOptions } from "./protocol.ts";
import { WorkerProcess } from "./worker-process.ts";

export interface ModelHostOptions {
  readonly launcher: ChildProcessLauncher;
  /** Absolute path of the built worker entry. */
  readonly entry: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a process may take until it answers at all. */
  readonly startTimeoutMs: number;
  /** How long a process may take to end what it was told to end. */
  readonly cancelTimeoutMs: number;
  readonly memoryKills: MemoryKills;
}

interface Held {
  readonly worker: WorkerProcess;
  readonly options: WorkerOptions;
  /** Absent while it loads. */
  loaded?: Loaded;
}

/** The one process that holds a model, if one does. */
export class ModelHost {
  #options: ModelHostOptions;
  #held: Held | undefined;
  #ending: Promise<unknown> = Promise.resolve();

  constructor(options: ModelHostOptions) {
    this.#options = options;
  }

  get held(): Readonly<Held> | undefined {
    return this.#held;
  }

  /** The process that holds this model with the same options now, if one does. */
  loadedWith(options: WorkerOptions): WorkerProcess | undefined {
    const { held } = this;
    if (!held?.loaded || !isSame(held.options, options)) return undefined;
    return held.worker;
  }

  /** The process with this model loaded; what is loaded already, with the same options, is kept. */
  async *acquire(
    options: WorkerOptions,
    signal: AbortSignal,
  ): AsyncGenerator<LocalEvent, WorkerProcess> {
    const ready = this.loadedWith(options);
    if (ready) return ready;
    // Two big models never fit at once: the next one waits until the last one's memory is back.
    await orAborted(this.release(), signal);
    const next = this.#launch(options);
    const { worker } = next;
    const stop = () => worker.kill();
    signal.addEventListener("abort", stop, { once: true });
    try {
      yield { type: "loading", fraction: 0 };
      await this.#ready(worker);
      next.loaded = yield* this.#load(worker, options);
      this.#options.log.info({ ...options, ...next.loaded }, "Model loaded.");
      return worker;
    } finally {
      signal.removeEventListener("abort", stop);
      if (!next.loaded) void this.release(worker);
    }
  }

  /** Ends the process (only if it is `which`, where that is given); resolves when it has ended. */
  release(which?: WorkerProcess): Promise<unknown> {
    const held = this.#held;
    if (!held || (which && held.worker !== which)) return this.#ending;
    this.#held = undefined;
    held.worker.kill();
    const { cancelTimeoutMs } = this.#options;
    this.#ending = this.#within(held.worker.ended, cancelTimeoutMs);
    return this.#ending;
  }

  async *#load(
    worker: WorkerProcess,
    options: WorkerOptions,
  ): AsyncGenerator<LocalEvent, Loaded> {
    const progress = new EventQueue<LocalEvent>();
    const loading = worker.load(options, (fraction) =>
      progress.push({ type: "loading", fraction }),
    );
    loading.finally(() => progress.end()).catch(() => {});
    yield* progress.read();
    return loading;
  }

  #launch(options: WorkerOptions): Held {
    const { launcher, entry, log } = this.#options;
    const worker = new WorkerProcess(launcher.launch(entry), this.#options);
    const held: Held = { worker, options };
    this.#held = held;
    void worker.ended.then((error) => {
      if (error.code !== "aborted")
        log.warn(error.toJSON(), "The process that runs models ended.");
      if (this.#held === held) this.#held = undefined;
    });
    return held;
  }

  async #ready(worker: WorkerProcess): Promise<void> {
    const { startTimeoutMs } = this.#options;
    if (await this.#within(worker.ready, startTimeoutMs)) return;
    throw new AppError("upstream-timeout", {
      message: `The process that runs models did not answer within ${String(startTimeoutMs / 1000)} seconds.`,
      retryable: true,
    });
  }

  /** Whether the promise came in time; its rejection is passed on. */
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

function isSame(a: WorkerOptions, b: WorkerOptions): boolean {
  return (
    a.path === b.path &&
    a.contextSize === b.contextSize &&
    a.gpuLayers === b.gpuLayers &&
    a.threads === b.threads
  );
}
