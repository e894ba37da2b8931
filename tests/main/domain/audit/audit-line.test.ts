import { expect, it } from "vitest";
import { auditLine } from "#main/domain/audit/audit-line.ts";
import type { AuditEvent } from "#shared/gateway/audit.ts";

const event: AuditEvent = {
  requestId: "r1",
  time: "2026-01-01T00:00:00.000Z",
  client: "127.0.0.1",
  route: "POST /v1/messages",
  attempts: 2,
  status: 200,
  outcome: "ok",
  durationMs: 3,
};

it("names every field on every line, absent ones as null", () => {
  const line = auditLine(event);
  expect(line.endsWith("}\n")).toBe(true);
  expect(JSON.parse(line)).toEqual({
    ...event,
    keyId: null,
    askedModel: null,
    servedModel: null,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    savedUsd: null,
    cacheAgeSeconds: null,
    firstTextMs: null,
    local: null,
    fallback: false,
    errorCode: null,
    errorMessage: null,
  });
});

it("tells money in dollars and keeps one event on one line", () => {
  const line = auditLine({
    ...event,
    askedModel: "a\nb",
    costNanoUsd: 1_234_567,
  });
  expect(line.match(/\n/g)).toHaveLength(1);
  expect(JSON.parse(line)).toMatchObject({
    askedModel: "a\nb",
    costUsd: 0.001234567,
  });
});
