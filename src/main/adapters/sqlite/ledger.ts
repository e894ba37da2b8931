import { AppError } from "#shared/errors/app-error.ts";
import type {
  Amount,
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
  type LedgerStatements,
  type Totals,
} from "./ledger-statements.ts";

const everything = "all";

export function createLedger(connection: Connection): Ledger {
  const statements = prepareLedgerStatements(connection);

  const { used, change, exceededBy } = createSums(statements);

  const reserve = connection.transaction(
    (reservation: Reservation, limits: readonly BudgetLimit[]) => {
      const { nanoUsd, tokens } = reservation;
      const wanted: Totals = { nanoUsd, tokens, requests: 1 };
      const exceeded = exceededBy(wanted, limits);
      if (exceeded !== undefined) return exceeded;
      statements.reserve.run(reservationRow(reservation));
      change(reservation, wanted);
      return undefined;
    },
  );

  const raise = connection.transaction(
    (id: string, amount: Amount, limits: readonly BudgetLimit[]) => {
      const row = statements.one.get(id);
      if (row === undefined) throw noReservation(id);
      if (row.settledAt !== null) return undefined;
      const more: Totals = {
        nanoUsd: amount.nanoUsd - row.nanoUsd,
        tokens: amount.tokens - row.tokens,
        requests: 0,
      };
      const exceeded = exceededBy(more, limits);
      if (exceeded !== undefined) return exceeded;
      statements.raise.run({ id, ...amount });
      change(row, more);
      return undefined;
    },
  );

  const settle = connection.transaction(
    (id: string, settlement: Settlement) => {
      const row = statements.one.get(id);
      if (row === undefined) throw noReservation(id);
      if (row.settledAt !== null) return;
      const settled = settlementRow(id, settlement);
      statements.settle.run(settled);
      change(row, difference(row, settled));
    },
  );

  return {
    reserve: (reservation, limits) => reserve.immediate(reservation, limits),
    raise: (id, amount, limits) => raise.immediate(id, amount, limits),
    settle: (id, settlement) => settle.immediate(id, settlement),
    // The sums already hold what was reserved, and it stands.
    settleLost: (settledAt) => statements.settleLost.run(settledAt).changes,
    used,
    activity: createActivityReader(connection),
  };
}

/** What the attempts of each scope and hour come to. */
function createSums(statements: LedgerStatements) {
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

  function exceededBy(
    wanted: Totals,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    return limits.find(
      (limit) => used(limit) + wanted[limit.measure] > limit.limit,
    );
  }

  return { used, change, exceededBy };
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

function noReservation(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no reservation ${id}.`,
    data: { id },
  });
}

/** The ISO text of an hour sorts like the time. */
function hourOf(time: string): string {
  return new Date(time).toISOString().slice(0, 13);
}
