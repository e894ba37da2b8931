import type { Statement } from "better-sqlite3";
import type { Amount, Reservation, Settlement } from "#main/ports/ledger.ts";
import type { Connection } from "./connection.ts";

export function reservationRow(reservation: Reservation) {
  return {
    ...reservation,
    keyId: reservation.keyId ?? null,
    conversationId: reservation.conversationId ?? null,
    comparisonId: reservation.comparisonId ?? null,
  };
}

export function settlementRow(id: string, settlement: Settlement) {
  const { usage } = settlement;
  return {
    id,
    settledAt: settlement.settledAt,
    outcome: settlement.outcome,
    errorCode: settlement.errorCode ?? null,
    costNanoUsd: usage?.costNanoUsd ?? 0,
    costSource: usage?.costSource ?? null,
    savedNanoUsd: settlement.savedNanoUsd ?? 0,
    savedMs: settlement.savedMs ?? null,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    cachedInputTokens: usage?.cachedInputTokens ?? null,
    cacheWriteTokens: usage?.cacheWriteTokens ?? null,
    reasoningTokens: usage?.reasoningTokens ?? null,
    firstTokenMs: settlement.firstTokenMs ?? null,
    totalMs: settlement.totalMs ?? null,
  };
}

export interface LedgerRow {
  readonly keyId: string | null;
  readonly conversationId: string | null;
  readonly comparisonId: string | null;
  readonly reservedAt: string;
  readonly settledAt: string | null;
  readonly nanoUsd: number;
  readonly tokens: number;
}

/** What is added to the sums of one scope and hour; negative to give back. */
export interface TotalChange {
  readonly scope: string;
  readonly hour: string;
  readonly nanoUsd: number;
  readonly tokens: number;
  readonly requests: number;
}

export interface Totals {
  readonly nanoUsd: number;
  readonly tokens: number;
  readonly requests: number;
}

export interface LedgerStatements {
  readonly reserve: Statement<[ReturnType<typeof reservationRow>]>;
  readonly raise: Statement<[Amount & { readonly id: string }]>;
  readonly settle: Statement<[ReturnType<typeof settlementRow>]>;
  readonly settleLost: Statement<[string]>;
  readonly one: Statement<[string], LedgerRow>;
  readonly change: Statement<[TotalChange]>;
  readonly totals: Statement<[{ scope: string; hour: string }], Totals>;
}

export function prepareLedgerStatements(
  connection: Connection,
): LedgerStatements {
  return {
    reserve: connection.prepare(`
      INSERT INTO ledger (id, reserved_at, instance, model, key_id, conversation_id,
        comparison_id, reserved_nano_usd, reserved_tokens)
      VALUES (@id, @reservedAt, @instance, @model, @keyId, @conversationId,
        @comparisonId, @nanoUsd, @tokens)`),
    raise: connection.prepare(`
      UPDATE ledger SET reserved_nano_usd = @nanoUsd, reserved_tokens = @tokens WHERE id = @id`),
    settle: connection.prepare(`
      UPDATE ledger SET settled_at = @settledAt, outcome = @outcome, error_code = @errorCode,
        cost_nano_usd = @costNanoUsd, cost_source = @costSource, saved_nano_usd = @savedNanoUsd,
        saved_ms = @savedMs,
        input_tokens = @inputTokens, output_tokens = @outputTokens,
        cached_input_tokens = @cachedInputTokens, cache_write_tokens = @cacheWriteTokens,
        reasoning_tokens = @reasoningTokens, first_token_ms = @firstTokenMs, total_ms = @totalMs
      WHERE id = @id`),
    settleLost: connection.prepare(`
      UPDATE ledger SET settled_at = ?, outcome = 'lost', cost_nano_usd = reserved_nano_usd,
        cost_source = 'estimate', saved_nano_usd = 0, input_tokens = 0, output_tokens = 0
      WHERE settled_at IS NULL`),
    one: connection.prepare(`
      SELECT key_id AS keyId, conversation_id AS conversationId, comparison_id AS comparisonId,
        reserved_at AS reservedAt, settled_at AS settledAt, reserved_nano_usd AS nanoUsd,
        reserved_tokens AS tokens
      FROM ledger WHERE id = ?`),
    change: connection.prepare(`
      INSERT INTO ledger_totals (scope, hour, nano_usd, tokens, requests)
      VALUES (@scope, @hour, @nanoUsd, @tokens, @requests)
      ON CONFLICT (scope, hour) DO UPDATE SET nano_usd = nano_usd + excluded.nano_usd,
        tokens = tokens + excluded.tokens, requests = requests + excluded.requests`),
    totals: connection.prepare(`
      SELECT coalesce(sum(nano_usd), 0) AS nanoUsd, coalesce(sum(tokens), 0) AS tokens,
        coalesce(sum(requests), 0) AS requests
      FROM ledger_totals WHERE scope = @scope AND hour >= @hour`),
  };
}
