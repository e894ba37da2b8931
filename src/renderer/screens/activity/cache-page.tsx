import { Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "#renderer/components/button.tsx";
import { DataTable } from "#renderer/components/data-table.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import { formatUsd } from "#renderer/format/money.ts";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
} from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import {
  useKeptAnswers,
  type KeptAnswers,
} from "#renderer/stores/activity-cache.ts";
import { useSettings } from "#renderer/stores/settings.ts";
import { useHistory, type ShownHistory } from "#renderer/stores/activity.ts";
import { ActivityFrame } from "./activity-frame.tsx";
import styles from "./activity.module.css";
import { CacheModes } from "./cache-modes.tsx";
import { cacheRows, type CacheRow } from "./cache-rows.ts";
import { exportGroups } from "./export-history.ts";
import { GroupName } from "./group-name.tsx";
import { groupSeries, useGroupNames } from "./groups.ts";
import { HistoryPlot } from "./history-plot.tsx";
import { PurgeDialog, type Purge } from "./purge-dialog.tsx";
import { Figures, type Figure } from "./summary-figures.tsx";

type Found = NonNullable<ShownHistory["found"]>;

/** What the cache holds and has saved, by model; here it is emptied. */
export function CachePage() {
  const kept = useKeptAnswers();
  return (
    <ActivityFrame
      page="cache"
      shown={useHistory("model", "saved")}
      onExport={exportGroups}
    >
      {(found) => <Cache found={found} kept={kept} />}
    </ActivityFrame>
  );
}

function Cache({
  found: { history },
  kept,
}: {
  readonly found: Found;
  readonly kept: KeptAnswers;
}) {
  const nameOf = useGroupNames("model");
  const isOff = useSettings(({ cache }) => cache.isOff);
  const series = useMemo(() => groupSeries(history, nameOf), [history, nameOf]);
  const rows = useMemo(
    () => cacheRows(kept.models, history.groups),
    [kept.models, history],
  );
  const [purge, setPurge] = useState<Purge>();
  const { entries = 0, bytes = 0 } = kept.figures ?? {};
  return (
    <>
      <Figures figures={figuresOf(kept, history.total)} />
      <CacheModes />
      {history.total.cached > 0 && (
        <HistoryPlot
          title={t("cache.savedByModel")}
          measure="saved"
          history={history}
          series={series}
          kind="bars"
        />
      )}
      <section className={styles.card} aria-label={t("cache.byModel")}>
        <header className={styles.cardHeader}>
          <h2>{t("cache.byModel")}</h2>
          <Button
            variant="danger"
            size="small"
            icon={<Trash2 size={14} />}
            disabled={entries === 0}
            onClick={() => setPurge({ entries, bytes })}
          >
            {t("cache.purge.all")}
          </Button>
        </header>
        {rows.length === 0 ? (
          <p className={styles.note}>
            {t(isOff ? "cache.emptyOff" : "cache.empty")}
          </p>
        ) : (
          <CacheTable rows={rows} nameOf={nameOf} onPurge={setPurge} />
        )}
      </section>
      {purge !== undefined && (
        <PurgeDialog
          purge={purge}
          onClose={() => setPurge(undefined)}
          onPurged={kept.read}
        />
      )}
    </>
  );
}

function figuresOf(
  { figures }: KeptAnswers,
  { requests, cached, savedNanoUsd, savedMs }: Found["history"]["total"],
): readonly Figure[] {
  const { entries = 0, bytes = 0, limitBytes = 0 } = figures ?? {};
  return [
    { label: t("cache.entries"), value: formatCount(entries) },
    {
      label: t("cache.size"),
      value: formatBytes(bytes),
      detail: t("cache.limit", { limit: formatLimit(limitBytes) }),
    },
    {
      label: t("cache.rate"),
      value: formatPercent(requests === 0 ? 0 : cached / requests),
      detail: t("cache.hits", {
        hits: formatCount(cached),
        requests: formatCount(requests),
      }),
    },
    { label: t("cache.savedMoney"), value: formatUsd(savedNanoUsd) },
    { label: t("cache.savedTime"), value: formatDuration(savedMs) },
  ];
}

const megabyte = 1_048_576;

/** As it was set: in whole megabytes, which are binary there, or to the byte. */
function formatLimit(bytes: number): string {
  return bytes % megabyte === 0
    ? `${formatCount(bytes / megabyte)}\u00a0${t("settings.unit.megabytes", { count: bytes / megabyte }).trim()}`
    : formatBytes(bytes);
}

function CacheTable({
  rows,
  nameOf,
  onPurge,
}: {
  readonly rows: readonly CacheRow[];
  readonly nameOf: (group: { readonly group: string }) => string;
  readonly onPurge: (purge: Purge) => void;
}) {
  return (
    <DataTable
      label={t("cache.byModel")}
      rows={rows}
      rowKey={({ group }) => group}
      sorting={{ column: "bytes", descending: true }}
      columns={[
        {
          id: "name",
          label: t("activity.column.models"),
          sortBy: nameOf,
          cell: (row) => <GroupName group={row.group} name={nameOf(row)} />,
        },
        ...figureColumns,
        {
          id: "purge",
          label: "",
          cell: (row) =>
            row.entries > 0 && (
              <IconButton
                size="small"
                label={t("cache.purge.model", { model: nameOf(row) })}
                icon={<Trash2 size={14} />}
                onClick={() => onPurge({ ...row, model: nameOf(row) })}
              />
            ),
        },
      ]}
    />
  );
}

const figureColumns = (
  [
    ["entries", formatCount],
    ["bytes", formatBytes],
    ["cached", formatCount],
    ["savedNanoUsd", formatUsd],
    ["savedMs", formatDuration],
  ] as const
).map(([id, format]) => ({
  id,
  label: t(`cache.column.${id}`),
  sortBy: (row: CacheRow) => row[id],
  cell: (row: CacheRow) => (row[id] === 0 ? "" : format(row[id])),
}));
