import type { Statement } from "better-sqlite3";
import type { Connection } from "../connection.ts";
import { eventColumns, type AuditRow, type PromptRow } from "./audit-rows.ts";

/** What the audit writes of a request; a prompt record follows its event. */
export const auditChanges = {
  append: `
    INSERT INTO audit_events (request_id, time, key_id, client, route, asked_model, served_model,
      local, fallback, attempts, status, outcome, error_code, error_message, input_tokens,
      output_tokens, cost_nano_usd, saved_nano_usd, cache_age_seconds, first_text_ms,
      duration_ms, tries)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  appendPrompt: `
    INSERT INTO prompt_records (sequence, mode, shape, prompt, reply, truncated)
    VALUES (last_insert_rowid(), ?, ?, ?, ?, ?)`,
  begin: `
    INSERT INTO open_requests (number, request_id, time, key_id, client, route, asked_model,
      served_model, attempts, status, duration_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  end: "DELETE FROM open_requests WHERE number = ?",
} as const;

export interface AuditStatements {
  readonly one: Statement<
    [number],
    AuditRow & { readonly id: number; readonly tries: string | null }
  >;
  readonly prompt: Statement<[number], PromptRow>;
  readonly old: Statement<[{ before: string; limit: number }], number>;
  readonly purge: Statement<[number]>;
  readonly purgePrompt: Statement<[number]>;
}

export function prepareAuditStatements(
  connection: Connection,
): AuditStatements {
  return {
    one: connection.prepare(
      `SELECT ${eventColumns}, tries FROM audit_events WHERE sequence = ?`,
    ),
    prompt: connection.prepare(
      "SELECT * FROM prompt_records WHERE sequence = ?",
    ),
    old: connection
      .prepare<[{ before: string; limit: number }], number>(
        "SELECT sequence FROM audit_events WHERE time < @before ORDER BY time LIMIT @limit",
      )
      .pluck(),
    purge: connection.prepare("DELETE FROM audit_events WHERE sequence = ?"),
    purgePrompt: connection.prepare(
      "DELETE FROM prompt_records WHERE sequence = ?",
    ),
  };
}
