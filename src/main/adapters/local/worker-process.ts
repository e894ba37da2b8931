import type { ChildProcess } from "#main/ports/child-process.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { LocalEvent } from "#main/ports/local-runtime.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { EventQueue } from "./event-queue.ts";
import { diagnoseExit, type MemoryKills } from "./exit-diagnosis.ts";
import {
  fromWorkerSchema,
  type FromWorker,
  type Loaded,
  type Prompt,
  type WorkerOptions,
  type WrittenToWorker,
} from "./protocol.ts";

export interface Generation {
  /** Ends with `done` or `error`, also when the process does. */
  readonly events: AsyncGenerator<LocalEvent, void>;
  /**
   * When the process is free again; `stuck` if it went on after it was cancelled for too long,
   * `broken` if its state is not to be trusted any more.
   */
  readonly settled: Promise<"free" | "stuck" | "broken">;
  /** Ends `events` with `aborted` at once; the process follows as soon as it can. */
  cancel(): void;
}

export interface WorkerProcessOptions {
  readonly memoryKills: MemoryKills;
  readonly clock: Clock;
  /** How long a cancelled generation may go on. */
  readonly cancelTimeoutMs: number;
}

/** Our end of one process that holds one model. Whatever ends it, each promise here settles. */
export class WorkerProcess {
  /** Resolves once, with why the process ended. */
  readonly ended: Promise<AppError>;
  #child: ChildProcess;
  #options: WorkerProcessOptions;
  #ready = Promise.withResolvers<void>();
  #loaded = Promise.withResolvers<Loaded>();
  #onFraction: (fraction: number) => void = () => {};
  #generations = new Map<number, (event: LocalEvent) => void>();
  #counts = new Map<number, PromiseWithResolvers<number>>();
  #nextId = 1;
  #killed = false;
  #failure: AppError | undefined;

  constructor(child: ChildProcess, options: WorkerProcessOptions) {
    this.#child = child;
    this.#options = options;
    const { memoryKills } = options;
    const before = memoryKills();
    const ended = Promise.withResolvers<AppError>();
    this.ended = ended.promise;
    // Nobody may be waiting when the process ends.
    this.#ready.promise.catch(() => {});
    this.#loaded.promise.catch(() => {});
    child.onMessage((message) => this.#receive(message));
    child.onExit((exit) => {
      const after = memoryKills();
      const error = this.#killed
        ? new AppError("aborted", { message: "The model was unloaded." })
        : diagnoseExit(exit, {
            ...(before === undefined ? {} : { before }),
            ...(after === undefined ? {} : { after }),
          });
      this.#fail(error);
      ended.resolve(error);
    });
  }

  /** The process lives and listens; rejects with AppError when it ends before. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  load(
    options: WorkerOptions,
    onFraction: (fraction: number) => void,
  ): Promise<Loaded> {
    this.#onFraction = onFraction;
    this.#post({ type: "load", options });
    return this.#loaded.promise;
  }

  generate(prompt: Prompt): Generation {
    const id = this.#nextId;
    this.#nextId += 1;
    const queue = new EventQueue<LocalEvent>();
    const settled = Promise.withResolvers<"free" | "stuck" | "broken">();
    const receive = (event: LocalEvent) => {
      queue.push(event);
      if (event.type !== "done" && event.type !== "error") return;
      this.#generations.delete(id);
      queue.end();
      const isBroken =
        event.type === "error" && event.error.code === "local-crashed";
      settled.resolve(isBroken ? "broken" : "free");
    };
    this.#generations.set(id, receive);
    if (this.#failure) receive(errorEvent(this.#failure));
    else this.#post({ type: "generate", id, prompt: JSON.stringify(prompt) });
    return {
      events: queue.read(),
      settled: settled.promise,
      cancel: () => {
        if (!this.#generations.has(id)) return;
        queue.push(errorEvent(new AppError("aborted")));
        queue.end();
        this.#post({ type: "cancel", id });
        this.#afterPatience(settled.promise, () => settled.resolve("stuck"));
      },
    };
  }

  /** Tokens of a prompt; beside whatever else the process does. Rejects with AppError. */
  count(prompt: Prompt): Promise<number> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId;
    this.#nextId += 1;
    const counting = Promise.withResolvers<number>();
    this.#counts.set(id, counting);
    this.#post({ type: "count", id, prompt: JSON.stringify(prompt) });
    return counting.promise.finally(() => this.#counts.delete(id));
  }

  kill(): void {
    this.#killed = true;
    this.#child.kill();
    this.#fail(new AppError("aborted", { message: "The model was unloaded." }));
  }

  #afterPatience(settled: Promise<unknown>, act: () => void): void {
    const { clock, cancelTimeoutMs } = this.#options;
    const timer = new AbortController();
    void settled.then(() => timer.abort());
    clock.sleep(cancelTimeoutMs, timer.signal).then(act, () => {});
  }

  #post(message: WrittenToWorker): void {
    this.#child.post(message);
  }

  #receive(raw: unknown): void {
    const parsed = fromWorkerSchema.safeParse(raw);
    if (parsed.success) this.#handle(parsed.data);
  }

  #handle(message: FromWorker): void {
    switch (message.type) {
      case "ready":
        return this.#ready.resolve();
      case "loading":
        return this.#onFraction(message.fraction);
      case "loaded":
        return this.#loaded.resolve(message.loaded);
      case "load-failed":
        return this.#loaded.reject(AppError.fromJSON(message.error));
      case "event":
        return this.#generations.get(message.id)?.(message.event);
      case "counted":
        return this.#counts.get(message.id)?.resolve(message.tokens);
      case "failed":
        this.#counts.get(message.id)?.reject(AppError.fromJSON(message.error));
        return this.#generations.get(message.id)?.({
          type: "error",
          error: message.error,
        });
    }
  }

  #fail(error: AppError): void {
    this.#failure ??= error;
    this.#ready.reject(error);
    this.#loaded.reject(error);
    for (const counting of this.#counts.values()) counting.reject(error);
    for (const push of this.#generations.values()) push(errorEvent(error));
  }
}

function errorEvent(error: AppError): LocalEvent {
  return { type: "error", error: error.toJSON() };
}
