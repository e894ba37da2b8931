import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { ask, readAudit, startGateway } from "#tests/support/gateway.ts";

/** All that a gateway answers to bytes, until it hangs up. */
async function send(address: string, ...pieces: readonly string[]) {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  const answer: string[] = [];
  socket.setEncoding("utf8").on("data", (text) => answer.push(String(text)));
  const closed = once(socket, "close");
  for (const piece of pieces) {
    const before = answer.length;
    socket.write(piece);
    while (piece !== pieces.at(-1) && answer.length === before) await sleep(1);
  }
  await closed;
  return answer.join("");
}

/** So many lines, once they are there. */
function audit(dataDir: string, lines: number) {
  return vi.waitFor(async () => {
    const events = await readAudit(dataDir);
    expect(events).toHaveLength(lines);
    return events;
  });
}

const line = {
  client: "127.0.0.1",
  route: "? unknown",
  outcome: "failed",
  attempts: 0,
  durationMs: 0,
};

test.each([
  ["no HTTP", 400, "\x16\x03\x01 hello\r\n\r\n"],
  [
    "a header that is none",
    400,
    "GET /v1/models HTTP/1.1\r\nbad header\r\n\r\n",
  ],
  ["headers without an end", 431, `GET / HTTP/1.1\r\na: ${"x".repeat(40_000)}`],
  ["headers that never come", 408, "GET / HTTP/1.1\r\nhost: a"],
])(
  "bytes with %s leave a line of what they were answered",
  async (_, status, bytes) => {
    const { address, dataDir } = await startGateway({
      host: { headersMs: 100 },
    });
    const answer = await send(address, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const [, requestId] = /x-modeldocker-request-id: (.+)\r/.exec(answer) ?? [];
    expect(await audit(dataDir, 1)).toEqual([
      {
        ...line,
        id: 1,
        requestId,
        status,
        time: expect.any(String) as string,
        error: {
          code: "invalid_request_error",
          message: expect.stringMatching(/is not valid HTTP/) as string,
        },
      },
    ]);
  },
);

test("what a good connection goes on with is told as well, and a request has one line only", async () => {
  const { address, dataDir } = await startGateway();
  const { host } = new URL(address);
  const good = `GET /v1/models HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
  const answer = await send(address, good, "bad\r\n\r\n");
  expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual([
    "HTTP/1.1 401",
    "HTTP/1.1 400",
  ]);
  const broken = `POST /v1/messages HTTP/1.1\r\nhost: ${host}\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\nnonsense\r\n`;
  await send(address, broken);
  const routes = (await audit(dataDir, 3)).map(({ route }) => route);
  expect(routes).toEqual(["GET /v1/models", "? unknown", "POST /v1/messages"]);
});

test("who connects and leaves has asked for nothing", async () => {
  const { address, dataDir } = await startGateway();
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
  await once(socket, "close");
  expect(await readAudit(dataDir)).toEqual([]);
});

test("a flood has twenty lines a minute, and one that counts the rest", async () => {
  const { address, dataDir, host } = await startGateway();
  for (let sent = 0; sent < 30; sent += 1) await send(address, "bad\r\n\r\n");
  await audit(dataDir, 20);
  await host.close();
  const events = await audit(dataDir, 21);
  expect(events.at(-1)).toMatchObject({
    ...line,
    error: {
      message: expect.stringMatching(/ 10 came within a minute/) as string,
    },
  });
});

test("a probe leaves a line only where it was refused", async () => {
  const { address, dataDir } = await startGateway();
  const probe = (headers: Record<string, string> = {}) =>
    ask(`${address}/health`, { headers });
  expect((await probe()).status).toBe(200);
  expect((await probe({ host: "rebound.example" })).status).toBe(421);
  expect((await probe({ origin: "http://evil.example" })).status).toBe(403);
  expect((await ask(`${address}/health`, { body: {} })).status).toBe(405);
  const lines = (await audit(dataDir, 3)).map(
    ({ route, status, outcome }) => `${route} ${status} ${outcome}`,
  );
  expect(lines).toEqual([
    "GET /health 421 denied",
    "GET /health 403 denied",
    "POST unknown 405 failed",
  ]);
});

// Kept whole, each such request would grow the audit by as much as a body may hold.
test("of a model's name that has no end, the beginning is kept", async () => {
  const { address, dataDir } = await startGateway({
    config: { gateway: { requireKey: false } },
  });
  const model = "m".repeat(1_000_000);
  const { status } = await ask(`${address}/v1/chat/completions`, {
    body: { model, messages: [{ role: "user", content: "Hi" }] },
  });
  expect(status).toBe(404);
  const [event] = await audit(dataDir, 1);
  expect(event?.askedModel).toBe(model.slice(0, 300));
  expect(JSON.stringify(event).length).toBeLessThan(1_500);
});
