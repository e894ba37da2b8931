import { GatewayRequest } from "#main/hosts/gateway/gateway-request.ts";
import { Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { GatewayResponse } from "#main/hosts/gateway/gateway-response.ts";
import {
  ReplyStream,
  serverSentEvents,
} from "#main/hosts/gateway/reply-stream.ts";

test("a client that never reads is given up after a minute, and holds nobody up", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const response = new GatewayResponse(new GatewayRequest(new Socket()));
  const stream = new ReplyStream(response, serverSentEvents);
  let isOver = false;
  const writing = stream
    .write([{ data: "x".repeat(1024 * 1024) }])
    ?.then(() => (isOver = true));
  await vi.advanceTimersByTimeAsync(59_000);
  expect([response.destroyed, isOver]).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(response.destroyed).toBe(true);
  response.emit("close");
  await writing;
  stream.end();
});

test("white space of a forwarded piece never ends a line of the stream", () => {
  const data = '{\r"a":1,\r\n"b":2,\n"c":3}';
  expect(serverSentEvents.frame({ data }, 0)).toBe(
    'data: {\ndata: "a":1,\ndata: "b":2,\ndata: "c":3}\n\n',
  );
});
