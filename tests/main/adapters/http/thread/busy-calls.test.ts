import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import type { HttpCall } from "#main/adapters/http/exchange.ts";
import { BusyCalls } from "#main/adapters/http/thread/busy-calls.ts";
import { CallThread } from "#main/adapters/http/thread/call-thread.ts";
import {
  Transport,
  type TransportOptions,
} from "#main/adapters/http/transport.ts";
import { readBeginning } from "#main/adapters/http/failed-reply.ts";
import { readWhole } from "#main/adapters/http/whole-text.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { callWorkerEntry } from "#tests/support/call-worker.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

const never = new AbortController().signal;
const wave = 16;
const inThread = vi.spyOn(CallThread.prototype, "call");
afterEach(() => inThread.mockClear());

const replies: Record<
  string,
  (response: ServerResponse, body: string) => void
> = {
  "/echo": (response, body) => response.end(JSON.stringify({ body })),
  "/packed": (response) =>
    response
      .writeHead(200, { "content-encoding": "gzip" })
      .end(gzipSync("Gezeiten — 潮")),
  "/busy": (response) =>
    response.writeHead(429, { "retry-after": "7" }).end("Later."),
  "/page": (response) =>
    response
      .writeHead(200, { "content-type": "text/html" })
      .end("<title>Sign in</title>"),
  "/broken": (response) => {
    response.writeHead(200, { "content-length": "100" }).write("Half");
    setTimeout(() => response.destroy(), 10);
  },
  "/silent": () => undefined,
};

/** An upstream that tells how many calls of `/silent` it has, and how many of their clients have left. */
async function upstream() {
  const silent = { begun: 0, left: 0 };
  const headers: unknown[] = [];
  const server = createServer((request, response) => {
    let body = "";
    headers.push(request.headers["x-call"]);
    request.on("data", (bytes) => (body += String(bytes)));
    request.on("end", () => {
      if (request.url === "/silent") silent.begun += 1;
      replies[request.url ?? ""]?.(response, body);
    });
    response.on("close", () => {
      if (request.url === "/silent") silent.left += 1;
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, silent, headers };
}

/** Address of one whose certificate no system trusts. */
async function secureUpstream(): Promise<string> {
  const file = (name: string) =>
    readFileSync(
      join(import.meta.dirname, "../../../../support/upstream/tls", name),
    );
  const server = createSecureServer({
    cert: file("certificate.pem"),
    key: file("key.pem"),
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `https://localhost:${port}`;
}

function busyCalls(
  options: Partial<ConstructorParameters<typeof BusyCalls>[0]> = {},
) {
  const calls = new BusyCalls({
    workerEntry: callWorkerEntry,
    rush: wave,
    onDefect: (defect) => expect.fail(String(defect)),
    ...options,
  });
  onTestFinished(() => calls.dispose());
  return calls;
}

const calledHeaders = { "x-call": "first" };

function callOf(url: string, more: Partial<HttpCall> = {}): HttpCall {
  const body = '{"text":"Ebbe — 潮"}';
  return {
    ...{ method: "POST", url, body, headers: calledHeaders, isWhole: true },
    ...more,
  };
}

/** What comes of a call, as whoever asks sees it. */
async function outcomeOf(
  transport: Transport,
  call: HttpCall,
  signal = never,
): Promise<unknown> {
  try {
    const reply = await transport.open(call, signal);
    const { status, headers } = reply;
    const text = await (status === 200
      ? readWhole(reply)
      : readBeginning(reply));
    return { status, text, retryAfter: headers["retry-after"] };
  } catch (error) {
    return AppError.from(error).toJSON();
  }
}

function many(transport: Transport, call: HttpCall, signal = never) {
  return Array.from({ length: wave }, () => outcomeOf(transport, call, signal));
}

/** A transport whose calls are made in the thread while there are many. */
async function busyTransport(url: string, options: TransportOptions = {}) {
  const transport = new Transport({ busyCalls: busyCalls(), ...options });
  onTestFinished(() => transport.dispose());
  while (inThread.mock.calls.length === 0)
    await Promise.all(many(transport, callOf(`${url}/echo`)));
  return transport;
}

test.each(["/echo", "/packed", "/busy", "/page", "/broken"])(
  "what comes of %s is the same in the thread as without it",
  async (path) => {
    const { url } = await upstream();
    const transport = await busyTransport(url);
    inThread.mockClear();
    const outcomes = await Promise.all(many(transport, callOf(url + path)));
    expect(inThread.mock.calls.length).toBeGreaterThanOrEqual(wave - 8);
    const plain = new Transport();
    onTestFinished(() => plain.dispose());
    const usual = await outcomeOf(plain, callOf(url + path));
    expect(outcomes).toEqual(outcomes.map(() => usual));
  },
);

test.each([
  ["a certificate that nobody vouches for", () => secureUpstream()],
  ["a port that nobody listens at", () => "http://127.0.0.1:1"],
  ["a name that nobody knows", () => "http://nobody.invalid"],
])("%s fails in the thread as it does without it", async (_name, addressOf) => {
  const { url } = await upstream();
  const transport = await busyTransport(url);
  const address = await addressOf();
  inThread.mockClear();
  const failures = await Promise.all(many(transport, callOf(address)));
  expect(inThread.mock.calls.length).toBeGreaterThanOrEqual(wave - 8);
  const plain = new Transport();
  onTestFinished(() => plain.dispose());
  const usual = await outcomeOf(plain, callOf(address));
  expect(usual).toMatchObject({ code: "upstream-unreachable" });
  expect(failures).toEqual(failures.map(() => usual));
});

test("each call has its own body and headers, and its own reply", async () => {
  const { url, headers } = await upstream();
  const transport = await busyTransport(url);
  headers.length = 0;
  const names = Array.from({ length: 40 }, (_, at) => `call ${at}`);
  const outcomes = await Promise.all(
    names.map((name) =>
      outcomeOf(
        transport,
        callOf(`${url}/echo`, { body: name, headers: { "x-call": name } }),
      ),
    ),
  );
  expect(outcomes).toEqual(
    names.map((body) => ({ status: 200, text: JSON.stringify({ body }) })),
  );
  expect(new Set(headers)).toEqual(new Set(names));
  expect(headers).toHaveLength(names.length);
});

test("a lone call is made here, however busy it was before", async () => {
  const { url } = await upstream();
  const transport = await busyTransport(url);
  await sleep(150);
  inThread.mockClear();
  for (let count = 0; count < 4; count += 1)
    await outcomeOf(transport, callOf(`${url}/echo`));
  expect(inThread).not.toHaveBeenCalled();
});

test("a stream is never made in the thread", async () => {
  const { url } = await upstream();
  const transport = await busyTransport(url);
  inThread.mockClear();
  await Promise.all(many(transport, callOf(`${url}/echo`, { isWhole: false })));
  expect(inThread).not.toHaveBeenCalled();
});

test("an abort ends its call at once, and its connection", async () => {
  const { url, silent } = await upstream();
  const transport = await busyTransport(url);
  const took: number[] = [];
  // The machine may be busy with something else once, not three times.
  for (let round = 1; round <= 3; round += 1) {
    const stop = new AbortController();
    const outcomes = many(transport, callOf(`${url}/silent`), stop.signal);
    await expect.poll(() => silent.begun).toBe(round * wave);
    const stoppedAt = performance.now();
    stop.abort();
    const ends = await Promise.all(outcomes);
    expect(ends).toEqual(
      ends.map(() => expect.objectContaining({ code: "aborted" })),
    );
    await expect.poll(() => silent.left, { interval: 5 }).toBe(round * wave);
    took.push(performance.now() - stoppedAt);
  }
  expect(Math.min(...took)).toBeLessThan(100);
});

test("a deadline holds in the thread", async () => {
  const { url } = await upstream();
  const transport = await busyTransport(url);
  const timeouts = { firstByteMs: 60 };
  const ends = await Promise.all(
    many(transport, callOf(`${url}/silent`, { timeouts })),
  );
  expect(ends).toEqual(
    ends.map(() =>
      expect.objectContaining({
        code: "upstream-timeout",
        data: { phase: "first-byte", timeoutMs: 60 },
      }),
    ),
  );
});

test("a transport that is disposed of ends its calls in the thread, and nobody else's", async () => {
  const { url, silent } = await upstream();
  const calls = busyCalls();
  const [one, other] = [
    await busyTransport(url, { busyCalls: calls }),
    await busyTransport(url, { busyCalls: calls }),
  ];
  const ended = many(one, callOf(`${url}/silent`));
  await expect.poll(() => silent.begun).toBe(wave);
  const others = many(other, callOf(`${url}/echo`));
  one.dispose();
  expect(await Promise.all(ended)).toContainEqual(
    expect.objectContaining({ code: "aborted" }),
  );
  await expect.poll(() => silent.left).toBe(wave);
  for (const outcome of await Promise.all(others))
    expect(outcome).toMatchObject({ status: 200 });
});

test("our own gateway is not called in the thread either", async () => {
  const { url } = await upstream();
  let own: string | undefined;
  const transport = await busyTransport(url, { ownAddress: () => own });
  own = url;
  const ends = await Promise.all(many(transport, callOf(`${url}/echo`)));
  expect(ends).toEqual(
    ends.map(() => expect.objectContaining({ code: "denied" })),
  );
});

test("what fails in the thread with nobody listening is told, and its calls go on", async () => {
  const { url } = await upstream();
  const workerEntry = join(temporaryFolder(), "stray.mjs");
  writeFileSync(
    workerEntry,
    `await import(${JSON.stringify(pathToFileURL(callWorkerEntry).href)});
     void Promise.reject(new Error("stray"));`,
  );
  const defects: Error[] = [];
  const calls = busyCalls({
    workerEntry,
    onDefect: (defect) => defects.push(defect),
  });
  const transport = await busyTransport(url, { busyCalls: calls });
  for (const outcome of await Promise.all(
    many(transport, callOf(`${url}/echo`)),
  ))
    expect(outcome).toMatchObject({ status: 200 });
  expect(defects).toEqual([new Error("stray")]);
});

test("calls of a thread that dies fail, and the next ones are made here", async () => {
  const { url } = await upstream();
  const folder = temporaryFolder();
  const workerEntry = join(folder, "dying.cjs");
  writeFileSync(
    workerEntry,
    `const { parentPort } = require("node:worker_threads");
     parentPort.on("message", () => process.exit(1));
     parentPort.postMessage("ready");`,
  );
  const transport = new Transport({ busyCalls: busyCalls({ workerEntry }) });
  onTestFinished(() => transport.dispose());
  const ends: unknown[] = [];
  while (inThread.mock.calls.length === 0)
    ends.push(...(await Promise.all(many(transport, callOf(`${url}/echo`)))));
  expect(ends).toContainEqual(
    expect.objectContaining({ code: "internal", retryable: false }),
  );
  inThread.mockClear();
  for (let count = 0; count < 4; count += 1)
    for (const outcome of await Promise.all(
      many(transport, callOf(`${url}/echo`)),
    ))
      expect(outcome).toMatchObject({ status: 200 });
  expect(inThread).not.toHaveBeenCalled();
});

test("a thread that cannot start is no loss", async () => {
  const { url } = await upstream();
  const workerEntry = join(temporaryFolder(), "missing.cjs");
  const transport = new Transport({ busyCalls: busyCalls({ workerEntry }) });
  onTestFinished(() => transport.dispose());
  for (let count = 0; count < 6; count += 1)
    for (const outcome of await Promise.all(
      many(transport, callOf(`${url}/echo`)),
    ))
      expect(outcome).toMatchObject({ status: 200 });
  expect(inThread).not.toHaveBeenCalled();
});

test("a thread that nobody needs ends, and is there again for the next rush", async () => {
  const { url } = await upstream();
  const end = vi.spyOn(CallThread.prototype, "end");
  onTestFinished(() => end.mockRestore());
  const calls = busyCalls({ restMs: 50 });
  const transport = await busyTransport(url, { busyCalls: calls });
  await expect.poll(() => end.mock.calls.length).toBe(1);
  inThread.mockClear();
  while (inThread.mock.calls.length === 0)
    for (const outcome of await Promise.all(
      many(transport, callOf(`${url}/echo`)),
    ))
      expect(outcome).toMatchObject({ status: 200 });
});
