import type { AuditEvent } from "#shared/gateway/audit.ts";

/** Names that scripts rely on, in order; absent values are null, money is in US dollars. */
function exported(event: AuditEvent) {
  const { error } = event;
  return {
    requestId: event.requestId,
    time: event.time,
    keyId: event.keyId ?? null,
    client: event.client,
    route: event.route,
    askedModel: event.askedModel ?? null,
    servedModel: event.servedModel ?? null,
    attempts: event.attempts,
    status: event.status,
    outcome: event.outcome,
    inputTokens: event.inputTokens ?? null,
    outputTokens: event.outputTokens ?? null,
    costUsd: dollars(event.costNanoUsd),
    durationMs: event.durationMs,
    savedUsd: dollars(event.savedNanoUsd),
    cacheAgeSeconds: event.cacheAgeSeconds ?? null,
    firstTextMs: event.firstTextMs ?? null,
    local: event.local ?? null,
    fallback: event.fallback ?? false,
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
  };
}

/** One event as a line of JSON. */
export function auditLine(event: AuditEvent): string {
  return `${JSON.stringify(exported(event))}\n`;
}

export const auditColumns: readonly string[] = Object.keys(
  exported({
    requestId: "",
    time: "",
    client: "",
    route: "",
    attempts: 0,
    status: 0,
    outcome: "ok",
    durationMs: 0,
  }),
);

/** The same values as cells under `auditColumns`. */
export function auditCells(
  event: AuditEvent,
): readonly (string | number | undefined)[] {
  return Object.values(exported(event)).map((value) =>
    typeof value === "boolean" ? String(value) : (value ?? undefined),
  );
}

function dollars(nanoUsd: number | undefined): number | null {
  return nanoUsd === undefined ? null : nanoUsd / 1e9;
}
