import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, request } from "undici";
import { createHttpChatProvider } from "#main/adapters/http/provider.ts";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import { instanceIdSchema } from "#shared/models/ids.ts";
import { median, type BenchRow } from "./row.ts";

const deltas = 2_000;
const rounds = 15;

/**
 * What our provider (transport, SSE parser, dialect, events) costs over a bare undici call that reads the
 * same bytes and throws them away. The upstream writes as fast as it can, so this is the worst case.
 */
export async function run(): Promise<BenchRow[]> {
  await using upstream = await startBenchUpstream();
  const provider = createHttpChatProvider({
    instance: instanceIdSchema.parse("bench"),
    kind: "openai",
    baseUrl: upstream.url,
    apiKey: () => undefined,
    clock: Date,
  });
  await using agent = disposable(new Agent());
  const ours: number[] = [];
  const bare: number[] = [];
  const ourFirst: number[] = [];
  const bareFirst: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const mine = await streamOurs(provider);
    const plain = await streamBare(upstream.url, agent);
    if (round < 0) continue;
    ours.push(mine.totalMs);
    ourFirst.push(mine.firstMs);
    bare.push(plain.totalMs);
    bareFirst.push(plain.firstMs);
  }
  await provider.dispose();
  return [
    {
      name: `transport: a stream of ${deltas} deltas`,
      value: median(ours),
      baseline: median(bare),
      unit: "ms",
      note: "against undici reading the same bytes",
    },
    {
      name: "transport: time to first token",
      value: median(ourFirst),
      baseline: median(bareFirst),
      unit: "ms",
      note: "against undici's first bytes of the body",
    },
    {
      name: "transport: cost per delta",
      value: ((median(ours) - median(bare)) / deltas) * 1_000,
      unit: "µs",
      note: "what is added to the bare call",
    },
  ];
}

interface Timing {
  readonly firstMs: number;
  readonly totalMs: number;
}

async function streamOurs(provider: ChatProvider): Promise<Timing> {
  const start = performance.now();
  let firstMs = 0;
  let seen = 0;
  const call = {
    request: {
      model: "bench",
      messages: [
        {
          role: "user" as const,
          parts: [{ type: "text" as const, text: "Go" }],
        },
      ],
      parameters: {},
    },
  };
  for await (const { event } of provider.chat(
    call,
    new AbortController().signal,
  )) {
    if (event.type === "error") throw new Error(event.error.message);
    if (event.type !== "text-delta") continue;
    if (seen === 0) firstMs = performance.now() - start;
    seen += 1;
  }
  if (seen !== deltas) throw new Error(`${seen} deltas of ${deltas} arrived.`);
  return { firstMs, totalMs: performance.now() - start };
}

async function streamBare(url: string, dispatcher: Agent): Promise<Timing> {
  const start = performance.now();
  let firstMs = 0;
  const { body } = await request(`${url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "bench", stream: true }),
    dispatcher,
  });
  for await (const _ of body)
    if (firstMs === 0) firstMs = performance.now() - start;
  return { firstMs, totalMs: performance.now() - start };
}

async function startBenchUpstream(): Promise<
  AsyncDisposable & { url: string }
> {
  const frame = (delta: object, finish: string | null) =>
    `data: ${JSON.stringify({
      id: "chatcmpl-bench",
      object: "chat.completion.chunk",
      created: 1_772_800_000,
      model: "bench",
      choices: [{ index: 0, delta, finish_reason: finish }],
    })}\n\n`;
  const body = Buffer.from(
    frame({ content: " word" }, null).repeat(deltas) +
      frame({}, "stop") +
      "data: [DONE]\n\n",
  );
  const server = createServer((incoming, response) => {
    incoming.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function disposable(agent: Agent): Agent & AsyncDisposable {
  return Object.assign(agent, {
    [Symbol.asyncDispose]: () => agent.destroy(),
  });
}
