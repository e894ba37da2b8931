import { useMemo } from "react";
import type { ActivityHistory, Measure } from "#shared/rpc/activity.ts";
import { Plot } from "#renderer/components/plot/plot.tsx";
import type { PlotSeries } from "#renderer/components/plot/plot-data.ts";
import { startFormat, whenFormat } from "#renderer/format/bucket.ts";
import { t } from "#renderer/messages/t.ts";
import { useShownTheme } from "#renderer/stores/app-theme.ts";
import styles from "./activity.module.css";
import {
  measureFormats,
  overviewSeries,
  type OverviewPlot,
} from "./measures.ts";

/** A titled plot of one measure over the buckets of a history. */
export function HistoryPlot({
  title,
  measure,
  history: { starts, unit },
  series,
  kind,
  tall = false,
}: {
  readonly title: string;
  readonly measure: Measure;
  readonly history: Pick<ActivityHistory, "starts" | "unit">;
  readonly series: readonly PlotSeries[];
  readonly kind: "bars" | "lines";
  readonly tall?: boolean;
}) {
  const theme = useShownTheme(({ shown }) => shown);
  return (
    <section className={styles.card} aria-label={title}>
      <header className={styles.cardHeader}>
        <h2>{title}</h2>
      </header>
      <Plot
        label={t("activity.plot", { title })}
        theme={theme}
        tall={tall}
        starts={starts}
        unit={unit}
        series={series}
        kind={kind}
        formatStart={startFormat(unit, starts.length)}
        formatWhen={whenFormat(unit)}
        {...measureFormats[measure]}
      />
    </section>
  );
}

/** One of the overview's small plots. */
export function OverviewPlotCard({
  plot,
  history,
}: {
  readonly plot: OverviewPlot;
  readonly history: ActivityHistory;
}) {
  const series = useMemo(
    () => overviewSeries(plot, history.buckets),
    [plot, history],
  );
  return (
    <HistoryPlot
      title={t(`activity.measure.${plot.measure}`)}
      measure={plot.measure}
      history={history}
      series={series}
      kind={plot.kind}
    />
  );
}
