import type { ActivityHistory, Measure } from "#shared/rpc/activity.ts";
import type { PlotSeries } from "#renderer/components/plot/plot-data.ts";
import { formatUsd, formatUsdMark } from "#renderer/format/money.ts";
import {
  formatCount,
  formatDuration,
  formatTokensShort,
} from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";

interface MeasureFormat {
  readonly formatValue: (value: number) => string;
  readonly formatMark: (value: number, step: number) => string;
}

const money: MeasureFormat = {
  formatValue: formatUsd,
  formatMark: formatUsdMark,
};

const count: MeasureFormat = {
  formatValue: formatCount,
  // Half a request is no mark.
  formatMark: (value) =>
    Number.isInteger(value) ? formatTokensShort(value) : "",
};

/** How values of each measure are written. */
export const measureFormats: Readonly<Record<Measure, MeasureFormat>> = {
  cost: money,
  saved: money,
  tokens: count,
  requests: count,
  errors: count,
  latency: { formatValue: formatDuration, formatMark: formatDuration },
};

type Sums = ActivityHistory["total"];

/** What each of the overview's plots draws: sums by bucket, in fixed colours. */
export const overviewPlots = [
  {
    id: "requests",
    measure: "requests",
    kind: "bars",
    lines: [
      { id: "answered", color: "var(--s1)", valueOf: answered },
      {
        id: "cached",
        color: "var(--s3)",
        valueOf: ({ cached }: Sums) => cached,
      },
      {
        id: "failed",
        color: "var(--bad)",
        valueOf: ({ failed }: Sums) => failed,
      },
    ],
  },
  {
    id: "tokens",
    measure: "tokens",
    kind: "bars",
    lines: [
      {
        id: "input",
        color: "var(--s1)",
        valueOf: (sums: Sums) => sums.inputTokens,
      },
      {
        id: "output",
        color: "var(--s2)",
        valueOf: (sums: Sums) => sums.outputTokens,
      },
    ],
  },
  {
    id: "saved",
    measure: "saved",
    kind: "bars",
    lines: [
      {
        id: "saved",
        color: "var(--s3)",
        valueOf: (sums: Sums) => sums.savedNanoUsd,
      },
    ],
  },
  {
    id: "latency",
    measure: "latency",
    kind: "lines",
    lines: [
      {
        id: "p50",
        color: "var(--s1)",
        valueOf: (sums: Sums) => sums.firstTokenP50Ms,
      },
      {
        id: "p95",
        color: "var(--s2)",
        valueOf: (sums: Sums) => sums.firstTokenP95Ms,
      },
    ],
  },
] as const satisfies readonly {
  readonly id: string;
  readonly measure: Measure;
  readonly kind: "bars" | "lines";
  readonly lines: readonly {
    readonly id: string;
    readonly color: string;
    readonly valueOf: (sums: Sums) => number | undefined;
  }[];
}[];

export type OverviewPlot = (typeof overviewPlots)[number];

function answered({ requests, cached, failed }: Sums): number {
  return requests - cached - failed;
}

export function overviewSeries(
  plot: OverviewPlot,
  buckets: ActivityHistory["buckets"],
): readonly PlotSeries[] {
  return plot.lines.map(({ id, color, valueOf }) => ({
    id,
    label: t(`activity.line.${id}`),
    color,
    values: buckets.map((sums) => valueOf(sums) ?? null),
  }));
}
