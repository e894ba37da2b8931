import { once } from "node:events";
import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import { readAudit, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

/** One connection on which requests follow each other without waiting for replies. */
async function start() {
  const { config, upstream } = await simulatedInstance();
  const { instances } = config as { instances: unknown[] };
  const gateway = await startGateway({
    config: { instances, gateway: { requireKey: false } },
  });
  const { port } = new URL(gateway.address);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  let told = "";
  socket.setEncoding("utf8").on("data", (text: string) => (told += text));
  const host = `host: 127.0.0.1:${port}\r\n`;
  return {
    ...gateway,
    upstream,
    socket,
    health: `GET /health HTTP/1.1\r\n${host}\r\n`,
    chat(model: string, stream = false) {
      const messages = [{ role: "user", content: "Hi" }];
      const body = JSON.stringify({ model: `sim:${model}`, messages, stream });
      const head = `POST /v1/chat/completions HTTP/1.1\r\n${host}content-type: application/json\r\n`;
      return `${head}content-length: ${body.length}\r\n\r\n${body}`;
    },
    statuses: () => told.match(/HTTP\/1\.1 \d+/g)?.map((it) => it.slice(9)),
  };
}

test("requests that are sent at once are answered in their order, the quick ones after the slow", async () => {
  const { socket, health, chat, statuses } = await start();
  socket.write(
    chat("nothing-of-the-kind") +
      chat("sim/echo") +
      health +
      chat("sim/echo", true) +
      health.repeat(2),
  );
  await vi.waitFor(() => expect(statuses()).toHaveLength(6), 5_000);
  expect(statuses()?.slice(1)).toEqual(["200", "200", "200", "200", "200"]);
  socket.destroy();
});

test("a client that leaves takes all of its requests with it, those in line as well", async () => {
  const { socket, chat, upstream, backend, dataDir } = await start();
  socket.write(
    chat("sim/endless", true) + chat("sim/silent") + chat("sim/endless", true),
  );
  const asked = () => upstream.requests.filter(({ body }) => body);
  await vi.waitFor(() => expect(asked()).toHaveLength(3));
  socket.destroy();
  await vi.waitFor(() =>
    expect(asked().every(({ abortedAt }) => abortedAt !== undefined)).toBe(
      true,
    ),
  );
  const lines = await readAudit(dataDir);
  expect(lines.map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 3 }, () => "aborted"),
  );
  expect(lines.map(({ status }) => status)).toContain(499);
  expect(backend.gateway.metrics.render()).toMatch(/in_flight 0\n/);
});
