import type { Writable } from "#shared/writable.ts";
import type {
  BudgetLimit,
  LedgerScopes,
  Reservation,
} from "#main/ports/ledger.ts";
import type {
  LedgerCommits,
  LedgerStatements,
  Totals,
} from "./ledger-statements.ts";

const everything = "all";
const maxRanges = 1_000;

/** Where an attempt counts. */
export interface Place {
  /** ISO text of the hour in UTC. */
  readonly hour: string;
  readonly scopes: readonly string[];
}

type Sums = Writable<Totals>;

/** What a scope has used since an hour. */
interface Range {
  readonly first: string;
  readonly sums: Sums;
}

const none: readonly Range[] = [];

export function placeOf(reservation: Reservation): Place {
  const scopes = scopeNames(reservation);
  scopes.push(everything);
  return { hour: hourOf(reservation.reservedAt), scopes };
}

function scopeNames(scopes: LedgerScopes): string[] {
  const { keyId, conversationId, comparisonId } = scopes;
  const names: string[] = [];
  if (keyId) names.push(`key:${keyId}`);
  if (conversationId) names.push(`conversation:${conversationId}`);
  if (comparisonId) names.push(`comparison:${comparisonId}`);
  return names;
}

export interface LedgerTotalsOptions {
  readonly commits: Pick<LedgerCommits, "note" | "settle">;
  readonly statement: LedgerStatements["totals"];
  /** What counts beside what is written. */
  readonly open: () => Iterable<Place & Totals>;
}

/**
 * Sums by scope and hour. Those that are asked for with every call are read once and then kept up to
 * date in memory: this program alone writes here.
 */
export class LedgerTotals {
  readonly #options: LedgerTotalsOptions;
  /** By scope; few for each, and walked with every call, which a list is quicker for. */
  readonly #known = new Map<string, Range[]>();
  /** Changes of this transaction that are not written yet, by hour and scope. */
  readonly #changes = new Map<string, Map<string, Sums>>();
  #size = 0;

  constructor(options: LedgerTotalsOptions) {
    this.#options = options;
  }

  used({ measure, scope, since }: Omit<BudgetLimit, "limit">): number {
    const [name = everything] = scopeNames(scope);
    return this.#sums(name, hourOf(since))[measure];
  }

  exceededBy(
    wanted: Totals,
    limits: readonly BudgetLimit[],
  ): BudgetLimit | undefined {
    return limits.find(
      (limit) => this.used(limit) + wanted[limit.measure] > limit.limit,
    );
  }

  /** Counts what is open, or with negative figures does not any more. */
  count({ hour, scopes }: Place, by: Totals): void {
    for (const scope of scopes) {
      const known = this.#known.get(scope) ?? none;
      for (const { first, sums } of known) if (first <= hour) add(sums, by);
    }
  }

  /** Counts what is booked in this transaction. */
  book(place: Place, taken: Totals): void {
    const { hour, scopes } = place;
    let changes = this.#changes.get(hour);
    if (changes === undefined) this.#changes.set(hour, (changes = new Map()));
    for (const scope of scopes) {
      const change = changes.get(scope);
      if (change === undefined) changes.set(scope, { ...taken });
      else add(change, taken);
    }
    this.count(place, taken);
  }

  /** Writes what changed: before its transaction ends, in one statement for each sum. */
  write(): void {
    const { commits } = this.#options;
    for (const [hour, changes] of this.#changes)
      for (const [scope, { nanoUsd, tokens, requests }] of changes)
        commits.note("count", scope, hour, nanoUsd, tokens, requests);
    this.#changes.clear();
  }

  /** What was changed may have been undone, so that everything is read again. */
  forget(): void {
    this.#changes.clear();
    this.#forgetSums();
  }

  #sums(scope: string, hour: string): Totals {
    const known = this.#known.get(scope) ?? none;
    for (const { first, sums } of known) if (first === hour) return sums;
    const sums = this.#read(scope, hour);
    if (this.#size >= maxRanges) this.#forgetSums();
    const ofScope = this.#known.get(scope) ?? [];
    ofScope.push({ first: hour, sums });
    this.#known.set(scope, ofScope);
    this.#size += 1;
    return sums;
  }

  #read(scope: string, first: string): Sums {
    const { commits, statement, open } = this.#options;
    const sums = { nanoUsd: 0, tokens: 0, requests: 0 };
    commits.settle();
    const written = statement.get(scope, first);
    if (written !== undefined) add(sums, written);
    for (const [hour, changes] of this.#changes) {
      const change = hour >= first ? changes.get(scope) : undefined;
      if (change !== undefined) add(sums, change);
    }
    for (const each of open())
      if (each.hour >= first && each.scopes.includes(scope)) add(sums, each);
    return sums;
  }

  #forgetSums(): void {
    this.#known.clear();
    this.#size = 0;
  }
}

function add(sums: Sums, by: Totals): void {
  sums.nanoUsd += by.nanoUsd;
  sums.tokens += by.tokens;
  sums.requests += by.requests;
}

/** The ISO text of an hour in UTC sorts like the time. */
function hourOf(time: string): string {
  const isUtc = time.length === 24 && time.endsWith("Z");
  return (isUtc ? time : new Date(time).toISOString()).slice(0, 13);
}
