import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { os } from "@orpc/server";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startWebHost, type WebHost } from "#main/hosts/web/web-host.ts";
import type { RpcRouter } from "#main/hosts/rpc/router.ts";

const token = "correct-horse-battery-staple";
const megabyte = "x".repeat(1_048_576);
let produced = 0;
let endedStreams = 0;

const router = {
  echo: os.handler(({ input }) => input),
  flood: os.handler(async function* () {
    try {
      for (;;) {
        produced += 1;
        yield megabyte;
      }
    } finally {
      endedStreams += 1;
    }
  }),
} as unknown as RpcRouter;

let pageDir: string;
let host: WebHost;

beforeEach(async () => {
  produced = 0;
  endedStreams = 0;
  pageDir = await mkdtemp(join(tmpdir(), "modeldocker-page-"));
  await writeFile(join(pageDir, "index.html"), "<p>the page</p>");
  host = await startWebHost({
    port: 0,
    token,
    router: Promise.resolve(router),
    pageDir,
  });
});

afterEach(async () => {
  await host.close();
  await rm(pageDir, { recursive: true });
});

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Plain requests by hand, as fetch forbids to choose Host and Origin. */
async function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const request = httpRequest({
    host: "127.0.0.1",
    port: host.port,
    path,
    headers,
  });
  request.end();
  const [response] = (await once(request, "response")) as [
    import("node:http").IncomingMessage,
  ];
  let body = "";
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, headers: response.headers, body };
}

function open(
  protocols: string[],
  options: { path?: string; headers?: Record<string, string> } = {},
): WebSocket {
  const { path = "/rpc", headers = {} } = options;
  return new WebSocket(`ws://127.0.0.1:${host.port}${path}`, protocols, {
    headers,
  });
}

async function refusalOf(socket: WebSocket): Promise<number | undefined> {
  socket.on("error", () => undefined);
  const [, response] = (await once(socket, "unexpected-response")) as [
    unknown,
    import("node:http").IncomingMessage,
  ];
  socket.terminate();
  return response.statusCode;
}

async function connect(): Promise<WebSocket> {
  const socket = open(["modeldocker.rpc", `token.${token}`]);
  await once(socket, "open");
  return socket;
}

test("serves the page under a policy that allows nothing foreign", async () => {
  const reply = await get("/");
  expect(reply.status).toBe(200);
  expect(reply.body).toBe("<p>the page</p>");
  const policy = reply.headers["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port};`);
  expect(policy).not.toContain("unsafe");
  expect(reply.headers["x-content-type-options"]).toBe("nosniff");
  expect(reply.headers["referrer-policy"]).toBe("no-referrer");
});

test.each(["/../package.json", "/%2e%2e/package.json", "/nothing.js"])(
  "finds nothing outside the page: %s",
  async (path) => {
    expect((await get(path)).status).toBe(404);
  },
);

test.each([
  "evil.example",
  "127.0.0.1",
  "127.0.0.1:1",
  "127.0.0.1.evil.example",
])("refuses a rebound name: %s", async (name) => {
  const reply = await get("/", { host: name });
  expect(reply.status).toBe(421);
  const policy = reply.headers["content-security-policy"];
  expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port};`);
});

test("answers to localhost as well", async () => {
  const reply = await get("/", { host: `localhost:${host.port}` });
  expect(reply.status).toBe(200);
});

test("refuses pages of other origins", async () => {
  expect((await get("/", { origin: "http://evil.example" })).status).toBe(403);
  expect((await get("/", { origin: "null" })).status).toBe(403);
  expect((await get("/", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  const own = `http://127.0.0.1:${host.port}`;
  expect((await get("/", { origin: own })).status).toBe(200);
});

test("tells whether a token is good", async () => {
  expect((await get("/session")).status).toBe(401);
  const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
  expect((await get("/session", bearer("wrong"))).status).toBe(401);
  expect((await get("/session", bearer(token))).status).toBe(204);
});

test("opens no connection without the token, for a foreign page or elsewhere", async () => {
  const protocols = ["modeldocker.rpc", `token.${token}`];
  expect(await refusalOf(open(["modeldocker.rpc"]))).toBe(401);
  expect(await refusalOf(open(["modeldocker.rpc", "token.wrong"]))).toBe(401);
  expect(await refusalOf(open([]))).toBe(400);
  expect(await refusalOf(open(protocols, { path: "/other" }))).toBe(404);
  const foreign = { headers: { origin: "http://evil.example" } };
  expect(await refusalOf(open(protocols, foreign))).toBe(403);
  const rebound = { headers: { host: "evil.example" } };
  expect(await refusalOf(open(protocols, rebound))).toBe(421);
});

test("answers calls, and never repeats the token", async () => {
  const socket = await connect();
  expect(socket.protocol).toBe("modeldocker.rpc");
  const link = new RPCLink({
    websocket: socket as unknown as globalThis.WebSocket,
  });
  const client = createORPCClient<{
    echo: (input: string) => Promise<string>;
  }>(link as never);
  expect(await client.echo("hello 👋")).toBe("hello 👋");
  socket.terminate();
});

test("reads a stream only as fast as its reader does, and ends it with the socket", async () => {
  const socket = await connect();
  socket.send(JSON.stringify({ i: "1", p: { u: "/flood" } }));
  await once(socket, "message");
  socket.pause();
  await settled();
  const buffered = produced;
  // What the sockets' own buffers take is some megabytes; an unpaced stream makes thousands.
  expect(buffered).toBeLessThan(64);
  await settled();
  expect(produced).toBe(buffered);
  socket.terminate();
  await expect.poll(() => endedStreams).toBe(1);
});

test("cuts a frame that is larger than any call", async () => {
  const socket = await connect();
  socket.send(Buffer.alloc(65 * 1_048_576));
  const [code] = (await once(socket, "close")) as [number];
  expect(code).toBe(1009);
});

test("closing says goodbye and lets go of the port", async () => {
  const socket = await connect();
  const closed = once(socket, "close");
  await host.close();
  expect(((await closed) as [number])[0]).toBe(1001);
  const again = await startWebHost({
    port: host.port,
    token,
    router: Promise.resolve(router),
  });
  expect(again.port).toBe(host.port);
  await again.close();
});

test("a port in use is told in one sentence", async () => {
  const second = startWebHost({
    port: host.port,
    token,
    router: Promise.resolve(router),
  });
  await expect(second).rejects.toMatchObject({
    code: "port-in-use",
    data: { port: host.port },
    message: expect.stringContaining(`Port ${host.port}`) as string,
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}
