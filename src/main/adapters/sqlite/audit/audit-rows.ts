import type {
  AuditAttempt,
  AuditEvent,
  PromptRecord,
} from "#shared/gateway/audit.ts";
import type {
  AuditEntry,
  OpenRequest,
  StoredAuditEvent,
} from "#main/ports/audit-log.ts";
import type { Value } from "../commits/changes.ts";
import { withoutNulls } from "../message-rows.ts";

type Nullable<T> = {
  [Field in keyof T]-?: Exclude<T[Field], undefined> | null;
};

type PlainFields = Omit<AuditEvent, "error" | "local" | "fallback">;

/** A row of `audit_events` but for its number. */
export interface AuditRow extends Nullable<PlainFields> {
  readonly local: number | null;
  readonly fallback: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** Columns of an event as fields of an `AuditRow`. */
export const eventColumns = `sequence AS id, request_id AS requestId, time, key_id AS keyId, client,
  route, asked_model AS askedModel, served_model AS servedModel, local, fallback, attempts, status,
  outcome, error_code AS errorCode, error_message AS errorMessage, input_tokens AS inputTokens,
  output_tokens AS outputTokens, cost_nano_usd AS costNanoUsd, saved_nano_usd AS savedNanoUsd,
  cache_age_seconds AS cacheAgeSeconds, first_text_ms AS firstTextMs, duration_ms AS durationMs`;

/** An event's columns in the order of `append`, bound by place: by name costs a fifth more. */
export function auditValues(entry: AuditEntry): Value[] {
  const { error, tries } = entry;
  return [
    entry.requestId,
    entry.time,
    entry.keyId ?? null,
    entry.client,
    entry.route,
    entry.askedModel ?? null,
    entry.servedModel ?? null,
    flag(entry.local),
    flag(entry.fallback),
    entry.attempts,
    entry.status,
    entry.outcome,
    error?.code ?? null,
    error?.message ?? null,
    entry.inputTokens ?? null,
    entry.outputTokens ?? null,
    entry.costNanoUsd ?? null,
    entry.savedNanoUsd ?? null,
    entry.cacheAgeSeconds ?? null,
    entry.firstTextMs ?? null,
    entry.durationMs,
    tries && tries.length > 0 ? JSON.stringify(tries) : null,
  ];
}

/** The columns of `open_requests` behind its number. */
export function openValues(request: OpenRequest): Value[] {
  return [
    request.requestId,
    request.time,
    request.keyId ?? null,
    request.client,
    request.route,
    request.askedModel ?? null,
    request.servedModel ?? null,
    request.attempts,
    request.status,
    request.durationMs,
  ];
}

export function storedEvent(
  row: AuditRow & { readonly id: number },
): StoredAuditEvent {
  const { local, fallback, errorCode, errorMessage, ...plain } = row;
  return {
    ...(withoutNulls(plain) as PlainFields & { id: number }),
    ...(local !== null && { local: local === 1 }),
    ...(fallback !== null && { fallback: fallback === 1 }),
    ...(errorCode !== null && {
      error: {
        code: errorCode,
        ...(errorMessage !== null && { message: errorMessage }),
      },
    }),
  };
}

/** A row of `prompt_records`. */
export interface PromptRow {
  readonly mode: string;
  readonly shape: string;
  readonly prompt: string | null;
  readonly reply: string | null;
  readonly truncated: number;
}

/** A prompt record's columns in the order of `appendPrompt`. */
export function promptValues(record: PromptRecord): Value[] {
  const { mode, shape, prompt, reply, truncated } = record;
  return [
    mode,
    JSON.stringify(shape),
    prompt ?? null,
    reply ?? null,
    truncated ? 1 : 0,
  ];
}

export function promptRecord(row: PromptRow): PromptRecord {
  const { mode, shape, prompt, reply, truncated } = row;
  return {
    mode: mode as PromptRecord["mode"],
    shape: JSON.parse(shape) as PromptRecord["shape"],
    truncated: truncated === 1,
    ...(prompt !== null && { prompt }),
    ...(reply !== null && { reply }),
  };
}

export function storedTries(text: string | null): readonly AuditAttempt[] {
  return text === null ? [] : (JSON.parse(text) as AuditAttempt[]);
}

function flag(value: boolean | undefined): number | null {
  return value === undefined ? null : value ? 1 : 0;
}
