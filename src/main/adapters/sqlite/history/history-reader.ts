import { Worker } from "node:worker_threads";
import { AppError } from "#shared/errors/app-error.ts";
import type { ActivityHistory, HistoryQuery } from "#shared/rpc/activity.ts";
import type { HistoryReader } from "#main/ports/activity-history.ts";
import type { ConnectionOptions } from "../connection.ts";
import type { HistoryAnswer, HistoryQuestion } from "./protocol.ts";

export interface HistoryReaderOptions extends ConnectionOptions {
  /** Absolute path of the built `history-worker`. */
  readonly workerEntry: string;
  /** Milliseconds after the last answer at which the thread ends. */
  readonly idleMs?: number;
}

type Waiting = PromiseWithResolvers<ActivityHistory>;

/** Reads in a thread of its own with a connection of its own, which live while somebody asks. */
export function createHistoryReader({
  workerEntry,
  idleMs = 60_000,
  ...connection
}: HistoryReaderOptions): HistoryReader {
  let thread: ReturnType<typeof startThread> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function end(): Promise<void> {
    clearTimeout(timer);
    const ending = thread;
    thread = undefined;
    await ending?.end();
  }

  return {
    async read(query) {
      if (isClosed) throw threadEnded();
      clearTimeout(timer);
      if (thread === undefined || thread.hasEnded())
        thread = startThread(workerEntry, connection);
      const asked = thread;
      try {
        return await asked.ask(query);
      } finally {
        if (thread === asked && !asked.isBusy())
          timer = setTimeout(() => void end(), idleMs).unref();
      }
    },
    close() {
      isClosed = true;
      return end();
    },
  };
}

function startThread(entry: string, workerData: ConnectionOptions) {
  const worker = new Worker(entry, { workerData });
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let hasEnded = false;

  function fail(cause?: unknown): void {
    hasEnded = true;
    for (const { reject } of waiting.values()) reject(threadEnded(cause));
    waiting.clear();
  }

  worker.on("error", fail);
  worker.on("exit", () => fail());
  worker.on("message", (answer: HistoryAnswer) => {
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("history" in answer) asker?.resolve(answer.history);
    else asker?.reject(AppError.fromJSON(answer.error));
  });

  return {
    ask(query: HistoryQuery): Promise<ActivityHistory> {
      const asker: Waiting = Promise.withResolvers();
      const question: HistoryQuestion = { id: nextId, query };
      waiting.set(nextId, asker);
      nextId += 1;
      worker.postMessage(question);
      return asker.promise;
    },
    isBusy: () => waiting.size > 0,
    hasEnded: () => hasEnded,
    end: async () => void (await worker.terminate()),
  };
}

function threadEnded(cause?: unknown): AppError {
  return new AppError("internal", {
    message: "The thread that reads the ledger has ended.",
    retryable: true,
    cause,
  });
}
