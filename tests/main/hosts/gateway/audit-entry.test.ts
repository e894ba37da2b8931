import { expect, test } from "vitest";
import {
  auditEntry,
  type EndedRequest,
} from "#main/hosts/gateway/audit-entry.ts";

const ended = {
  request: { method: "POST" },
  response: { headersSent: true, statusCode: 200 },
  requestId: "r",
  client: "127.0.0.1",
  match: { type: "unknown" },
  notes: {},
  signal: new AbortController().signal,
} as unknown as EndedRequest;

test("each request has its own time, also where several began in one millisecond or end in another order", () => {
  const second = Date.UTC(2026, 10, 30, 9, 0, 0, 1);
  const times = [second - 1, second, second, second - 1].map(
    (time) => auditEntry(ended, { time, at: 0 }, 5).time,
  );
  expect(times).toEqual([
    "2026-11-30T09:00:00.000Z",
    "2026-11-30T09:00:00.001Z",
    "2026-11-30T09:00:00.001Z",
    "2026-11-30T09:00:00.000Z",
  ]);
});
