import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ask, startGateway } from "#tests/support/gateway.ts";
import { GatewayResponse } from "#main/hosts/gateway/gateway-response.ts";

test("a request's id that reads like a field's name stays a value", async () => {
  const { address } = await startGateway({
    config: { gateway: { requireKey: false } },
  });
  for (const id of ["content-type", "x-request-id", "cache-control"]) {
    const { status, headers } = await ask(`${address}/v1/models`, {
      headers: { "x-request-id": id },
    });
    expect([status, headers["x-request-id"]]).toEqual([200, id]);
    expect(headers["x-modeldocker-request-id"]).toBe(id);
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(headers["cache-control"]).toBe("no-store");
  }
});

test("a field that is told twice is written once, with its last value", async () => {
  const server = createServer(
    { ServerResponse: GatewayResponse },
    (_request, response) => {
      response.tell("x-first", "x-second");
      response.tell("x-second", 1);
      response.tell("x-second", 2);
      response.begin(200, { "x-first": "last" }).end();
    },
  ).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  expect([headers.get("x-first"), headers.get("x-second")]).toEqual([
    "last",
    "2",
  ]);
});
