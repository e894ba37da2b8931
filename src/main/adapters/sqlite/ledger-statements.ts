import type { Statement } from "better-sqlite3";
import type { Reservation, Settlement } from "#main/ports/ledger.ts";
import type { Connection } from "./connection.ts";

export type Value = string | number | null;

/** The first columns of `book`; the settlement's follow. */
export function reservationValues(reservation: Reservation): Value[] {
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

export function settlementValues(settlement: Settlement): Value[] {
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

export interface Totals {
  readonly nanoUsd: number;
  readonly tokens: number;
  readonly requests: number;
}

export interface OpenRow {
  readonly batch: number;
  /** JSON array of reservations. */
  readonly reservations: string;
}

type Change = [
  scope: string,
  hour: string,
  nanoUsd: number,
  tokens: number,
  requests: number,
];

/** Hot ones are bound by place and from arguments: by name costs a fifth more, from an array a tenth. */
export interface LedgerStatements {
  /** A whole attempt: what was reserved, and how it ended. */
  readonly book: Statement<Value[]>;
  readonly open: Statement<[reservations: string]>;
  readonly close: Statement<[batch: number | bigint]>;
  readonly leftOpen: Statement<[], OpenRow>;
  readonly isBooked: Statement<[{ id: string; reservedAt: string }], 1>;
  /** Among the newest rows: there is no index on ids, as each row would pay for it. */
  readonly wasBooked: Statement<[id: string], 1>;
  readonly change: Statement<Change>;
  readonly totals: Statement<[scope: string, hour: string], Totals>;
}

export function prepareLedgerStatements(
  connection: Connection,
): LedgerStatements {
  return {
    book: connection.prepare(`
      INSERT INTO ledger (id, reserved_at, instance, model, key_id, conversation_id, comparison_id,
        reserved_nano_usd, reserved_tokens, settled_at, outcome, error_code, cost_nano_usd,
        cost_source, saved_nano_usd, saved_ms, input_tokens, output_tokens, cached_input_tokens,
        cache_write_tokens, reasoning_tokens, first_token_ms, total_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    open: connection.prepare(
      "INSERT INTO ledger_open (reservations) VALUES (?)",
    ),
    close: connection.prepare("DELETE FROM ledger_open WHERE batch = ?"),
    leftOpen: connection.prepare(
      "SELECT batch, reservations FROM ledger_open ORDER BY batch",
    ),
    isBooked: connection
      .prepare<[{ id: string; reservedAt: string }], 1>(
        "SELECT 1 FROM ledger WHERE reserved_at = @reservedAt AND id = @id",
      )
      .pluck(),
    wasBooked: connection
      .prepare<[string], 1>(
        `SELECT 1 FROM (SELECT id FROM ledger ORDER BY sequence DESC LIMIT 10000) WHERE id = ?`,
      )
      .pluck(),
    change: connection.prepare(`
      INSERT INTO ledger_totals (scope, hour, nano_usd, tokens, requests) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (scope, hour) DO UPDATE SET nano_usd = nano_usd + excluded.nano_usd,
        tokens = tokens + excluded.tokens, requests = requests + excluded.requests`),
    totals: connection.prepare(`
      SELECT coalesce(sum(nano_usd), 0) AS nanoUsd, coalesce(sum(tokens), 0) AS tokens,
        coalesce(sum(requests), 0) AS requests
      FROM ledger_totals WHERE scope = ? AND hour >= ?`),
  };
}
