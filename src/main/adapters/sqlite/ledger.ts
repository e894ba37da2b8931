import { AppError } from "#shared/errors/app-error.ts";
import type {
  BudgetLimit,
  Ledger,
  LedgerScopes,
  Reservation,
  Settlement,
} from "#main/ports/ledger.ts";
import type { Connection } from "./connection.ts";
import { createActivityReader } from "./ledger-activity.ts";
import {
  prepareLedgerStatements,
  reservationRow,
  settlementRow,
  type LedgerRow,
  type Totals,
} from "./ledger-statements.ts";

const everything = "all";

export function createLedger(connection: Connection): Ledger {
  const statements = prepareLedgerStatements(connection);

  function used({ measure, scope, since }: Omit<BudgetLimit, "limit">): number {
    const [name = everything] = scopeNames(scope);
    return (
      statements.totals.get({ scope: name, hour: hourOf(since) })?.[measure] ??
      0
    );
  }

  function change(row: ScopedTime, by: Totals): void {
    const hour = hourOf(row.reservedAt);
    for (const scope of [everything, ...scopeNames(row)])
      statements.change.run({ scope, hour, ...by });
  }

  const reserve = connection.transaction(
    (reservation: Reservation, limits: readonly BudgetLimit[]) => {
      const { nanoUsd, tokens } = reservation;
      const wanted: Totals = { nanoUsd, tokens, requests: 1 };
      const exceeded = limits.find(
        (limit) => used(limit) + wanted[limit.measure] > limit.limit,
      );
      if (exceeded !== undefined) return exceeded;
      statements.reserve.run(reservationRow(reservation));
      change(reservation, wanted);
      return undefined;
    },
  );

  const settle = connection.transaction(
    (id: string, settlement: Settlement) => {
      const row = statements.one.get(id);
      if (row === undefined) {
        throw new AppError("not-found", {
          message: `There is no reservation ${id}.`,
          data: { id },
        });
      }
      if (row.settledAt !== null) return;
      const settled = settlementRow(id, settlement);
      statements.settle.run(settled);
      change(row, difference(row, settled));
    },
  );

  return {
    reserve: (reservation, limits) => reserve.immediate(reservation, limits),
    settle: (id, settlement) => settle.immediate(id, settlement),
    // The sums already hold what was reserved, and it stands.
    settleLost: (settledAt) => statements.settleLost.run(settledAt).changes,
    used,
    activity: createActivityReader(connection),
  };
}

type ScopedTime = Pick<Reservation, "reservedAt"> & {
  readonly [Scope in keyof LedgerScopes]?: string | null | undefined;
};

function scopeNames(scopes: Omit<ScopedTime, "reservedAt">): string[] {
  const names = [
    ["key", scopes.keyId],
    ["conversation", scopes.conversationId],
    ["comparison", scopes.comparisonId],
  ] as const;
  return names.flatMap(([kind, id]) => (id ? [`${kind}:${id}`] : []));
}

function difference(
  reserved: LedgerRow,
  settled: ReturnType<typeof settlementRow>,
): Totals {
  return {
    nanoUsd: settled.costNanoUsd - reserved.nanoUsd,
    tokens: settled.inputTokens + settled.outputTokens - reserved.tokens,
    requests: 0,
  };
}

/** The ISO text of an hour sorts like the time. */
function hourOf(time: string): string {
  return new Date(time).toISOString().slice(0, 13);
}
