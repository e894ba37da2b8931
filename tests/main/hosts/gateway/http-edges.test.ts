import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { ask, readAudit, startGateway } from "#tests/support/gateway.ts";

const open = { config: { gateway: { requireKey: false } }, demo: true };
const limit = 33_554_432;

/** A connection whose every byte is kept, and what came as a status, headers and JSON. */
function dial(address: string) {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  let heard = "";
  let error: unknown;
  socket.on("error", (thrown) => (error = thrown));
  socket.setEncoding("utf8").on("data", (text) => (heard += String(text)));
  const closed = once(socket, "close");
  return {
    socket,
    closed,
    heard: () => heard,
    error: () => error,
    answer: () => {
      const [head = "", body = ""] = heard.split("\r\n\r\n");
      const headers = new Map(
        head
          .split("\r\n")
          .slice(1)
          .map((line) => line.split(": ") as [string, string]),
      );
      const status = Number(head.split(" ")[1]);
      return { status, headers, json: JSON.parse(body) as unknown };
    },
  };
}

async function lines(dataDir: string, count: number) {
  const events = await vi.waitFor(async () => {
    const read = await readAudit(dataDir);
    expect(read).toHaveLength(count);
    return read;
  });
  return events.map(({ requestId, route, status, outcome, error }) => ({
    requestId,
    line: `${route} ${status} ${outcome} ${error?.code}`,
  }));
}

const shapes = [
  ["/v1/chat/completions", { error: { type: "invalid_request_error" } }],
  ["/v1/messages", { type: "error", error: { type: "invalid_request_error" } }],
  [
    "/v1beta/models/x:generateContent",
    { error: { status: "INVALID_ARGUMENT" } },
  ],
] as const;

test.each(shapes)(
  "%s: no Host, two of them and an unknown expectation are refused in the route's shape, each with a line",
  async (path, shape) => {
    const { address, dataDir } = await startGateway(open);
    const { host } = new URL(address);
    const refused = async (head: string) => {
      const line = dial(address);
      line.socket.write(`POST ${path} HTTP/1.1\r\n${head}\r\n`);
      await vi.waitFor(() => line.answer());
      line.socket.destroy();
      return line.answer();
    };
    const body = "content-type: application/json\r\ncontent-length: 0\r\n";
    const noHost = await refused(body);
    expect(noHost).toMatchObject({ status: 400, json: shape });
    expect(JSON.stringify(noHost.json)).toContain("no Host header");
    const twoHosts = await refused(
      `host: ${host}\r\nHost: elsewhere.example\r\n${body}`,
    );
    expect(twoHosts).toMatchObject({ status: 400, json: shape });
    expect(JSON.stringify(twoHosts.json)).toContain("more than one Host");
    const unmet = await refused(
      `host: ${host}\r\nexpect: something-else\r\n${body}`,
    );
    expect(unmet).toMatchObject({ status: 417, json: shape });
    expect(JSON.stringify(unmet.json)).toContain("100-continue");
    const audit = await lines(dataDir, 3);
    expect(audit.map(({ line }) => line.split(" ").slice(2).join(" "))).toEqual(
      [
        "400 failed invalid_request_error",
        "400 failed invalid_request_error",
        "417 failed invalid_request_error",
      ],
    );
    expect(audit.map(({ requestId }) => requestId)).toEqual(
      [noHost, twoHosts, unmet].map(({ headers }) =>
        headers.get("x-modeldocker-request-id"),
      ),
    );
  },
);

const post = (host: string, length: number, more = "") =>
  `POST /v1/chat/completions HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;

test.each([
  ["declares its length", 60_000_000],
  ["comes in chunks", undefined],
])(
  "a body over the limit that %s is answered, and its client reads that",
  async (_, length) => {
    const { address, dataDir } = await startGateway(open);
    const { host } = new URL(address);
    const line = dial(address);
    const piece = Buffer.alloc(1_000_000, "x");
    line.socket.write(
      length === undefined
        ? post(host, 0).replace(
            "content-length: 0",
            "transfer-encoding: chunked",
          )
        : post(host, length),
    );
    // Like most clients: nothing is read before all was sent.
    line.socket.pause();
    for (let sent = 0; sent < 60; sent += 1) {
      if (length === undefined)
        line.socket.write(`${piece.length.toString(16)}\r\n`);
      const isTaken = line.socket.write(piece);
      if (length === undefined) line.socket.write("\r\n");
      if (!isTaken) await once(line.socket, "drain");
    }
    if (length === undefined) line.socket.write("0\r\n\r\n");
    await sleep(100);
    line.socket.resume();
    await line.closed;
    expect(line.error()).toBeUndefined();
    expect(line.answer()).toMatchObject({
      status: 413,
      json: { error: { code: "request_too_large" } },
    });
    expect(await lines(dataDir, 1)).toMatchObject([
      {
        line: "POST /v1/chat/completions 413 failed request_too_large",
      },
    ]);
  },
);

test("who never stops sending is cut off within bounds", async () => {
  const { address } = await startGateway(open);
  const { host } = new URL(address);
  const line = dial(address);
  line.socket.write(post(host, 10_000_000_000));
  const piece = Buffer.alloc(1_000_000, "x");
  const began = performance.now();
  let sent = 0;
  while (!line.socket.destroyed) {
    sent += 1;
    const isTaken = line.socket.write(piece);
    if (!isTaken)
      await Promise.race([once(line.socket, "drain"), line.closed]).catch(
        () => undefined,
      );
  }
  expect(sent).toBeLessThan(200);
  expect(performance.now() - began).toBeLessThan(6_000);
});

test("who waits for 100-continue is told before it sends, or refused without sending", async () => {
  const { address } = await startGateway(open);
  const { host } = new URL(address);
  const expecting = "expect: 100-continue\r\n";
  const refused = dial(address);
  refused.socket.write(post(host, limit + 1, expecting));
  await refused.closed;
  expect(refused.answer().status).toBe(413);
  expect(refused.heard()).not.toContain("100 Continue");

  const body = JSON.stringify({
    model: "demo:simulated-fast",
    messages: [{ role: "user", content: "Hi" }],
  });
  const told = dial(address);
  told.socket.write(post(host, body.length, expecting));
  await vi.waitFor(() =>
    expect(told.heard()).toBe("HTTP/1.1 100 Continue\r\n\r\n"),
  );
  told.socket.write(body);
  await vi.waitFor(() => expect(told.heard()).toContain("HTTP/1.1 200 OK"));
  told.socket.destroy();
});

test("a method of Google's that is none is no route; a model's page takes no POST", async () => {
  const { address } = await startGateway(open);
  const body = {};
  expect(await ask(`${address}/v1beta/models/x:nope`, { body })).toMatchObject({
    status: 404,
    json: { error: { code: 404, status: "NOT_FOUND" } },
  });
  expect(await ask(`${address}/v1/models/x:nope`, { body })).toMatchObject({
    status: 404,
    json: { error: { code: 404 } },
  });
  expect(await ask(`${address}/v1beta/models/x`, { body })).toMatchObject({
    status: 405,
    json: { error: { code: 405 } },
  });
  expect((await ask(`${address}/v1/embeddings`)).status).toBe(405);
});

test("who takes the gateway for a proxy is told that it is none, with a line in the audit", async () => {
  const { address, dataDir } = await startGateway(open);
  const { socket, closed, answer } = dial(address);
  socket.write(
    "CONNECT api.example:443 HTTP/1.1\r\nhost: api.example:443\r\n\r\n",
  );
  await closed;
  const { status, headers, json } = answer();
  expect([status, headers.get("connection")]).toEqual([405, "close"]);
  expect(json).toMatchObject({ error: { type: "invalid_request_error" } });
  const requestId = headers.get("x-modeldocker-request-id");
  expect(await lines(dataDir, 1)).toEqual([
    { requestId, line: "? unknown 405 failed invalid_request_error" },
  ]);
});
