export interface PlotSeries {
  readonly id: string;
  readonly label: string;
  /** A colour as stylesheets write it, e.g. `var(--s1)`. */
  readonly color: string;
  /** One per bucket; null where there is nothing to draw. */
  readonly values: readonly (number | null)[];
}

/**
 * Bars stand on one another: each series is drawn from the floor to its own top over all below it,
 * the highest first, so that the lower ones cover it. Null where a series adds nothing.
 */
export function stacked(
  series: readonly PlotSeries[],
): readonly (readonly (number | null)[])[] {
  const length = series[0]?.values.length ?? 0;
  const floor = Array.from({ length }, () => 0);
  return series.map(({ values }) =>
    values.map((value, place) => {
      if (value === null || value === 0) return null;
      const top = (floor[place] ?? 0) + value;
      floor[place] = top;
      return top;
    }),
  );
}

/** Bars that carry a label: as many as there is room for, at even steps or where a month begins. */
export function labelledPlaces(
  {
    starts,
    unit,
  }: { readonly starts: readonly number[]; readonly unit: "hour" | "day" },
  most: number,
): readonly number[] {
  const places = starts.map((_, place) => place);
  const whole = unit === "hour" ? [1, 2, 3, 4, 6, 12, 24] : [1, 2, 7, 14];
  const step = whole.find((each) => places.length / each <= most);
  if (unit === "hour" || places.length <= longestByDays)
    return places.filter((place) => place % (step ?? places.length) === 0);
  const firsts = places.filter(
    (place) => new Date(starts[place] ?? 0).getDate() === 1,
  );
  const every =
    [1, 2, 3, 6, 12, 24, 60, 120].find(
      (each) => firsts.length / each <= most,
    ) ?? firsts.length;
  return firsts.filter((place) => {
    const date = new Date(starts[place] ?? 0);
    return (12 * date.getFullYear() + date.getMonth()) % every === 0;
  });
}

/** Days; beyond, months say more. */
const longestByDays = 93;
