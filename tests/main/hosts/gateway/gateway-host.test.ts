import { connect } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";

const open = { config: { gateway: { requireKey: false } } };

test("health needs no key", async () => {
  const { address } = await startGateway();
  const reply = await ask(`${address}/health?verbose=1`);
  expect(reply.status).toBe(200);
  expect(reply.json).toEqual({ status: "ok", version: "1.2.3" });
});

test("health answers before anything else is up, the rest after it", async () => {
  const never = new Promise<never>(() => undefined);
  const { address } = await startGateway({ host: { parts: never } });
  expect((await ask(`${address}/health`)).status).toBe(200);
  const failed = Promise.reject<never>(new Error("No data."));
  failed.catch(() => undefined);
  const broken = await startGateway({ host: { parts: failed } });
  const reply = await ask(`${broken.address}/v1/models`);
  expect(reply.status).toBe(503);
  expect(reply.headers["retry-after"]).toBe("1");
  // The one that never gets ready must not hold up the end of the test.
});

test("everything of the API wants a key, in OpenAI's words", async () => {
  const { address } = await startGateway();
  for (const path of ["/v1/models", "/v1beta/models", "/metrics", "/v1/nope"]) {
    const headers = { authorization: "Bearer mdk_made_up" };
    const reply = await ask(`${address}${path}`, { headers });
    expect(reply.status).toBe(401);
  }
  expect((await ask(`${address}/v1/models`)).json).toEqual({
    error: {
      message: "A valid ModelDocker key is required.",
      type: "authentication_error",
      param: null,
      code: "invalid_api_key",
    },
  });
});

test("what does not exist is a 404, a wrong method a 405", async () => {
  const { address } = await startGateway(open);
  expect((await ask(`${address}/nowhere`)).status).toBe(404);
  expect((await ask(`${address}/v1/nowhere`)).status).toBe(404);
  const wrong = async (path: string, method: string) => {
    const { status, headers } = await ask(`${address}${path}`, { method });
    return [status, headers.allow];
  };
  expect(await wrong("/health", "POST")).toEqual([405, "GET, HEAD"]);
  expect(await wrong("/v1/messages", "GET")).toEqual([405, "POST"]);
  const response = "/v1/responses/resp_1";
  expect(await wrong(response, "PUT")).toEqual([405, "GET, DELETE, HEAD"]);
});

test("host and origin are checked before anything is answered", async () => {
  const { address } = await startGateway({
    config: { gateway: { allowedOrigins: ["http://allowed.example"] } },
  });
  const health = (headers: Record<string, string>) =>
    ask(`${address}/health`, { headers });
  expect((await health({ host: "evil.example" })).status).toBe(421);
  expect((await health({ origin: "http://evil.example" })).status).toBe(403);
  const allowed = await health({
    origin: "http://allowed.example",
    "sec-fetch-site": "cross-site",
  });
  expect(allowed.status).toBe(200);
  expect(allowed.headers["access-control-allow-origin"]).toBe(
    "http://allowed.example",
  );
  expect((await health({ "sec-fetch-site": "cross-site" })).status).toBe(403);
});

test("a host of the user's own is known with our port, a proxy's port or none", async () => {
  const { address } = await startGateway({
    config: { gateway: { allowedHosts: ["Models.Example", "box.test:8443"] } },
  });
  const { port } = new URL(address);
  const statusOf = async (host: string) =>
    (await ask(`${address}/health`, { headers: { host } })).status;
  expect(await statusOf(`models.example:${port}`)).toBe(200);
  expect(await statusOf("models.example")).toBe(200);
  expect(await statusOf("models.example:1")).toBe(421);
  expect(await statusOf("box.test:8443")).toBe(200);
  expect(await statusOf(`box.test:${port}`)).toBe(421);
  expect(await statusOf("box.test")).toBe(421);
});

test("an allowed origin is meant as browsers send it, however the file writes it", async () => {
  const { address } = await startGateway({
    config: {
      gateway: {
        allowedOrigins: ["https://App.Example/", "http://a.test:80", "*"],
      },
    },
  });
  const statusOf = async (origin: string) =>
    (await ask(`${address}/health`, { headers: { origin } })).status;
  expect(await statusOf("https://app.example")).toBe(200);
  expect(await statusOf("http://a.test")).toBe(200);
  expect(await statusOf("https://evil.example")).toBe(403);
});

test("a page of an allowed origin gets its preflight answered, others do not", async () => {
  const { address } = await startGateway({
    config: { gateway: { allowedOrigins: ["http://allowed.example"] } },
  });
  const preflight = (origin: string) =>
    ask(`${address}/v1/chat/completions`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
  expect((await preflight("http://allowed.example")).status).toBe(204);
  expect((await preflight("http://evil.example")).status).toBe(403);
});

test("every reply carries a request id; the client's own is echoed if harmless", async () => {
  const { address } = await startGateway();
  const fresh = await ask(`${address}/nowhere`);
  expect(fresh.headers["x-modeldocker-request-id"]).toMatch(/^[\w-]{36}$/);
  const health = (id: string) =>
    ask(`${address}/health`, { headers: { "x-request-id": id } });
  const own = await health("build-17");
  expect(own.headers["x-modeldocker-request-id"]).toBe("build-17");
  expect(own.headers["x-request-id"]).toBe("build-17");
  const wild = await health("a b<script>");
  expect(wild.headers["x-modeldocker-request-id"]).toMatch(/^[\w-]{36}$/);
});

test("bytes that are no HTTP get an answer with a request id", async () => {
  const { address } = await startGateway();
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  socket.write("GET /health HTTP/1.1\r\nbad header\r\n\r\n");
  const [bytes] = (await once(socket, "data")) as [Buffer];
  expect(bytes.toString()).toMatch(/^HTTP\/1\.1 400 /);
  expect(bytes.toString()).toContain("x-modeldocker-request-id: ");
});
