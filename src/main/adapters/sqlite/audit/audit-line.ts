import type { AuditEvent } from "#main/ports/audit-log.ts";

/** One event as a line of the export: the names that scripts rely on, money in US dollars. */
export function auditLine(event: AuditEvent): string {
  const { costNanoUsd, ...facts } = event;
  const absent = {
    keyId: null,
    askedModel: null,
    servedModel: null,
    inputTokens: null,
    outputTokens: null,
  };
  const costUsd = costNanoUsd === undefined ? null : costNanoUsd / 1e9;
  return `${JSON.stringify({ ...absent, ...facts, costUsd })}\n`;
}
