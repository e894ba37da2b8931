import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import type { ErrorShape } from "#main/hosts/gateway/write-refusal.ts";
import { gatewayRoutes } from "#main/hosts/gateway/routes.ts";
import { connect, type Socket } from "node:net";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
import { freePort } from "#tests/support/llama-server.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

const pathOf = (path: string) => path.replace("{id}", "sim:sim/echo");
const keyed = gatewayRoutes.filter(({ access }) => access !== "open");
const posts = gatewayRoutes.filter(({ method }) => method === "POST");

async function start(gateway: object = {}) {
  const { config, upstream } = await simulatedInstance();
  const { instances } = config as { instances: unknown[] };
  const started = await startGateway({ config: { instances, gateway } });
  const { token } = await createKey(started.dataDir);
  const headers = { authorization: `Bearer ${token}` };
  const asked = () => upstream.requests.filter(({ body }) => body).length;
  return { ...started, headers, asked, upstream };
}

test("every route: foreign hosts, origins and strangers are refused, nobody upstream is asked", async () => {
  const { address, headers, asked } = await start();
  for (const { method, path } of gatewayRoutes) {
    const url = address + pathOf(path);
    const sent = (more: Record<string, string>) =>
      ask(url, {
        method,
        headers: { ...headers, ...more },
        ...(method === "POST" ? { body: {} } : {}),
      });
    expect((await sent({ host: "evil.example" })).status).toBe(421);
    expect((await sent({ origin: "http://evil.example" })).status).toBe(403);
    const crossSite = await sent({ "sec-fetch-site": "cross-site" });
    expect(crossSite.status).toBe(403);
    expect(crossSite.headers["access-control-allow-origin"]).toBeUndefined();
  }
  expect(asked()).toBe(0);
});

test("every route but health wants a key", async () => {
  const { address } = await start();
  for (const { method, path } of keyed) {
    const body = method === "POST" ? { body: {} } : {};
    const reply = await ask(address + pathOf(path), { method, ...body });
    expect([path, reply.status]).toEqual([path, 401]);
    expect(reply.headers["x-modeldocker-request-id"]).toBeTruthy();
  }
});

test("every route with a body: its type, size, depth and form are held to", async () => {
  const { address, headers, asked } = await start({ maxBodyBytes: 10_000 });
  for (const { path } of posts) {
    const send = (body: unknown, more: Record<string, string> = {}) =>
      ask(address + pathOf(path), { headers: { ...headers, ...more }, body });
    const statuses = [
      await send("{}", { "content-type": "text/plain" }),
      await send("{}", { "content-encoding": "gzip" }),
      await send(`"${"x".repeat(10_001)}"`),
      await send("{}", { "content-length": String(1024 ** 3) }),
      await send(`${"[".repeat(129)}${"]".repeat(129)}`),
      await send("{not json"),
      await send("[]"),
    ].map(({ status }) => status);
    const expected = [415, 415, 413, 413, 400, 400, 400];
    expect([path, ...statuses]).toEqual([path, ...expected]);
  }
  expect(asked()).toBe(0);
});

/** The shape in which clients of a path read an error. */
const shapeOfError = {
  openai: isOpenAi,
  anthropic: isAnthropic,
  google: isGoogle,
};

function isOpenAi(body: unknown): boolean {
  const { error } = body as { error?: Record<string, unknown> };
  return ["message", "type", "code"].every(
    (name) => typeof error?.[name] === "string",
  );
}

function isAnthropic(body: unknown): boolean {
  const { type, error } = body as Record<string, unknown>;
  const { type: kind, message } = (error ?? {}) as Record<string, unknown>;
  return (
    type === "error" && typeof kind === "string" && typeof message === "string"
  );
}

function isGoogle(body: unknown): boolean {
  const { error } = body as { error?: Record<string, unknown> };
  const { code, status, message } = error ?? {};
  return (
    typeof code === "number" &&
    typeof status === "string" &&
    typeof message === "string"
  );
}

test("every route: whatever is refused is told in the route's own shape, with a request id", async () => {
  const { address, headers, asked } = await start({ maxBodyBytes: 10_000 });
  const told = (reply: Awaited<ReturnType<typeof ask>>, shape: ErrorShape) => [
    reply.status >= 400,
    shapeOfError[shape](reply.json),
    typeof reply.headers["x-modeldocker-request-id"],
  ];
  const good = [true, true, "string"];
  for (const { method, path, shape, access } of gatewayRoutes) {
    const url = address + pathOf(path);
    const body = method === "POST" ? { body: {} } : {};
    const foreign = { ...headers, host: "evil.example" };
    const bad = [
      await ask(url, { method, ...body, headers: foreign }),
      await ask(url, { method: "PUT", headers }),
      ...(access === "open" ? [] : [await ask(url, { method, ...body })]),
      ...(method === "POST"
        ? [
            await ask(url, { headers, body: "{not json" }),
            await ask(url, {
              headers: { ...headers, "content-type": "text/plain" },
              body: "{}",
            }),
            await ask(url, {
              headers,
              body: `${"[".repeat(129)}${"]".repeat(129)}`,
            }),
            await ask(url, {
              headers: { ...headers, "content-length": String(1024 ** 3) },
              body: "{}",
            }),
          ]
        : []),
    ];
    for (const reply of bad)
      expect([path, reply.status, ...told(reply, shape)]).toEqual([
        path,
        reply.status,
        ...good,
      ]);
  }
  const unknown = {
    "/v1/nowhere": "openai",
    "/v1/messages/nowhere": "anthropic",
    "/v1beta/nowhere": "google",
  } as const;
  for (const [path, shape] of Object.entries(unknown)) {
    const reply = await ask(address + path, { headers, body: {} });
    expect([path, reply.status]).toEqual([path, 404]);
    expect([path, ...told(reply, shape)]).toEqual([path, ...good]);
  }
  expect(asked()).toBe(0);
});

test("every route: who cannot be told from a stranger is not let in, and why is not told", async () => {
  const { config, upstream } = await simulatedInstance();
  const { instances } = config as { instances: unknown[] };
  const { backend, dataDir } = await startGateway({ config: { instances } });
  const { token } = await createKey(dataDir);
  const broken = () => Promise.reject(new Error("canary: the disk is gone"));
  const parts = { ...backend.gateway };
  const { gatekeeper } = parts;
  Object.assign(parts, { gatekeeper: { ...gatekeeper, identify: broken } });
  const { address } = await startGateway({
    config: { instances },
    host: { parts: Promise.resolve(parts) },
  });
  for (const { method, path } of keyed) {
    const body = method === "POST" ? { body: {} } : {};
    const headers = { authorization: `Bearer ${token}` };
    const url = address + pathOf(path);
    const reply = await ask(url, { method, ...body, headers });
    expect([path, reply.status]).toEqual([path, 500]);
    expect(reply.text).not.toMatch(/canary|at .*\.ts/);
  }
  expect(upstream.requests.filter(({ body }) => body)).toEqual([]);
});

test("an instance that leads back to the gateway is refused, and goes round no circle", async () => {
  const port = await freePort();
  const baseUrl = `http://localhost:${port}/v1`;
  const door = {
    address: () => `http://127.0.0.1:${port}`,
    apply: () => Promise.resolve(),
  };
  const { address, dataDir } = await startGateway({
    backend: { gateway: { door, commandLine: {} } },
    config: {
      instances: [{ id: "self", kind: "openai", baseUrl }],
      gateway: { requireKey: false },
    },
    host: { port },
  });
  const reply = await ask(`${address}/v1/chat/completions`, {
    body: {
      model: "self:self:self:x",
      messages: [{ role: "user", content: "Hi" }],
    },
  });
  expect(reply).toMatchObject({
    status: 403,
    json: { error: { code: "permission_denied" } },
  });
  // The list of models may have been asked for before the address was known.
  await vi.waitFor(async () => {
    const events = await readAudit(dataDir);
    const calls = events.filter(({ route }) => route.startsWith("POST "));
    expect(calls.length).toBe(1);
  });
});

test("headers with line breaks, too many bytes or too late get an answer or none, and reach nobody", async () => {
  const { address, headers, asked } = await start();
  const { port, host } = new URL(address);
  const send = async (text: string) => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.end(text);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  };
  const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${headers.authorization}\r\n`;
  const injected = await send(
    `${head}x-request-id: a\nset-cookie: b=1\r\n\r\n`,
  );
  expect(injected).not.toMatch(/^set-cookie/im);
  const bare = await send(`${head}x-bad: a\rb\r\n\r\n`);
  expect(bare).toMatch(/^HTTP\/1\.1 400 /);
  const big = await send(`${head}x-big: ${"x".repeat(40_000)}\r\n\r\n`);
  expect(big).toMatch(/^HTTP\/1\.1 431 /);
  const body = "content-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
  const many = "x-many: 1\r\n".repeat(220);
  expect(await send(head + many + body)).toMatch(/^HTTP\/1\.1 431 /);
  const twice = await send(
    `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  );
  expect(twice).toMatch(/^HTTP\/1\.1 400 /);
  expect(asked()).toBe(0);
});

/** Opens a connection, sends, and hears everything until the other side hangs up. */
async function hear(address: string, send: (socket: Socket) => void) {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  let heard = "";
  socket.setEncoding("utf8").on("data", (text) => (heard += String(text)));
  socket.once("connect", () => send(socket));
  await new Promise((resolve) => socket.once("close", resolve));
  return heard;
}

async function startImpatient(host: object) {
  const { config, upstream } = await simulatedInstance();
  const { address } = await startGateway({
    config: { ...(config as object), gateway: { requireKey: false } },
    host,
  });
  const asked = () => upstream.requests.filter(({ body }) => body).length;
  return { address, asked, host: new URL(address).host };
}

test("every route: headers that stop coming are cut with an answer", async () => {
  const { address, host, asked } = await startImpatient({ headersMs: 100 });
  const heard = await Promise.all(
    gatewayRoutes.map(({ method, path }) =>
      hear(address, (socket) =>
        socket.write(
          `${method} ${pathOf(path)} HTTP/1.1\r\nhost: ${host}\r\nx-more`,
        ),
      ),
    ),
  );
  for (const answer of heard) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain("x-modeldocker-request-id: ");
  }
  expect(asked()).toBe(0);
});

test("every route with a body: one that stops coming is cut, and hung up on", async () => {
  const { address, host, asked } = await startImpatient({ bodyIdleMs: 100 });
  const heard = await Promise.all(
    posts.map(({ path }) =>
      hear(address, (socket) =>
        socket.write(
          `POST ${pathOf(path)} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`,
        ),
      ),
    ),
  );
  for (const answer of heard) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(asked()).toBe(0);
});

test("every route with a body: one that trickles on for ever is cut, too", async () => {
  const { address, host, asked } = await startImpatient({ requestMs: 300 });
  const heard = await Promise.all(
    posts.map(({ path }) =>
      hear(address, (socket) => {
        socket.write(
          `POST ${pathOf(path)} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n`,
        );
        const trickle = setInterval(() => socket.write(" "), 20);
        socket.once("close", () => clearInterval(trickle));
      }),
    ),
  );
  // Some end before an answer fits; none gets any further.
  for (const answer of heard) expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
  expect(asked()).toBe(0);
});

test("every route: two different credentials are refused, wherever they stand", async () => {
  const { address, headers, asked } = await start();
  for (const { method, path } of keyed) {
    const body = method === "POST" ? { body: {} } : {};
    const url = address + pathOf(path);
    const others = [
      ask(url, { method, ...body, headers: { ...headers, "x-api-key": "b" } }),
      ask(url, {
        method,
        ...body,
        headers: { ...headers, "x-goog-api-key": "b" },
      }),
      ask(`${url}?key=b`, { method, ...body, headers }),
    ];
    const statuses = (await Promise.all(others)).map(({ status }) => status);
    expect([path, ...statuses]).toEqual([path, 400, 400, 400]);
  }
  expect(asked()).toBe(0);
});

test("every route wants its own scope, whichever header brings the key", async () => {
  const { address, dataDir, asked } = await start();
  for (const { method, path, access } of keyed) {
    const scopes = (
      ["chat", "embeddings", "models", "metrics"] as const
    ).filter((scope) => scope !== access);
    const { token } = await createKey(dataDir, { scopes });
    const body = method === "POST" ? { body: {} } : {};
    const ways = [
      { authorization: `Bearer ${token}` },
      { "x-api-key": token },
      { "x-goog-api-key": token },
    ];
    for (const headers of ways) {
      const sent = { method, ...body, headers };
      const reply = await ask(address + pathOf(path), sent);
      expect([path, reply.status]).toEqual([path, 403]);
    }
  }
  expect(asked()).toBe(0);
});

test("any JSON at any route gets an answer with a request id, and never a defect", async () => {
  const { config } = await simulatedInstance();
  const { address } = await startGateway({
    config: { ...(config as object), gateway: { requireKey: false } },
  });
  const near = fc.record(
    {
      model: fc.oneof(fc.constant("sim:sim/echo"), fc.jsonValue()),
      messages: fc.oneof(
        fc.array(fc.record({ role: fc.string(), content: fc.jsonValue() })),
        fc.jsonValue(),
      ),
      contents: fc.jsonValue(),
      input: fc.jsonValue(),
      prompt: fc.jsonValue(),
      max_tokens: fc.jsonValue(),
      tools: fc.jsonValue(),
      stream: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const route = fc.constantFrom(...posts.map(({ path }) => pathOf(path)));
  await fc.assert(
    fc.asyncProperty(
      route,
      fc.oneof(near, fc.jsonValue()),
      async (path, body) => {
        const text = JSON.stringify(body);
        const reply = await ask(address + path, { body: text });
        expect(reply.headers["x-modeldocker-request-id"]).toBeTruthy();
        expect(reply.status).not.toBe(500);
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);
