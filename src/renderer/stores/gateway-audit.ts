import { create } from "zustand";
import type { AuditFilter, AuditOutcome } from "#shared/gateway/audit.ts";
import { client, subscribe } from "#renderer/rpc/client.ts";
import { toastError } from "./app-errors.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";
import {
  auditPageSize,
  missingAuditPages,
  noAuditRows,
  receiveAuditEvents,
  releaseAuditEvents,
  withAuditPage,
  type AuditRows,
} from "./gateway-audit-rows.ts";

export const auditPeriods = ["hour", "day", "week", "month", "all"] as const;
export type AuditPeriod = (typeof auditPeriods)[number];

/** What a person chose to see. */
export interface AuditView {
  readonly period: AuditPeriod;
  /** A key's id; `null`: requests without a recognised key. */
  readonly keyId: string | null | undefined;
  readonly outcome: AuditOutcome | undefined;
  /** Part of the asked or the served model's id. */
  readonly model: string;
}

export const wholeAudit: AuditView = {
  period: "all",
  keyId: undefined,
  outcome: undefined,
  model: "",
};

/** The audit as far as it was looked at. */
export const useAudit = create<{
  readonly loading: Loading;
  readonly view: AuditView;
  readonly rows: AuditRows;
  /** The reader is at the top: what comes is shown at once. */
  readonly following: boolean;
}>(() => ({
  loading: { status: "loading" },
  view: wholeAudit,
  rows: noAuditRows,
  following: true,
}));

const hour = 3_600_000;
const periodMs: Readonly<Record<Exclude<AuditPeriod, "all">, number>> = {
  hour,
  day: 24 * hour,
  week: 7 * 24 * hour,
  month: 30 * 24 * hour,
};

/** The filter that a view stands for at this moment. */
export function auditFilter(view: AuditView, now: number): AuditFilter {
  const { period, keyId, outcome, model } = view;
  return {
    ...(period === "all"
      ? {}
      : { since: new Date(now - periodMs[period]).toISOString() }),
    ...(keyId === undefined ? {} : { keyId }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(model.trim() === "" ? {} : { model }),
  };
}

/** Counts views, so that what was asked for an earlier one is left alone. */
let generation = 0;
let filter: AuditFilter = {};
let stopWatching: (() => void) | undefined;
const asked = new Set<number>();
let readings = 0;

/** Follows the audit through the current view until the returned function is called. */
export function followAudit(): () => void {
  watch();
  return () => {
    generation += 1;
    stopWatching?.();
    stopWatching = undefined;
  };
}

export function showAudit(view: Partial<AuditView>): void {
  useAudit.setState((state) => ({ view: { ...state.view, ...view } }));
  if (stopWatching !== undefined) watch();
}

function watch(): void {
  stopWatching?.();
  filter = auditFilter(useAudit.getState().view, Date.now());
  const mine = ++generation;
  stopWatching = subscribe(
    (options) => client.audit.watch({ ...filter }, options),
    {
      onOpen: () => void loadAudit(),
      onEvent: ({ events, missed }) => {
        if (mine !== generation) return;
        const { rows, following } = useAudit.getState();
        useAudit.setState({ rows: receiveAuditEvents(rows, events, missed) });
        if (following) releaseAudit();
      },
      onError: fail,
    },
  );
}

/** Reads the list anew, from its newest event. */
export async function loadAudit(): Promise<void> {
  const mine = generation;
  readings += 1;
  try {
    const { events, newestId, ...totals } = await client.audit.query({
      ...filter,
      limit: auditPageSize,
    });
    if (mine !== generation) return;
    asked.clear();
    const came = useAudit
      .getState()
      .rows.held.filter(({ id }) => id > newestId)
      .toReversed();
    const rows = {
      ...noAuditRows,
      ...totals,
      upTo: newestId,
      pages: new Map([[0, events]]),
    };
    useAudit.setState({
      loading: { status: "ready" },
      rows: receiveAuditEvents(rows, came, 0),
    });
  } catch (error) {
    if (mine !== generation) return;
    fail(error);
  } finally {
    readings -= 1;
  }
}

/** Shows what was held back. */
export function releaseAudit(): void {
  const rows = releaseAuditEvents(useAudit.getState().rows);
  if (rows !== undefined) useAudit.setState({ rows });
  else if (readings === 0) void loadAudit();
}

/** Whether what comes may be shown at once, because nobody reads further down. */
export function setFollowingAudit(following: boolean): void {
  if (following === useAudit.getState().following) return;
  useAudit.setState({ following });
  if (following) releaseAudit();
}

/** Fetches the pages of these rows that are not there yet. */
export function needAuditRows(first: number, last: number): void {
  for (const page of missingAuditPages(useAudit.getState().rows, first, last))
    if (!asked.has(page)) void loadPage(page);
}

async function loadPage(page: number): Promise<void> {
  const mine = generation;
  const { upTo } = useAudit.getState().rows;
  asked.add(page);
  try {
    const { events } = await client.audit.query({
      ...filter,
      upTo,
      offset: page * auditPageSize,
      limit: auditPageSize,
    });
    const { rows } = useAudit.getState();
    if (mine !== generation || rows.upTo !== upTo) return;
    useAudit.setState({ rows: withAuditPage(rows, page, events) });
  } catch (error) {
    asked.delete(page);
    if (mine === generation) toastError(error);
  }
}

/** Told in the list's place while there is none, beside it later. */
function fail(error: unknown): void {
  if (useAudit.getState().loading.status === "ready") toastError(error);
  else
    useAudit.setState({
      loading: { status: "failed", error: toErrorJson(error) },
    });
}
