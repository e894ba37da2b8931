import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { startAwakeTime } from "#tests/support/awake-time.ts";
import {
  callOf,
  modelRoutes,
  purposeOf,
} from "#tests/support/gateway-calls.ts";
import { readAudit, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";

const promptly = 100;

/** Who waits for the name that nobody resolves: each is told where it leads in the end. */
const resolving: ((error: null, found: readonly object[]) => void)[] = [];
vi.mock("node:dns", async (original) => ({
  ...(await original<typeof import("node:dns")>()),
  lookup: (
    host: string,
    _options: object,
    done: (error: Error | null, found: readonly object[]) => void,
  ) => {
    if (host === "slowhost") resolving.push(done);
    else done(new Error(`No ${host}.`), []);
  },
}));

interface Manner {
  readonly route: (typeof modelRoutes)[number];
  readonly stream: boolean;
}

/** How a call is answered: by each route, whole and streamed, in the upstream's own dialect or translated. */
const manners = modelRoutes
  .filter((route) => purposeOf(route) === "reply")
  .flatMap((route): readonly (readonly [string, Manner])[] => {
    const isGoogle = route.path.includes("{id}");
    const streams = isGoogle ? [route.path.includes("stream")] : [false, true];
    return streams.map((stream) => [
      `${route.path}, ${stream ? "streamed" : "whole"}`,
      { route, stream },
    ]);
  });

async function start(instance: object, more: object = {}) {
  const gateway = await startGateway({
    config: {
      instances: [{ id: "lab", kind: "openai", ...instance }],
      gateway: { requireKey: false },
      ...more,
    },
  });
  const send = (path: string, body: object | undefined) => {
    const leaving = new AbortController();
    fetch(gateway.address + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: leaving.signal,
    })
      .then((reply) => reply.text())
      .catch(() => undefined);
    return leaving;
  };
  const ask = ({ route, stream }: Manner, model: string) => {
    const wish = { model, text: "Hi", maxTokens: 64 };
    const { path, body } = callOf(route, wish);
    const isSaid = stream && !path.includes("stream");
    return send(path, isSaid ? { ...body, stream } : body);
  };
  const inFlight = () =>
    Number(
      /in_flight (\d+)/.exec(gateway.backend.gateway.metrics.render())?.[1],
    );
  return { ...gateway, send, ask, inFlight };
}

/** What a client does to leave, and how it is seen that this has come through. */
interface Leaving {
  readonly leave: () => void;
  readonly isLeft: () => boolean;
}

/** Each of a few tries must be prompt, not the best of them. */
async function expectPrompt(
  name: string,
  begin: () => Promise<Leaving>,
): Promise<void> {
  for (let tries = 0; tries < 2; tries += 1) {
    const { leave, isLeft } = await begin();
    // Well into the phase, not at its edge.
    await sleep(20);
    const time = startAwakeTime();
    leave();
    await until(isLeft);
    const took = time.milliseconds();
    time.stop();
    expect(took, name).toBeLessThan(promptly);
  }
}

async function expectAllPrompt(
  begin: (manner: Manner) => Promise<Leaving>,
): Promise<void> {
  for (const [name, manner] of manners)
    await expectPrompt(name, () => begin(manner));
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

test.each([
  ["before the first byte", "silent"],
  ["while it streams", "stall"],
])("every route: who leaves %s leaves upstream too", async (_phase, model) => {
  const { baseUrl, calls } = await startLab();
  const { ask, inFlight } = await start({ baseUrl });
  await expectAllPrompt(async (manner) => {
    const asked = calls().length;
    const leaving = ask(manner, `lab:${model}`);
    await until(() => calls().length > asked);
    return {
      leave: () => leaving.abort(),
      isLeft: () => calls()[asked]?.abortedAt !== undefined && inFlight() === 0,
    };
  });
});

test("every route: who leaves while the second target is asked leaves that one too", async () => {
  const { baseUrl, calls } = await startLab();
  const aliases = [{ id: "best", targets: ["lab:status-503", "lab:silent"] }];
  const retry = { maxAttempts: 1 };
  const { ask, inFlight } = await start({ baseUrl, retry }, { aliases });
  const silent = () =>
    calls().filter(({ body }) => JSON.stringify(body).includes("silent"));
  await expectAllPrompt(async (manner) => {
    const asked = silent().length;
    const leaving = ask(manner, "best");
    await until(() => silent().length > asked);
    return {
      leave: () => leaving.abort(),
      isLeft: () =>
        silent()[asked]?.abortedAt !== undefined && inFlight() === 0,
    };
  });
});

test("every route: who leaves while it connects closes the socket", async () => {
  // Takes the connection and never shakes hands.
  const { port, sockets } = await startListener((socket) => socket.resume());
  const baseUrl = `https://127.0.0.1:${port}/v1`;
  const { ask, inFlight } = await start({ baseUrl });
  // The first look at the list of models connects too.
  await until(() => sockets.length > 0);
  await expectAllPrompt(async (manner) => {
    const before = sockets.length;
    const leaving = ask(manner, "lab:any");
    await until(() => sockets.length > before);
    return {
      leave: () => leaving.abort(),
      isLeft: () => sockets[before]?.closed === true && inFlight() === 0,
    };
  });
});

test("every route: who leaves while the name is looked up is let go, and nobody is called later", async () => {
  const { port, sockets } = await startListener((socket) => socket.destroy());
  const baseUrl = `http://slowhost:${port}/v1`;
  const { ask, inFlight, backend } = await start({ baseUrl });
  // The first look at the list of models waits for the name as well.
  await until(() => resolving.length > 0);
  await expectAllPrompt(async (manner) => {
    const before = resolving.length;
    const leaving = ask(manner, "lab:any");
    await until(() => resolving.length > before);
    return { leave: () => leaving.abort(), isLeft: () => inFlight() === 0 };
  });
  await backend.dispose();
  for (const tell of resolving.splice(0))
    tell(null, [{ address: "127.0.0.1", family: 4 }]);
  await sleep(50);
  expect(sockets).toEqual([]);
});

test("every route: who leaves before a retry is let go at once, and not retried later either", async () => {
  const { baseUrl, calls } = await startLab();
  const outcomes: (() => Promise<readonly string[]>)[] = [];
  // The wait is three seconds; the call ends with its client, not with the wait.
  for (const [name, manner] of manners) {
    // One for each: only so many calls of all may be tried again.
    const { ask, inFlight, dataDir } = await start({ baseUrl });
    await expectPrompt(name, async () => {
      const asked = calls().length;
      const leaving = ask(manner, "lab:retry-seconds");
      await until(() => calls().length > asked);
      return { leave: () => leaving.abort(), isLeft: () => inFlight() === 0 };
    });
    outcomes.push(async () =>
      (await readAudit(dataDir)).map(({ outcome }) => outcome),
    );
  }
  const asked = calls().length;
  await sleep(3_300);
  expect(calls().length).toBe(asked);
  for (const outcome of outcomes)
    expect(await outcome()).toEqual(["aborted", "aborted"]);
}, 30_000);

test("every route: who leaves the queue gives up its place at once and asks nobody", async () => {
  const { baseUrl, calls } = await startLab();
  const limits = { concurrent: 1 };
  const { ask, inFlight } = await start({ baseUrl, limits });
  const [first] = manners;
  if (first === undefined) throw new Error("No route replies.");
  const running = ask(first[1], "lab:silent");
  await until(() => calls().length === 1);
  await expectAllPrompt(async (manner) => {
    const waiting = ask(manner, "lab:silent");
    await until(() => inFlight() === 2);
    return { leave: () => waiting.abort(), isLeft: () => inFlight() === 1 };
  });
  const next = ask(first[1], "lab:silent");
  running.abort();
  await until(() => calls().length === 2);
  next.abort();
  await until(() => inFlight() === 0);
  expect(calls().length).toBe(2);
});

/** A server that does this with each connection. */
async function startListener(take: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    take(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

const besideReplies = modelRoutes.filter((it) => purposeOf(it) !== "reply");

test.each(besideReplies.map((route) => [route.path, route] as const))(
  "%s: who leaves before its answer comes leaves upstream too",
  async (name, route) => {
    const isCount = purposeOf(route) === "count";
    const silent = isCount ? "/count_tokens" : "/embeddings";
    const heard: Socket[] = [];
    const { port } = await startListener((socket) =>
      // The look at the list of models is not what is asked here.
      socket.on("data", (bytes) => {
        if (bytes.includes(silent)) heard.push(socket);
      }),
    );
    const kind = isCount ? "anthropic" : "openai";
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const { send, inFlight } = await start({ baseUrl, kind });
    const wish = { model: "lab:any", text: "Hi", maxTokens: 64 };
    const { path, body } = callOf(route, wish);
    await expectPrompt(name, async () => {
      const before = heard.length;
      const leaving = send(path, body);
      await until(() => heard.length > before);
      return {
        leave: () => leaving.abort(),
        isLeft: () => heard[before]?.closed === true && inFlight() === 0,
      };
    });
  },
);

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
  await expectPrompt("flood", async () => {
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
    return {
      leave: () => void socket.destroy(),
      isLeft: () => flood()?.abortedAt !== undefined,
    };
  });
});
