import type { Statement } from "better-sqlite3";
import type { Amount, Reservation, Settlement } from "#main/ports/ledger.ts";
import type { Connection } from "./connection.ts";

export type Values = readonly (string | number | null)[];

/** In the order of `reserve`: columns are bound by place, as by name costs a fifth more. */
export function reservationValues(reservation: Reservation): Values {
  return [
    reservation.id,
    reservation.reservedAt,
    reservation.instance,
    reservation.model,
    reservation.keyId ?? null,
    reservation.conversationId ?? null,
    reservation.comparisonId ?? null,
    reservation.nanoUsd,
    reservation.tokens,
  ];
}

/** In the order of `settle`, but for the id that comes last there. */
export function settlementValues(settlement: Settlement): Values {
  const { usage } = settlement;
  return [
    settlement.settledAt,
    settlement.outcome,
    settlement.errorCode ?? null,
    usage?.costNanoUsd ?? 0,
    usage?.costSource ?? null,
    settlement.savedNanoUsd ?? 0,
    settlement.savedMs ?? null,
    usage?.inputTokens ?? 0,
    usage?.outputTokens ?? 0,
    usage?.cachedInputTokens ?? null,
    usage?.cacheWriteTokens ?? null,
    usage?.reasoningTokens ?? null,
    settlement.firstTokenMs ?? null,
    settlement.totalMs ?? null,
  ];
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
  readonly reserve: Statement<[Values]>;
  readonly raise: Statement<[Amount & { readonly id: string }]>;
  readonly settle: Statement<[Values]>;
  /** Both at once. */
  readonly book: Statement<[Values]>;
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
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    raise: connection.prepare(`
      UPDATE ledger SET reserved_nano_usd = @nanoUsd, reserved_tokens = @tokens WHERE id = @id`),
    settle: connection.prepare(`
      UPDATE ledger SET settled_at = ?, outcome = ?, error_code = ?, cost_nano_usd = ?,
        cost_source = ?, saved_nano_usd = ?, saved_ms = ?, input_tokens = ?, output_tokens = ?,
        cached_input_tokens = ?, cache_write_tokens = ?, reasoning_tokens = ?, first_token_ms = ?,
        total_ms = ?
      WHERE id = ?`),
    book: connection.prepare(`
      INSERT INTO ledger (id, reserved_at, instance, model, key_id, conversation_id, comparison_id,
        reserved_nano_usd, reserved_tokens, settled_at, outcome, error_code, cost_nano_usd,
        cost_source, saved_nano_usd, saved_ms, input_tokens, output_tokens, cached_input_tokens,
        cache_write_tokens, reasoning_tokens, first_token_ms, total_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
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
