import { useMemo } from "react";
import { DataTable } from "#renderer/components/data-table.tsx";
import { whenFormat } from "#renderer/format/bucket.ts";
import { t } from "#renderer/messages/t.ts";
import { useHistory, type ShownHistory } from "#renderer/stores/activity.ts";
import { ActivityFrame } from "./activity-frame.tsx";
import styles from "./activity.module.css";
import { Budgets } from "./budgets.tsx";
import { columnsOfSums } from "./columns.ts";
import { exportBuckets } from "./export-history.ts";
import { groupSeries, useGroupNames } from "./groups.ts";
import { HistoryPlot, OverviewPlotCard } from "./history-plot.tsx";
import { overviewPlots } from "./measures.ts";
import { Figures, summaryOf } from "./summary-figures.tsx";

type Found = NonNullable<ShownHistory["found"]>;

/** Everything together: sums, plots, budgets, and each hour or day as a row. */
export function OverviewPage() {
  return (
    <ActivityFrame
      page="overview"
      shown={useHistory("model", "cost")}
      onExport={exportBuckets}
    >
      {(found) => <Overview found={found} />}
    </ActivityFrame>
  );
}

function Overview({ found }: { readonly found: Found }) {
  const { history } = found;
  const nameOf = useGroupNames("model");
  const series = useMemo(() => groupSeries(history, nameOf), [history, nameOf]);
  return (
    <>
      <Figures figures={summaryOf(history.total)} />
      <HistoryPlot
        title={t("activity.costByModel")}
        measure="cost"
        history={history}
        series={series}
        kind="bars"
        tall
      />
      <div className={styles.grid}>
        {overviewPlots.map((plot) => (
          <OverviewPlotCard key={plot.id} plot={plot} history={history} />
        ))}
      </div>
      <Budgets />
      <Buckets found={found} />
    </>
  );
}

function Buckets({ found: { history, readAt } }: { readonly found: Found }) {
  const { starts, buckets, unit } = history;
  // What has not begun yet has no figures.
  const rows = useMemo(
    () =>
      buckets
        .map((sums, place) => ({ ...sums, start: starts[place] ?? 0 }))
        .filter(({ start }) => start <= readAt),
    [buckets, starts, readAt],
  );
  const when = whenFormat(unit);
  return (
    <section className={styles.card} aria-label={t(`activity.table.${unit}`)}>
      <header className={styles.cardHeader}>
        <h2>{t(`activity.table.${unit}`)}</h2>
      </header>
      <DataTable
        label={t(`activity.table.${unit}`)}
        rows={rows}
        rowKey={({ start }) => String(start)}
        sorting={{ column: "start", descending: true }}
        columns={[
          {
            id: "start",
            label: t(`activity.column.${unit}`),
            sortBy: ({ start }) => start,
            cell: ({ start }) => when(start),
          },
          ...columnsOfSums<(typeof rows)[number]>(),
        ]}
      />
    </section>
  );
}
