import { afterEach, expect, test } from "vitest";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import {
  startGatewayHost,
  type GatewayHost,
} from "#main/hosts/gateway/gateway-host.ts";

let gateway: GatewayHost | undefined;

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function start(requireKey = true): Promise<GatewayHost> {
  gateway = await startGatewayHost({
    host: "127.0.0.1",
    port: 0,
    version: "1.2.3",
    requireKey,
    allowedHosts: [],
    allowedOrigins: ["http://allowed.example"],
  });
  return gateway;
}

async function ask(
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
) {
  const address = gateway?.address ?? "";
  const request = httpRequest(`${address}${path}`, { headers, method }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let body = "";
  for await (const chunk of response) body += String(chunk);
  return {
    status: response.statusCode,
    headers: response.headers,
    json: body === "" ? undefined : (JSON.parse(body) as unknown),
  };
}

test("health needs no key", async () => {
  await start();
  const reply = await ask("/health?verbose=1");
  expect(reply.status).toBe(200);
  expect(reply.json).toEqual({ status: "ok", version: "1.2.3" });
});

test("everything of the API wants a key, in OpenAI's words", async () => {
  await start();
  for (const path of ["/v1/models", "/v1beta/models", "/metrics", "/v1/nope"]) {
    const reply = await ask(path, { authorization: "Bearer mdk_made_up" });
    expect(reply.status).toBe(401);
    expect(reply.json).toEqual({
      error: {
        message: "A valid ModelDocker key is required.",
        type: "invalid_request_error",
        param: null,
        code: "invalid_api_key",
      },
    });
  }
});

test("what does not exist is a 404, a wrong method a 405", async () => {
  await start(false);
  expect((await ask("/nowhere")).status).toBe(404);
  expect((await ask("/v1/nowhere")).status).toBe(404);
  expect((await ask("/health", {}, "POST")).status).toBe(405);
});

test("host and origin are checked before anything is answered", async () => {
  await start();
  expect((await ask("/health", { host: "evil.example" })).status).toBe(421);
  const origin = (value: string) => ask("/health", { origin: value });
  expect((await origin("http://evil.example")).status).toBe(403);
  expect((await origin("http://allowed.example")).status).toBe(200);
  const crossSite = await ask("/health", { "sec-fetch-site": "cross-site" });
  expect(crossSite.status).toBe(403);
});

test("every reply carries a request id; the client's own is echoed if harmless", async () => {
  await start();
  const fresh = await ask("/nowhere");
  expect(fresh.headers["x-modeldocker-request-id"]).toMatch(/^[\w-]{36}$/);
  const own = await ask("/health", { "x-request-id": "build-17" });
  expect(own.headers["x-modeldocker-request-id"]).toBe("build-17");
  expect(own.headers["x-request-id"]).toBe("build-17");
  const wild = await ask("/health", { "x-request-id": "a b<script>" });
  expect(wild.headers["x-modeldocker-request-id"]).toMatch(/^[\w-]{36}$/);
});
