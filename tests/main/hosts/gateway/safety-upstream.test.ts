import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { networkAddresses } from "#main/adapters/machine/network-addresses.ts";
import { gatewayRoutes } from "#main/hosts/gateway/routes.ts";
import {
  callOf,
  modelRoutes,
  purposeOf,
  type CallWish,
} from "#tests/support/gateway-calls.ts";
import {
  ask,
  createKey,
  readAudit,
  startGateway,
} from "#tests/support/gateway.ts";
import { freePort } from "#tests/support/llama-server.ts";
import { sceneKinds } from "#tests/support/upstream/scenes/scene-kind.ts";
import { startSceneUpstream } from "#tests/support/upstream/scenes/scene-upstream.ts";

/** What these names lead to; all others stay unknown. */
const names: Readonly<Record<string, string>> = {
  "metadata.internal": "169.254.169.254",
  "public.example": "127.0.0.1",
  "inside.example": "10.0.0.1",
  "dressed.example": "64:ff9b::7f00:1",
  workstation: "127.0.0.1",
};
vi.mock("node:dns", async (original) => ({
  ...(await original<typeof import("node:dns")>()),
  lookup: (
    host: string,
    _options: object,
    done: (error: Error | null, addresses: object[]) => void,
  ) => {
    const address = names[host];
    if (address === undefined) return done(new Error(`No ${host}.`), []);
    done(null, [{ address, family: address.includes(":") ? 6 : 4 }]);
  },
}));

const wish = (model: string): CallWish => ({
  model,
  text: "Hello there",
  maxTokens: 64,
});

async function startAll(more: object = {}) {
  const upstreams = await Promise.all(
    sceneKinds.map(async (kind) => {
      const upstream = await startSceneUpstream(kind);
      onTestFinished(() => upstream.close());
      return { kind, ...upstream, key: `sk-canary-${kind}-4860b2d7` };
    }),
  );
  const instances = upstreams.map(({ kind, baseUrl, key }) => ({
    id: kind,
    kind,
    baseUrl,
    apiKey: { value: key },
    retry: { maxAttempts: 1 },
  }));
  const gateway = await startGateway({ config: { instances, ...more } });
  return { ...gateway, upstreams };
}

/** The four places in which a client's credential may stand. */
const places: readonly ((token: string) => {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
})[] = [
  (token) => ({ headers: { authorization: `Bearer ${token}` } }),
  (token) => ({ headers: { "x-api-key": token } }),
  (token) => ({ headers: { "x-goog-api-key": token } }),
  (token) => ({ query: `?key=${token}` }),
];

/** Every header that an upstream may be sent, all of our own making. */
const ours: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "accept",
  "accept-encoding",
  "content-type",
  "content-length",
  "user-agent",
  "authorization",
  "x-api-key",
  "x-goog-api-key",
  "anthropic-version",
  "http-referer",
  "x-openrouter-title",
]);

/** A listener that nobody may ever connect to. */
async function startTrap() {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { port, visits: () => visits };
}

test("every route, every kind of upstream: the client's credentials, cookies and headers stay here", async () => {
  const { address, dataDir, upstreams } = await startAll();
  const { token } = await createKey(dataDir);
  const canaries = {
    cookie: "session=canary-cookie",
    "x-forwarded-for": "10.7.7.7",
    "proxy-authorization": "Basic canary-proxy",
    "x-canary": "canary-header",
    "anthropic-beta": "Canary-beta, canary_beta, canary-beta\tx",
    "openai-organization": "canary-organization",
    "x-request-id": "canary-request",
  };
  let answered = 0;
  for (const route of modelRoutes)
    for (const { kind, requests } of upstreams)
      for (const place of places) {
        const { headers, query = "" } = place(token);
        const { path, body } = callOf(route, wish(`${kind}:text`));
        const before = requests.length;
        const reply = await ask(address + path + query, {
          headers: { ...canaries, ...headers },
          body,
        });
        const hasNone = kind === "anthropic" && purposeOf(route) === "vectors";
        expect([path, kind, reply.status]).toEqual([
          path,
          kind,
          hasNone ? 400 : 200,
        ]);
        answered += requests.length - before;
      }
  expect(answered).toBeGreaterThan(
    modelRoutes.filter((it) => purposeOf(it) === "reply").length *
      sceneKinds.length *
      places.length,
  );
  for (const { requests, key } of upstreams) {
    for (const { headers } of requests)
      expect(Object.keys(headers).filter((it) => !ours.has(it))).toEqual([]);
    const sent = JSON.stringify(requests);
    expect(sent).toContain(key);
    expect(sent).not.toContain(token);
    expect(sent).not.toMatch(/canary-(?!\w+-4860b2d7)|mdk_|10\.7\.7\.7/);
  }
}, 30_000);

test("what an Anthropic client names as betas goes to Anthropic alone, and nothing but names", async () => {
  const { address, upstreams } = await startAll({
    gateway: { requireKey: false },
  });
  const named = "context-1m-2025-08-07, canary beta,effort-2025-11-24";
  const headers = { "anthropic-beta": named };
  const cells = modelRoutes.flatMap((route) =>
    upstreams.flatMap((upstream) =>
      [false, true].map((stream) => ({ route, upstream, stream })),
    ),
  );
  for (const { route, upstream, stream } of cells) {
    const { kind, requests } = upstream;
    const { path, body } = callOf(route, wish(`${kind}:text`));
    const isClients = route.path.startsWith("/v1/messages");
    const isReply = purposeOf(route) === "reply";
    const before = requests.length;
    await ask(address + path, {
      headers,
      body: isClients && isReply ? { ...body, stream } : body,
    });
    const sent = requests
      .slice(before)
      .map((request) => request.headers["anthropic-beta"]);
    const isPassedOn = isClients && kind === "anthropic";
    const wanted = "context-1m-2025-08-07,effort-2025-11-24";
    expect([path, kind, ...sent]).toEqual([
      path,
      kind,
      ...(isPassedOn ? [wanted] : sent.map(() => undefined)),
    ]);
  }
}, 30_000);

test("every route, every kind of upstream: no address but the config's is called", async () => {
  const trap = await startTrap();
  const { address, upstreams } = await startAll({
    gateway: { requireKey: false },
  });
  const evil = `http://127.0.0.1:${trap.port}/v1`;
  const fields = {
    api_base: evil,
    base_url: evil,
    baseUrl: evil,
    endpoint: evil,
    provider: { base_url: evil },
    metadata: { api_base: evil },
  };
  const headers = {
    "x-base-url": evil,
    "x-portkey-custom-host": evil,
    "x-forwarded-host": `127.0.0.1:${trap.port}`,
    forwarded: `host=127.0.0.1:${trap.port}`,
  };
  for (const route of modelRoutes)
    for (const { kind } of upstreams) {
      const models = [`${kind}:text`, evil, `${kind}:${evil}`];
      for (const model of models) {
        const { path, body } = callOf(route, wish(model));
        const url = `${address}${path}?api_base=${encodeURIComponent(evil)}`;
        await ask(url, { headers, body: { ...body, ...fields } });
        await ask(url, { headers, body });
      }
    }
  expect(trap.visits()).toBe(0);
}, 30_000);

test("every route, every kind of upstream: metadata, link-local, rebound and own addresses are refused", async () => {
  const trap = await startTrap();
  const port = await freePort();
  const hosts = {
    metadata: "169.254.169.254",
    number: "2852039166",
    link: "[fe80::1]",
    mapped: "[::ffff:169.254.169.254]",
    named: "metadata.internal",
    rebound: `public.example:${trap.port}`,
    inside: `inside.example:${trap.port}`,
    dressed: `dressed.example:${trap.port}`,
    own: `127.0.0.1:${port}`,
    "own-name": `localhost:${port}`,
    "own-twin": `[::1]:${port}`,
    "own-host": `workstation:${port}`,
    ...Object.fromEntries(
      networkAddresses().map((host, at) => [
        `own-${at}`,
        `${host.includes(":") ? `[${host}]` : host}:${port}`,
      ]),
    ),
  };
  const instances = sceneKinds.flatMap((kind) =>
    Object.entries(hosts).map(([name, host]) => ({
      id: `${kind}-${name}`,
      kind,
      baseUrl: `http://${host}/v1`,
      apiKey: { value: "sk-canary" },
      retry: { maxAttempts: 1 },
    })),
  );
  const { address, dataDir } = await startGateway({
    config: { instances, gateway: { requireKey: false } },
    host: { port },
    backend: {
      gateway: {
        commandLine: {},
        door: {
          address: () => `http://127.0.0.1:${port}`,
          apply: () => Promise.resolve(),
        },
      },
    },
  });
  let sent = 0;
  for (const route of modelRoutes)
    for (const { id, kind } of instances) {
      const { path, body } = callOf(route, wish(`${id}:text`));
      const reply = await ask(address + path, { body });
      sent += 1;
      const purpose = purposeOf(route);
      const hasNone = kind === "anthropic" && purpose === "vectors";
      // A count falls back to our own.
      const status = purpose === "count" ? 200 : hasNone ? 400 : 403;
      expect([path, reply.status]).toEqual([path, status]);
      if (purpose === "count")
        expect(reply.headers["x-modeldocker-count"]).toBe("estimated");
    }
  expect(trap.visits()).toBe(0);
  // Had one of them come back to the gateway, there would be more.
  await expect
    .poll(async () => {
      const events = await readAudit(dataDir);
      return events.filter(({ route }) => route.startsWith("POST")).length;
    })
    .toBe(sent);
}, 30_000);

/** A call of a route whose message holds an image by its address; undefined where it takes none. */
function imageCall(path: string, model: string, url: string) {
  const image = { type: "image_url", image_url: { url } };
  const contents = [
    {
      role: "user",
      parts: [{ fileData: { mimeType: "image/png", fileUri: url } }],
    },
  ];
  const source = { type: "url", url };
  const input = { type: "input_image", image_url: url };
  const bodies: Readonly<Record<string, object>> = {
    "/v1/chat/completions": { messages: [{ role: "user", content: [image] }] },
    "/v1/messages": {
      messages: [{ role: "user", content: [{ type: "image", source }] }],
      max_tokens: 9,
    },
    "/v1/messages/count_tokens": {
      messages: [{ role: "user", content: [{ type: "image", source }] }],
    },
    "/v1/responses": { input: [{ role: "user", content: [input] }] },
    ":generateContent": { contents },
    ":streamGenerateContent": { contents },
    ":countTokens": { contents },
  };
  const body = bodies[/:[a-zA-Z]+$/.exec(path)?.[0] ?? path];
  return (
    body && { path: path.replace("{id}", model), body: { model, ...body } }
  );
}

// Whoever fetched it for the caller would fetch from inside the network, with what it is trusted with.
test("every route, every kind of upstream: an image's address is called by nobody here", async () => {
  const trap = await startTrap();
  const { address, upstreams } = await startAll({
    gateway: { requireKey: false },
  });
  const hosts = ["127.0.0.1", "public.example"];
  const calls = hosts.flatMap((host) =>
    modelRoutes.flatMap(({ path }) =>
      upstreams.map(({ kind }) =>
        imageCall(path, `${kind}:text`, `http://${host}:${trap.port}/x.png`),
      ),
    ),
  );
  let sent = 0;
  for (const call of calls) {
    if (call === undefined) continue;
    const { status } = await ask(address + call.path, { body: call.body });
    // Passed on as it is, or refused where the upstream takes none.
    expect([200, 400]).toContain(status);
    sent += 1;
  }
  expect(sent).toBeGreaterThan(60);
  expect(trap.visits()).toBe(0);
}, 30_000);

// A place to go on to is the reply's choice; the key must not follow.
test("every kind of upstream: a redirect is followed nowhere", async () => {
  const trap = await startTrap();
  const visited: string[] = [];
  const server = createHttpServer((request, response) => {
    visited.push(`${request.method ?? ""} ${request.url ?? ""}`);
    const location = `http://127.0.0.1:${trap.port}/v1`;
    response.writeHead(statuses[visited.length % statuses.length] ?? 302, {
      location,
    });
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const statuses = [301, 302, 303, 307, 308];
  const { port } = server.address() as AddressInfo;
  const instances = sceneKinds.map((kind) => ({
    id: kind,
    kind,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    apiKey: { value: "sk-canary" },
    retry: { maxAttempts: 1 },
  }));
  const { address, client } = await startGateway({
    config: { instances, gateway: { requireKey: false } },
  });
  await client.models.refresh({});
  for (const route of modelRoutes.filter((it) => purposeOf(it) === "reply"))
    for (const { kind } of instances) {
      const { path, body } = callOf(route, wish(`${kind}:text`));
      const reply = await ask(address + path, { body });
      expect([path, reply.status]).toEqual([path, 502]);
      expect(reply.headers.location).toBeUndefined();
    }
  expect(visited.length).toBeGreaterThan(instances.length * 6);
  expect(trap.visits()).toBe(0);
}, 30_000);

test("every route: no key is in any reply, log, audit row, list, figure or file", async () => {
  const { address, dataDir, upstreams, client, logLines, backend } =
    await startAll({ promptLogging: "full" });
  const { id, token } = await createKey(dataDir, {
    scopes: ["chat", "embeddings", "models", "metrics"],
  });
  const [, secret = ""] = token.split("_");
  const replies: unknown[] = [];
  let sent = 0;
  const calls = gatewayRoutes.flatMap((route) =>
    upstreams.flatMap(({ kind }) =>
      ["text", "tell-key"].map((model) => ({
        ...callOf(route, wish(`${kind}:${model}`)),
        isNoted: route.access !== "open",
      })),
    ),
  );
  // Almost the key, and the key beside another.
  const wrong: typeof places = [
    () => ({ headers: { "x-api-key": `${token}x` } }),
    () => ({ headers: { "x-api-key": "b" }, query: `?key=${token}` }),
  ];
  for (const { path, isNoted, ...call } of calls)
    for (const place of [...places, ...wrong]) {
      const { headers = {}, query = "" } = place(token);
      const reply = await ask(address + path + query, { ...call, headers });
      replies.push(reply.text, reply.headers);
      if (isNoted) sent += 1;
    }
  await expect.poll(async () => (await readAudit(dataDir)).length).toBe(sent);
  const events = await readAudit(dataDir);
  const written = JSON.stringify([
    replies,
    logLines,
    events,
    await client.keys.list(),
    await client.audit.query({}),
    await client.logs.query({}),
    backend.gateway.metrics.render(),
  ]);
  // It is known what there was to tell.
  expect(events.filter(({ keyId }) => keyId === id).length).toBeGreaterThan(
    gatewayRoutes.length * places.length,
  );
  expect(written).toContain("I was sent ");
  for (const canary of [secret.slice(8), ...upstreams.map(({ key }) => key)]) {
    expect(canary.length).toBeGreaterThan(16);
    expect(written).not.toContain(canary);
    for (const file of filesOf(dataDir))
      expect([file, readFileSync(file).includes(canary)]).toEqual([
        file,
        false,
      ]);
  }
}, 40_000);

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
