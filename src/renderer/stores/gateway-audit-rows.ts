import type { AuditEventView } from "#shared/gateway/audit.ts";

/**
 * The audit as a list that stands still: pages of what was there when it was opened, below what came
 * since. What comes while someone reads is held back until they ask for it.
 */
export interface AuditRows {
  /** Newest event that the pages know of. */
  readonly upTo: number;
  /** How many match in the pages; at least so many where it is capped. */
  readonly total: number;
  readonly totalIsCapped: boolean;
  readonly pages: ReadonlyMap<number, readonly AuditEventView[]>;
  /** Shown above the pages, newest first. */
  readonly newer: readonly AuditEventView[];
  /** Not shown yet, newest first. */
  readonly held: readonly AuditEventView[];
  /** Came as well, but only their number is known. */
  readonly missed: number;
}

export const auditPageSize = 100;
const mostHeld = 1_000;

export const noAuditRows: AuditRows = {
  upTo: 0,
  total: 0,
  totalIsCapped: false,
  pages: new Map(),
  newer: [],
  held: [],
  missed: 0,
};

export function auditRowCount(rows: AuditRows): number {
  return rows.newer.length + pagedCount(rows);
}

/** Past a capped total there is at least one page more until one of them turns out short. */
function pagedCount({ total, totalIsCapped, pages }: AuditRows): number {
  if (!totalIsCapped) return total;
  const last = Math.max(0, ...pages.keys());
  const found = pages.get(last)?.length ?? auditPageSize;
  return found < auditPageSize
    ? last * auditPageSize + found
    : Math.max(total, (last + 2) * auditPageSize);
}

/** The event of a row; absent while its page is not there. */
export function auditEventAt(
  { newer, pages }: AuditRows,
  index: number,
): AuditEventView | undefined {
  if (index < newer.length) return newer[index];
  const position = index - newer.length;
  return pages.get(Math.floor(position / auditPageSize))?.[
    position % auditPageSize
  ];
}

/** Numbers of the pages that rows `first` to `last` need and that are not there. */
export function missingAuditPages(
  rows: AuditRows,
  first: number,
  last: number,
): readonly number[] {
  const end = Math.min(last, auditRowCount(rows) - 1) - rows.newer.length;
  const start = Math.max(0, first - rows.newer.length);
  const missing: number[] = [];
  for (
    let page = Math.floor(start / auditPageSize);
    page * auditPageSize <= end;
    page += 1
  )
    if (!rows.pages.has(page)) missing.push(page);
  return missing;
}

export function withAuditPage(
  rows: AuditRows,
  page: number,
  events: readonly AuditEventView[],
): AuditRows {
  return { ...rows, pages: new Map(rows.pages).set(page, events) };
}

/** `events` came, oldest first, and `missed` more that nobody passed on. */
export function receiveAuditEvents(
  rows: AuditRows,
  events: readonly AuditEventView[],
  missed: number,
): AuditRows {
  const known = rows.held[0]?.id ?? rows.newer[0]?.id ?? rows.upTo;
  const fresh = events.filter(({ id }) => id > known).toReversed();
  const held = [...fresh, ...rows.held];
  return {
    ...rows,
    held: held.slice(0, mostHeld),
    missed: rows.missed + missed + Math.max(0, held.length - mostHeld),
  };
}

/** How many wait to be shown. */
export function waitingAuditEvents({ held, missed }: AuditRows): number {
  return held.length + missed;
}

/** What was held back goes to the top; undefined where only reading anew gives the whole list. */
export function releaseAuditEvents(rows: AuditRows): AuditRows | undefined {
  const newer = [...rows.held, ...rows.newer];
  if (rows.missed > 0 || newer.length > mostHeld) return undefined;
  return { ...rows, newer, held: [] };
}
