import type { Settings } from "#shared/settings/schema.ts";
import { startOfDay, startOfMonth } from "#main/domain/budget/periods.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { BudgetLimit, LedgerScopes } from "#main/ports/ledger.ts";

export type BudgetName = "day" | "month" | "chat";

/** A bound that the user's settings draw. */
export interface Budget {
  readonly name: BudgetName;
  readonly limit: BudgetLimit;
}

const nanoUsdPerCent = 10_000_000;

export interface BudgetDependencies {
  readonly clock: Clock;
  readonly settings: () => Settings;
  /** Minutes east of UTC, for the edges of days and months. */
  readonly utcOffsetMinutes: () => number;
}

/** The bounds that hold for a call of these scopes. A bound of 0 is none. */
export function budgetsFor(
  scopes: LedgerScopes,
  { clock, settings, utcOffsetMinutes }: BudgetDependencies,
): readonly Budget[] {
  const { budgetPerDayCents, budgetPerMonthCents, budgetPerChatCents } =
    settings();
  // Asked several times for each call; most people draw none.
  if (!budgetPerDayCents && !budgetPerMonthCents && !budgetPerChatCents)
    return [];
  const now = clock.now();
  const offset = utcOffsetMinutes();
  const chat = chatScope(scopes);
  const rows: readonly Row[] = [
    { name: "day", cents: budgetPerDayCents, since: startOfDay(now, offset) },
    {
      name: "month",
      cents: budgetPerMonthCents,
      since: startOfMonth(now, offset),
    },
    { name: "chat", cents: chat ? budgetPerChatCents : 0, since: 0 },
  ];
  return rows
    .filter(({ cents }) => cents > 0)
    .map(({ name, cents, since }) => ({
      name,
      limit: {
        measure: "nanoUsd",
        scope: name === "chat" && chat !== undefined ? chat : {},
        since: new Date(since).toISOString(),
        limit: cents * nanoUsdPerCent,
      },
    }));
}

interface Row {
  readonly name: BudgetName;
  readonly cents: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** A comparison is bounded as one chat. */
function chatScope(scopes: LedgerScopes): LedgerScopes | undefined {
  const { conversationId, comparisonId } = scopes;
  if (comparisonId !== undefined) return { comparisonId };
  return conversationId === undefined ? undefined : { conversationId };
}
