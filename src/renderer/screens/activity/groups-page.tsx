import { useMemo } from "react";
import { measures } from "#shared/rpc/activity.ts";
import { DataTable } from "#renderer/components/data-table.tsx";
import { Segmented } from "#renderer/components/segmented.tsx";
import { t } from "#renderer/messages/t.ts";
import { useHistory, type ShownHistory } from "#renderer/stores/activity.ts";
import {
  showActivity,
  useActivityView,
} from "#renderer/stores/activity-view.ts";
import { ActivityFrame } from "./activity-frame.tsx";
import styles from "./activity.module.css";
import { columnsOfSums } from "./columns.ts";
import { exportGroups } from "./export-history.ts";
import { GroupName } from "./group-name.tsx";
import { groupSeries, useGroupNames, type Group } from "./groups.ts";
import { HistoryPlot } from "./history-plot.tsx";
import { groupedBy, type GroupsPageId } from "./pages.ts";

/** One measure over time by model, provider or key, and all measures of each as a row. */
export function GroupsPage({ page }: { readonly page: GroupsPageId }) {
  const measure = useActivityView((view) => view.measure);
  return (
    <ActivityFrame
      page={page}
      shown={useHistory(groupedBy[page], measure)}
      onExport={exportGroups}
    >
      {(found) => <Groups page={page} found={found} />}
    </ActivityFrame>
  );
}

function Groups({
  page,
  found: { history, query },
}: {
  readonly page: GroupsPageId;
  readonly found: NonNullable<ShownHistory["found"]>;
}) {
  const chosen = useActivityView((view) => view.measure);
  const { by, measure } = query;
  const nameOf = useGroupNames(by);
  const series = useMemo(() => groupSeries(history, nameOf), [history, nameOf]);
  return (
    <>
      <Segmented
        label={t("activity.measure")}
        value={chosen}
        options={measures.map((value) => ({
          value,
          label: t(`activity.measure.${value}`),
        }))}
        onChange={(value) => showActivity({ measure: value })}
      />
      <HistoryPlot
        title={t(`activity.measureBy.${page}`, {
          measure: t(`activity.measure.${measure}`),
        })}
        measure={measure}
        history={history}
        series={series}
        kind={measure === "latency" ? "lines" : "bars"}
        tall
      />
      <section className={styles.card} aria-label={t(`activity.page.${page}`)}>
        <DataTable
          label={t(`activity.page.${page}`)}
          rows={history.groups}
          rowKey={({ group }) => group}
          sorting={{ column: "costNanoUsd", descending: true }}
          columns={[
            {
              id: "name",
              label: t(`activity.column.${page}`),
              sortBy: nameOf,
              cell: (row) => <GroupName group={row.group} name={nameOf(row)} />,
            },
            ...columnsOfSums<Group>(),
          ]}
        />
      </section>
    </>
  );
}
