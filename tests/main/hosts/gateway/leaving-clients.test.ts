import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { readAudit, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";

const promptly = 100;

/** How a call is answered: whole or streamed in the upstream's own dialect, or translated. */
const manners = [
  ["same dialect, whole", "/v1/chat/completions", false],
  ["same dialect, streamed", "/v1/chat/completions", true],
  ["translated, whole", "/v1/messages", false],
  ["translated, streamed", "/v1/messages", true],
] as const;

async function start(instance: object) {
  const gateway = await startGateway({
    config: {
      instances: [{ id: "lab", kind: "openai", ...instance }],
      gateway: { requireKey: false },
    },
  });
  const ask = (path: string, model: string, stream: boolean) => {
    const leaving = new AbortController();
    const answered = fetch(gateway.address + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        model: `lab:${model}`,
        messages: [{ role: "user", content: "Hi" }],
        max_tokens: 64,
        stream,
      }),
      signal: leaving.signal,
    }).then((reply) => reply.text());
    answered.catch(() => undefined);
    return leaving;
  };
  const inFlight = () =>
    /in_flight (\d+)/.exec(gateway.backend.gateway.metrics.render())?.[1];
  return { ...gateway, ask, inFlight };
}

/** Milliseconds of the quickest of a few tries: a busy machine makes one late, a defect all of them. */
async function quickest(measure: () => Promise<number>): Promise<number> {
  let best = Infinity;
  for (let tries = 0; tries < 3 && best >= promptly; tries += 1)
    best = Math.min(best, await measure());
  return best;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(2);
}

async function startLab() {
  const upstream = await startDialectUpstream("openai-chat");
  onTestFinished(() => upstream.close());
  const calls = () => upstream.requests.filter(({ body }) => body);
  return { baseUrl: `${upstream.url}/v1`, calls };
}

test.each(
  manners.flatMap((manner) => [
    [...manner, "before the first byte", "silent"] as const,
    [...manner, "streaming", "stall"] as const,
  ]),
)("%s: who leaves, leaves upstream too", async (...row) => {
  const [, path, stream, , model] = row;
  const { baseUrl, calls } = await startLab();
  const { ask, inFlight } = await start({ baseUrl });
  let asked = 0;
  const best = await quickest(async () => {
    const leaving = ask(path, model, stream);
    asked += 1;
    await until(() => calls().length === asked);
    const call = calls()[asked - 1];
    await sleep(50);
    const left = performance.now();
    leaving.abort();
    await until(() => call?.abortedAt !== undefined);
    await until(() => inFlight() === "0");
    return (call?.abortedAt ?? Infinity) - left;
  });
  expect(best).toBeLessThan(promptly);
});

test.each(manners)(
  "%s: who leaves while it connects closes the socket",
  async (_name, path, stream) => {
    const sockets: Socket[] = [];
    // Takes the connection and never shakes hands.
    const server = createServer((socket) => void sockets.push(socket.resume()));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { ask } = await start({ baseUrl: `https://127.0.0.1:${port}/v1` });
    // The first look at the list of models connects too.
    await until(() => sockets.length > 0);
    const before = sockets.length;
    const leaving = ask(path, "any", stream);
    await until(() => sockets.length > before);
    const socket = sockets[before];
    const closed = socket && once(socket, "close");
    const left = performance.now();
    leaving.abort();
    await closed;
    expect(performance.now() - left).toBeLessThan(promptly);
    for (const one of sockets) one.destroy();
  },
);

test.each(manners)(
  "%s: who leaves before a retry is let go at once",
  async (_name, path, stream) => {
    const { baseUrl, calls } = await startLab();
    const { ask, inFlight } = await start({ baseUrl });
    let asked = 0;
    // The wait is three seconds; the call ends with its client, not with the wait.
    const best = await quickest(async () => {
      const leaving = ask(path, "retry-seconds", stream);
      asked += 1;
      await until(() => calls().length === asked);
      await sleep(50);
      const left = performance.now();
      leaving.abort();
      await until(() => inFlight() === "0");
      return performance.now() - left;
    });
    expect(best).toBeLessThan(promptly);
    expect(calls().length).toBe(asked);
  },
);

test("who leaves before a retry is not retried later either", async () => {
  const { baseUrl, calls } = await startLab();
  const { ask, inFlight, dataDir } = await start({ baseUrl });
  for (const [index, [, path, stream]] of manners.entries()) {
    const leaving = ask(path, "retry-seconds", stream);
    await until(() => calls().length === index + 1);
    await sleep(50);
    leaving.abort();
  }
  await until(() => inFlight() === "0");
  await sleep(3_300);
  expect(calls().length).toBe(manners.length);
  const events = await readAudit(dataDir);
  expect(events.map(({ outcome }) => outcome)).toEqual(
    manners.map(() => "aborted"),
  );
});

test.each(manners)(
  "%s: who leaves the queue gives up its place at once and asks nobody",
  async (_name, path, stream) => {
    const { baseUrl, calls } = await startLab();
    const limits = { concurrent: 1 };
    const { ask, inFlight } = await start({ baseUrl, limits });
    const running = ask(path, "silent", stream);
    await until(() => calls().length === 1);
    const best = await quickest(async () => {
      const waiting = ask(path, "silent", stream);
      await until(() => inFlight() === "2");
      await sleep(50);
      const left = performance.now();
      waiting.abort();
      await until(() => inFlight() === "1");
      return performance.now() - left;
    });
    expect(best).toBeLessThan(promptly);
    const next = ask(path, "silent", stream);
    running.abort();
    await until(() => calls().length === 2);
    next.abort();
    await until(() => inFlight() === "0");
    expect(calls().length).toBe(2);
  },
);

test("who leaves before its vectors come leaves upstream too", async () => {
  const closed: number[] = [];
  const silent = createServer((socket) => {
    socket.on("data", (bytes) => {
      // The look at the list of models is not what is asked here.
      if (!bytes.includes("/embeddings")) return;
      socket.once("close", () => closed.push(performance.now()));
      reached += 1;
    });
    socket.on("error", () => undefined);
  });
  let reached = 0;
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  const { address } = await start({ baseUrl: `http://127.0.0.1:${port}/v1` });
  const ways = [
    ["/v1/embeddings", { model: "lab:any", input: "Hi" }],
    [
      "/v1beta/models/lab:any:embedContent",
      { content: { parts: [{ text: "Hi" }] } },
    ],
  ] as const;
  for (const [path, body] of ways) {
    const best = await quickest(async () => {
      const leaving = new AbortController();
      const [before, gone] = [reached, closed.length];
      fetch(address + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: leaving.signal,
      }).catch(() => undefined);
      await until(() => reached > before);
      await sleep(50);
      const left = performance.now();
      leaving.abort();
      await until(() => closed.length > gone);
      return (closed.at(-1) ?? Infinity) - left;
    });
    expect(best).toBeLessThan(promptly);
  }
});

test("a client that does not read stops the reading upstream, and leaves it like any other", async () => {
  const { config, upstream } = await simulatedInstance();
  const { instances } = config as { instances: unknown[] };
  const { address } = await startGateway({
    config: { instances, gateway: { requireKey: false } },
  });
  const { port, host } = new URL(address);
  const body = JSON.stringify({
    model: "sim:sim/flood",
    messages: [{ role: "user", content: "Hi" }],
    stream: true,
  });
  const floods = () => upstream.requests.filter((it) => it.body);
  const best = await quickest(async () => {
    const before = floods().length;
    const socket = connect(Number(port), "127.0.0.1").pause();
    onTestFinished(() => void socket.destroy());
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const flood = () => floods()[before];
    await until(() => (flood()?.bytesWritten ?? 0) > 0);
    let [last, now] = [-1, 0];
    while (now !== last) {
      await sleep(300);
      [last, now] = [now, flood()?.bytesWritten ?? 0];
    }
    // What the sockets on both sides hold, and nothing that grows.
    expect(now).toBeLessThan(16 * 1024 * 1024);
    const left = performance.now();
    socket.destroy();
    await until(() => flood()?.abortedAt !== undefined);
    return (flood()?.abortedAt ?? Infinity) - left;
  });
  expect(best).toBeLessThan(promptly);
});
