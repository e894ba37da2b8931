import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startGateway } from "#tests/support/gateway.ts";
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
  const leaving = ask(path, model, stream);
  await until(() => calls().length === 1);
  await sleep(50);
  const left = performance.now();
  leaving.abort();
  await until(() => calls()[0]?.abortedAt !== undefined);
  expect((calls()[0]?.abortedAt ?? Infinity) - left).toBeLessThan(promptly);
  await until(() => inFlight() === "0");
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
  "%s: who leaves before a retry is not retried",
  async (_name, path, stream) => {
    const { baseUrl, calls } = await startLab();
    const { ask, inFlight } = await start({ baseUrl });
    const leaving = ask(path, "retry-seconds", stream);
    await until(() => calls().length === 1);
    await sleep(100);
    leaving.abort();
    const left = performance.now();
    await until(() => inFlight() === "0");
    // The wait is three seconds.
    expect(performance.now() - left).toBeLessThan(1_000);
    expect(calls().length).toBe(1);
  },
);

test.each(manners)(
  "%s: who leaves the queue gives up its place and asks nobody",
  async (_name, path, stream) => {
    const { baseUrl, calls } = await startLab();
    const limits = { concurrent: 1 };
    const { ask, inFlight } = await start({ baseUrl, limits });
    const running = ask(path, "silent", stream);
    await until(() => calls().length === 1);
    const waiting = ask(path, "silent", stream);
    await until(() => inFlight() === "2");
    waiting.abort();
    const left = performance.now();
    await until(() => inFlight() === "1");
    expect(performance.now() - left).toBeLessThan(1_000);
    const next = ask(path, "silent", stream);
    running.abort();
    await until(() => calls().length === 2);
    next.abort();
    await until(() => inFlight() === "0");
    expect(calls().length).toBe(2);
  },
);

test("a client that does not read stops the reading upstream", async () => {
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
  const socket = connect(Number(port), "127.0.0.1").pause();
  onTestFinished(() => void socket.destroy());
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  const flood = () => upstream.requests.find((it) => it.body);
  await until(() => (flood()?.bytesWritten ?? 0) > 0);
  let [before, now] = [-1, 0];
  while (now !== before) {
    await sleep(300);
    [before, now] = [now, flood()?.bytesWritten ?? 0];
  }
  // What the sockets on both sides hold, and nothing that grows.
  expect(now).toBeLessThan(16 * 1024 * 1024);
  const left = performance.now();
  socket.destroy();
  await until(() => flood()?.abortedAt !== undefined);
  expect((flood()?.abortedAt ?? Infinity) - left).toBeLessThan(1_000);
});
