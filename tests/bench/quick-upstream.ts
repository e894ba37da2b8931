import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

/** Text deltas in each reply. */
export const deltas = 200;

/** An upstream in a thread of its own that answers at once, and counts what it was asked. */
export interface QuickUpstream {
  /** With the version segment. */
  readonly url: string;
  /** Calls since the last time. */
  calls(): Promise<number>;
  close(): Promise<unknown>;
}

export async function startQuickUpstream(): Promise<QuickUpstream> {
  const worker = new Worker(new URL(import.meta.url));
  const [port] = (await once(worker, "message")) as [number];
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async calls() {
      worker.postMessage("calls");
      const [count] = (await once(worker, "message")) as [number];
      return count;
    },
    close: () => worker.terminate(),
  };
}

function serve(): void {
  let calls = 0;
  const whole = `${frames().join("")}data: [DONE]\n\n`;
  const server = createServer((incoming, response) => {
    incoming.resume();
    if (incoming.method === "GET") return void response.end('{"data":[]}');
    calls += 1;
    incoming.on("end", () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(whole);
    });
  });
  server.listen(0, "127.0.0.1", () =>
    parentPort?.postMessage((server.address() as AddressInfo).port),
  );
  parentPort?.on("message", () => {
    parentPort?.postMessage(calls);
    calls = 0;
  });
}

function frames(): readonly string[] {
  const chunk = (rest: object): string =>
    `data: ${JSON.stringify({
      id: "chatcmpl-bench",
      object: "chat.completion.chunk",
      created: 1_772_800_000,
      model: "bench",
      ...rest,
    })}\n\n`;
  const delta = (content: string) =>
    chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
  return [
    ...Array.from({ length: deltas }, (_, at) => delta(` word${at}`)),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
    chunk({
      choices: [],
      usage: { prompt_tokens: 9, completion_tokens: deltas },
    }),
  ];
}

if (!isMainThread) serve();
