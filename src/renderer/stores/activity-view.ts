import { create } from "zustand";
import type { Measure } from "#shared/rpc/activity.ts";

export const rangeKinds = ["today", "week", "month", "year", "own"] as const;
export type RangeKind = (typeof rangeKinds)[number];

export interface ActivityView {
  readonly range: RangeKind;
  /** First and last day of a range of one's own, `2026-03-05`; empty: today. */
  readonly from: string;
  readonly to: string;
  readonly measure: Measure;
}

/** What the Activity screen shows; survives switching screens. */
export const useActivityView = create<ActivityView>(() => ({
  range: "month",
  from: "",
  to: "",
  measure: "cost",
}));

export function showActivity(change: Partial<ActivityView>): void {
  useActivityView.setState(change);
}

/** ISO times of a view's edges: whole days of this computer's calendar, today included. */
export function rangeOf(
  { range, from, to }: Omit<ActivityView, "measure">,
  now: Date,
): { readonly since: string; readonly until: string } {
  const year = now.getFullYear();
  const month = now.getMonth();
  const day = now.getDate();
  const tomorrow = new Date(year, month, day + 1);
  const first = {
    today: () => new Date(year, month, day),
    week: () => new Date(year, month, day - 6),
    month: () => new Date(year, month, day - 29),
    year: () => new Date(year - 1, month, day + 1),
    own: () => undefined,
  }[range]();
  if (first !== undefined) return edges(first, tomorrow);
  const [begin, last] = [from, to]
    .map((text) => parseDay(text) ?? new Date(year, month, day))
    .toSorted((left, right) => left.getTime() - right.getTime());
  if (begin === undefined || last === undefined) return edges(now, tomorrow);
  const end = new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1);
  return edges(begin, end);
}

function edges(since: Date, until: Date) {
  return { since: since.toISOString(), until: until.toISOString() };
}

function parseDay(text: string): Date | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined)
    return undefined;
  return new Date(Number(year), Number(month) - 1, Number(day));
}
