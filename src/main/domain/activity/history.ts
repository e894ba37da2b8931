import type { ActivityHistory, Measure } from "#shared/rpc/activity.ts";
import type { Buckets } from "./buckets.ts";
import {
  addEntry,
  addSums,
  finished,
  noSums,
  valueOf,
  type GrowingSums,
  type HistoryEntry,
} from "./sums.ts";

/** As many as there are colours, less the one for all others. */
const mostSeries = 7;

/** Sums by group and bucket; a bucket without calls is not there. */
type Cells = Map<string, (GrowingSums | undefined)[]>;

export interface HistoryTally {
  /** In order of time, from the first bucket's beginning. */
  add(entry: HistoryEntry): void;
  history(): ActivityHistory;
}

export function createHistoryTally(
  { unit, starts }: Buckets,
  measure: Measure,
): HistoryTally {
  const cells: Cells = new Map();
  let bucket = 0;
  return {
    add(entry) {
      while (entry.time >= (starts[bucket + 1] ?? Infinity)) bucket += 1;
      let row = cells.get(entry.group);
      if (row === undefined) {
        row = [];
        cells.set(entry.group, row);
      }
      addEntry((row[bucket] ??= noSums()), entry);
    },
    history() {
      const ranked = rank(cells, measure);
      const places = starts.map((_, place) => place);
      return {
        unit,
        starts: [...starts],
        total: finished(addSums([...cells.values()].flat())),
        buckets: places.map((place) => sumsAt(place, [...cells.values()])),
        groups: ranked,
        series: seriesOf(ranked, { cells, places, measure }),
      };
    },
  };
}

function rank(cells: Cells, measure: Measure): ActivityHistory["groups"] {
  const order = measure === "latency" ? "requests" : measure;
  return [...cells]
    .map(([group, row]) => ({ group, ...finished(addSums(row)) }))
    .toSorted(
      (left, right) =>
        (valueOf(right, order) ?? 0) - (valueOf(left, order) ?? 0) ||
        right.requests - left.requests,
    );
}

function seriesOf(
  ranked: ActivityHistory["groups"],
  {
    cells,
    places,
    measure,
  }: { cells: Cells; places: readonly number[]; measure: Measure },
): ActivityHistory["series"] {
  const values = (groups: ActivityHistory["groups"]) => {
    const rows = groups.map(({ group }) => cells.get(group) ?? []);
    return places.map((place) => valueOf(sumsAt(place, rows), measure));
  };
  const largest = ranked.slice(0, mostSeries);
  const others = ranked.slice(mostSeries);
  return [
    ...largest.map((each) => ({ group: each.group, values: values([each]) })),
    ...(others.length === 0 ? [] : [{ values: values(others) }]),
  ];
}

function sumsAt(place: number, rows: readonly (GrowingSums | undefined)[][]) {
  return finished(addSums(rows.map((row) => row[place])));
}
