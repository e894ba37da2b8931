import type { Statement } from "better-sqlite3";
import type { AuditEvent, AuditQuery } from "#main/ports/audit-log.ts";
import type { Connection } from "../connection.ts";
import { withoutNulls } from "../message-rows.ts";

type Nullable<T> = {
  [Field in keyof T]-?: Exclude<T[Field], undefined> | null;
};
export type AuditRow = Nullable<AuditEvent>;
export type AuditPortionRow = AuditRow & { readonly sequence: number };

const columns = `request_id AS requestId, time, key_id AS keyId, client, route,
  asked_model AS askedModel, served_model AS servedModel, attempts, status, outcome,
  input_tokens AS inputTokens, output_tokens AS outputTokens, cost_nano_usd AS costNanoUsd,
  duration_ms AS durationMs`;

const matching = `
  FROM audit_events WHERE time >= coalesce(@since, '') AND time < coalesce(@until, '~')
    AND (@keyId IS NULL OR key_id = @keyId) AND (@outcome IS NULL OR outcome = @outcome)
    AND (@model IS NULL OR instr(asked_model, @model) > 0 OR instr(served_model, @model) > 0)`;

export interface AuditStatements {
  readonly append: Statement<[AuditRow]>;
  readonly list: Statement<[Nullable<AuditQuery>], AuditRow>;
  readonly count: Statement<[Nullable<AuditQuery>], number>;
  /** Oldest first, after a sequence number. */
  readonly portion: Statement<
    [{ after: number; since: string; limit: number }],
    AuditPortionRow
  >;
  readonly purge: Statement<[string]>;
}

export function prepareAuditStatements(
  connection: Connection,
): AuditStatements {
  return {
    append: connection.prepare(`
      INSERT INTO audit_events (request_id, time, key_id, client, route, asked_model, served_model,
        attempts, status, outcome, input_tokens, output_tokens, cost_nano_usd, duration_ms)
      VALUES (@requestId, @time, @keyId, @client, @route, @askedModel, @servedModel,
        @attempts, @status, @outcome, @inputTokens, @outputTokens, @costNanoUsd, @durationMs)`),
    list: connection.prepare(
      `SELECT ${columns} ${matching} ORDER BY time DESC, sequence DESC LIMIT @limit OFFSET @offset`,
    ),
    count: connection
      .prepare<[Nullable<AuditQuery>], number>(`SELECT count(*) ${matching}`)
      .pluck(),
    portion: connection.prepare(
      `SELECT sequence, ${columns} FROM audit_events
       WHERE sequence > @after AND time >= @since ORDER BY sequence LIMIT @limit`,
    ),
    purge: connection.prepare("DELETE FROM audit_events WHERE time < ?"),
  };
}

export function auditRow(event: AuditEvent): AuditRow {
  return {
    ...event,
    keyId: event.keyId ?? null,
    askedModel: event.askedModel ?? null,
    servedModel: event.servedModel ?? null,
    inputTokens: event.inputTokens ?? null,
    outputTokens: event.outputTokens ?? null,
    costNanoUsd: event.costNanoUsd ?? null,
  };
}

export function auditEvent(row: AuditRow): AuditEvent {
  return withoutNulls(row) as AuditEvent;
}

export function auditQueryRow(query: AuditQuery): Nullable<AuditQuery> {
  return {
    ...query,
    since: query.since ?? null,
    until: query.until ?? null,
    keyId: query.keyId ?? null,
    outcome: query.outcome ?? null,
    model: query.model ?? null,
  };
}
