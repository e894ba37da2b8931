import type {
  Differences,
  DifferencesQuery,
} from "#renderer/workers/differences/differences.ts";
import type {
  DifferencesRequest,
  DifferencesResponse,
} from "#renderer/workers/differences/protocol.ts";

export interface DifferencesWorker {
  /** Undefined when the worker failed; the next question starts another one. */
  find(query: DifferencesQuery): Promise<Differences | undefined>;
  dispose(): void;
}

/** Finds differences off the main thread; its owner asks one question at a time. */
export function createDifferencesWorker(): DifferencesWorker {
  let worker: Worker | undefined;
  let lastId = 0;
  let answer: ((differences: Differences | undefined) => void) | undefined;

  function settle(differences: Differences | undefined): void {
    answer?.(differences);
    answer = undefined;
  }

  function start(): Worker {
    const started = new Worker(
      new URL("../../workers/differences.worker.ts", import.meta.url),
      { type: "module", name: "differences" },
    );
    started.onmessage = ({ data }: MessageEvent<DifferencesResponse>) => {
      if (data.id === lastId) settle(data.differences);
    };
    started.onerror = () => {
      started.terminate();
      worker = undefined;
      settle(undefined);
    };
    return started;
  }

  return {
    find: (query) => {
      settle(undefined);
      worker ??= start();
      const request: DifferencesRequest = { id: ++lastId, query };
      worker.postMessage(request);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    dispose: () => {
      worker?.terminate();
      worker = undefined;
      settle(undefined);
    },
  };
}
