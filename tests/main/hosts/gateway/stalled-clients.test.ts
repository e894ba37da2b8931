import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { readAudit, startGateway } from "#tests/support/gateway.ts";
import { startDialectUpstream } from "#tests/support/upstream/dialect-server.ts";
import { sendJson } from "#tests/support/upstream/send-json.ts";

const stalledMs = 400;
/** More than the system keeps for a socket that nobody reads. */
const long = "x".repeat(20_000_000);

async function start(delayMs = 0) {
  const message = { role: "assistant", content: long };
  const upstream = await startDialectUpstream("openai-chat", {
    "POST /v1/chat/completions": (_request, response) => {
      const choices = [{ index: 0, message, finish_reason: "stop" }];
      void sleep(delayMs).then(() =>
        sendJson(response, 200, { id: "c", choices }),
      );
    },
  });
  onTestFinished(() => upstream.close());
  const baseUrl = `${upstream.url}/v1`;
  const { address, dataDir } = await startGateway({
    config: {
      gateway: { requireKey: false },
      instances: [{ id: "lab", kind: "openai", baseUrl }],
    },
    host: { stalledMs },
  });
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  const messages = [{ role: "user", content: "Hi" }];
  const body = JSON.stringify({ model: "lab:m", messages });
  const { host } = new URL(address);
  socket.write(
    [
      "POST /v1/chat/completions HTTP/1.1",
      `host: ${host}`,
      "content-type: application/json",
      `content-length: ${body.length}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
  return { socket, dataDir };
}

async function bytesOf(socket: Socket): Promise<number> {
  let bytes = 0;
  socket.on("data", (piece: Buffer) => void (bytes += piece.length));
  socket.resume();
  await once(socket, "close");
  return bytes;
}

test("who takes nothing of a whole reply is hung up on, with a line in the audit", async () => {
  const { socket, dataDir } = await start();
  socket.pause();
  await expect
    .poll(async () => (await readAudit(dataDir)).length, { timeout: 8_000 })
    .toBe(1);
  expect(await bytesOf(socket)).toBeLessThan(long.length);
});

test("who takes it slowly, and whose upstream is slow, is not", async () => {
  const { socket } = await start(3 * stalledMs);
  let received = 0;
  let pauses = 0;
  socket.on("data", (piece: Buffer) => {
    received += piece.length;
    if (received < (pauses + 1) * (long.length / 10)) return;
    pauses += 1;
    socket.pause();
    setTimeout(() => socket.resume(), stalledMs / 4);
  });
  await once(socket, "close");
  expect(pauses).toBe(10);
  expect(received).toBeGreaterThan(long.length);
});
