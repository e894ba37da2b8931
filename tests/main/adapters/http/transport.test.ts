import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  it,
  onTestFinished,
} from "vitest";
import { createHttpChatProvider } from "#main/adapters/http/provider.ts";
import type { Timeouts } from "#main/domain/instances/timeouts.ts";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import {
  startUpstream,
  type Upstream,
} from "#tests/support/upstream/server.ts";

let upstream: Upstream;
const providers: ChatProvider[] = [];

beforeAll(async () => {
  upstream = await startUpstream({ slowMs: 20 });
});
afterAll(() => upstream.close());
afterEach(async () => {
  for (const provider of providers.splice(0)) await provider.dispose();
});

function open(
  model: string,
  signal: AbortSignal,
  options: {
    timeouts?: Partial<Timeouts>;
    baseUrl?: string;
    resolveProxy?: (url: string) => Promise<string | undefined>;
  } = {},
) {
  const provider = createHttpChatProvider({
    instance: "sim" as InstanceId,
    kind: "openai",
    baseUrl: upstream.url,
    apiKey: () => undefined,
    clock: { now: () => Date.now() },
    ...options,
  });
  providers.push(provider);
  const request = {
    model,
    messages: [
      { role: "user" as const, parts: [{ type: "text" as const, text: "Hi" }] },
    ],
    parameters: {},
  };
  return provider.chat({ request }, signal);
}

async function drain(events: AsyncIterable<{ event: StreamEvent }>) {
  const all: StreamEvent[] = [];
  for await (const { event } of events) all.push(event);
  return all;
}

function lastError(events: readonly StreamEvent[]) {
  const last = events.at(-1);
  return last?.type === "error" ? last.error : undefined;
}

/** A listener that accepts and says nothing, as a hung TLS endpoint does. */
async function mute(): Promise<{
  server: Server;
  sockets: Socket[];
  port: number;
}> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => undefined));
    socket.resume();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, sockets, port: (server.address() as AddressInfo).port };
}

describe("abort reaches the socket within 100 ms", () => {
  it.each([
    ["before the first byte", "sim/silent", 60],
    ["while comments come", "sim/processing", 60],
    ["while streaming", "sim/endless", 120],
    ["in a silence", "sim/stall", 60],
  ])("%s", async (_phase, model, afterMs) => {
    const controller = new AbortController();
    const before = upstream.requests.length;
    const done = drain(open(model, controller.signal));
    await expect.poll(() => upstream.requests.length).toBe(before + 1);
    await sleep(afterMs);
    const request = upstream.requests.at(-1);
    const abortedAt = performance.now();
    controller.abort();
    const error = lastError(await done);
    expect(performance.now() - abortedAt).toBeLessThan(100);
    expect(error).toMatchObject({ code: "aborted", retryable: false });
    await expect.poll(() => request?.abortedAt, { interval: 5 }).toBeDefined();
    expect((request?.abortedAt ?? 0) - abortedAt).toBeLessThan(100);
  });

  it("while the reader is not reading", async () => {
    const controller = new AbortController();
    const events = open("sim/flood", controller.signal)[Symbol.asyncIterator]();
    for (let count = 0; count < 4; count++) await events.next();
    const request = upstream.requests.at(-1);
    const abortedAt = performance.now();
    controller.abort();
    await expect.poll(() => request?.abortedAt, { interval: 5 }).toBeDefined();
    expect((request?.abortedAt ?? 0) - abortedAt).toBeLessThan(100);
    let last = await events.next();
    for (let next = last; !next.done; next = await events.next()) last = next;
    expect(last.value?.event).toMatchObject({ error: { code: "aborted" } });
  });

  it("while connecting (TLS that never answers)", async () => {
    const { server, sockets, port } = await mute();
    const controller = new AbortController();
    const baseUrl = `https://127.0.0.1:${port}/v1`;
    const done = drain(open("sim/plain", controller.signal, { baseUrl }));
    await expect.poll(() => sockets.length).toBe(1);
    await sleep(30);
    const closed = new Promise<number>((resolve) =>
      sockets[0]?.once("close", () => resolve(performance.now())),
    );
    const abortedAt = performance.now();
    controller.abort();
    expect(lastError(await done)?.code).toBe("aborted");
    expect((await closed) - abortedAt).toBeLessThan(100);
    server.close();
  });

  it("while the proxy is looked up, and before anything began", async () => {
    const before = AbortSignal.abort();
    expect(lastError(await drain(open("sim/plain", before)))?.code).toBe(
      "aborted",
    );
    const controller = new AbortController();
    const resolveProxy = () => new Promise<undefined>(() => undefined);
    const done = drain(open("sim/plain", controller.signal, { resolveProxy }));
    await sleep(20);
    const abortedAt = performance.now();
    controller.abort();
    expect(lastError(await done)?.code).toBe("aborted");
    expect(performance.now() - abortedAt).toBeLessThan(100);
  });

  it("when the provider is disposed of", async () => {
    const done = drain(open("sim/endless", new AbortController().signal));
    await sleep(60);
    const request = upstream.requests.at(-1);
    await providers.at(-1)?.dispose();
    expect(lastError(await done)?.code).toBe("aborted");
    await expect.poll(() => request?.abortedAt).toBeDefined();
  });

  it("when the reader leaves the stream", async () => {
    for await (const { event } of open(
      "sim/endless",
      new AbortController().signal,
    ))
      if (event.type === "text-delta") break;
    const request = upstream.requests.at(-1);
    await expect.poll(() => request?.abortedAt).toBeDefined();
  });
});

describe("time limits", () => {
  it.each([
    ["sim/silent", { firstByteMs: 80 }, "first-byte"],
    ["sim/stall", { idleMs: 80 }, "idle"],
    // A phase is named by where the call is, not by how long it may last.
    ["sim/stall", { firstByteMs: 300, idleMs: 300 }, "idle"],
    ["sim/processing", { idleMs: 200, progressMs: 150 }, "progress"],
    ["sim/endless", { totalMs: 200 }, "whole"],
    // The first byte has come: its clock ends no reply that is bound by nothing but the whole.
    ["sim/endless", { firstByteMs: 200, idleMs: 800, totalMs: 800 }, "whole"],
  ])("%s with %j ends with a timeout", async (model, timeouts, phase) => {
    const began = performance.now();
    const events = await drain(
      open(model, new AbortController().signal, { timeouts }),
    );
    expect(lastError(events)).toMatchObject({
      code: "upstream-timeout",
      data: { phase },
    });
    expect(performance.now() - began).toBeLessThan(1500);
    const request = upstream.requests.at(-1);
    await expect.poll(() => request?.abortedAt).toBeDefined();
  });

  it("counts comments as life", async () => {
    const controller = new AbortController();
    // Far above the 20 ms between two comments, so that a busy machine does not pass for silence.
    const timeouts = { idleMs: 600, firstByteMs: 600 };
    const done = drain(open("sim/processing", controller.signal, { timeouts }));
    await sleep(1_800);
    controller.abort();
    expect(lastError(await done)?.code).toBe("aborted");
  });

  it("gives up connecting after connectMs", async () => {
    const { server, sockets, port } = await mute();
    const baseUrl = `https://127.0.0.1:${port}/v1`;
    const timeouts = { connectMs: 200 };
    const events = await drain(
      open("sim/plain", new AbortController().signal, { baseUrl, timeouts }),
    );
    expect(lastError(events)).toMatchObject({
      code: "upstream-unreachable",
      retryable: true,
    });
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it("never times out a slow reader", async () => {
    const timeouts = { idleMs: 60, firstByteMs: 60 };
    let count = 0;
    for await (const { event } of open(
      "sim/plain",
      new AbortController().signal,
      { timeouts },
    )) {
      if (event.type === "text-delta") await sleep(100);
      expect(event.type).not.toBe("error");
      count++;
    }
    expect(count).toBeGreaterThan(4);
  });
});

describe("backpressure", () => {
  it("stops reading when nobody takes the events", async () => {
    const events = open("sim/flood", new AbortController().signal)[
      Symbol.asyncIterator
    ]();
    for (let count = 0; count < 4; count++) await events.next();
    const request = upstream.requests.at(-1);
    const samples: number[] = [];
    await expect
      .poll(
        () => {
          samples.push(request?.bytesWritten ?? 0);
          return samples.at(-1) === samples.at(-2);
        },
        { interval: 300, timeout: 8000 },
      )
      .toBe(true);
    // What the kernel's buffers hold, and then no more.
    expect(samples.at(-1)).toBeGreaterThan(0);
    expect(samples.at(-1)).toBeLessThan(32 * 1024 * 1024);
    await events.return?.();
  });
});

it("a reply that is not packed as its head says is the upstream's failure", async () => {
  const body = "these are no packed bytes";
  const server = createServer((socket) => {
    socket.once("data", () =>
      socket.end(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      ),
    );
  });
  await new Promise<void>((listening) =>
    server.listen(0, "127.0.0.1", listening),
  );
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const { signal } = new AbortController();
  const events = await drain(open("plain", signal, { baseUrl }));
  expect(events.at(-1)).toMatchObject({
    type: "error",
    error: { code: "upstream-invalid" },
  });
});
