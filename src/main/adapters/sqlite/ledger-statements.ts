import type { Statement } from "better-sqlite3";
import type { Reservation, Settlement } from "#main/ports/ledger.ts";
import type { Value } from "./commits/changes.ts";
import type { GroupCommit } from "./commits/group-commit.ts";
import type { Connection } from "./connection.ts";

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

/** What the ledger writes. Hot ones are bound by place: by name costs a fifth more. */
export const ledgerChanges = {
  /** A whole attempt: what was reserved, and how it ended. */
  book: `
    INSERT INTO ledger (id, reserved_at, instance, model, key_id, conversation_id, comparison_id,
      reserved_nano_usd, reserved_tokens, settled_at, outcome, error_code, cost_nano_usd,
      cost_source, saved_nano_usd, saved_ms, input_tokens, output_tokens, cached_input_tokens,
      cache_write_tokens, reasoning_tokens, first_token_ms, total_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  /** A note of an older program. */
  close: "DELETE FROM ledger_open WHERE batch = ?",
  /** Scope, hour, and what is added to its sums. */
  count: `
    INSERT INTO ledger_totals (scope, hour, nano_usd, tokens, requests) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (scope, hour) DO UPDATE SET nano_usd = nano_usd + excluded.nano_usd,
      tokens = tokens + excluded.tokens, requests = requests + excluded.requests`,
} as const;

export type LedgerCommits = GroupCommit<typeof ledgerChanges>;

/** What it reads. */
export interface LedgerStatements {
  /** Notes of open attempts that an older program left. */
  readonly leftOpen: Statement<[], OpenRow>;
  readonly isBooked: Statement<[{ id: string; reservedAt: string }], 1>;
  /** Among the newest rows: there is no index on ids, as each row would pay for it. */
  readonly wasBooked: Statement<[id: string], 1>;
  readonly totals: Statement<[scope: string, hour: string], Totals>;
}

export function prepareLedgerStatements(
  connection: Connection,
): LedgerStatements {
  return {
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
    totals: connection.prepare(`
      SELECT coalesce(sum(nano_usd), 0) AS nanoUsd, coalesce(sum(tokens), 0) AS tokens,
        coalesce(sum(requests), 0) AS requests
      FROM ledger_totals WHERE scope = ? AND hour >= ?`),
  };
}
