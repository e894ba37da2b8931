import { Columns3 } from "lucide-react";
import { Button } from "#renderer/components/button.tsx";
import { EmptyState } from "#renderer/components/empty-state.tsx";
import { ErrorNotice } from "#renderer/components/error-notice.tsx";
import { SeriesContext } from "#renderer/components/series-context.ts";
import { seriesAmong } from "#renderer/components/series.ts";
import { SkeletonRows } from "#renderer/components/skeleton.tsx";
import type { Comparison } from "#shared/compare/comparison.ts";
import { useEffect, useMemo, useState } from "react";
import { t } from "#renderer/messages/t.ts";
import { commonErrorHandlers } from "#renderer/stores/app-errors.ts";
import {
  useComparison,
  useOpenComparison,
  type OpenComparison,
} from "#renderer/stores/comparisons-open.ts";
import { AskedRow } from "./asked-row.tsx";
import { letterOf, shuffled } from "./blind-order.ts";
import { CompareColumn } from "./compare-column.tsx";
import { CompareComposer } from "./compare-composer.tsx";
import { CompareDialogs, type CompareDialog } from "./compare-dialogs.tsx";
import { CompareHeader } from "./compare-header.tsx";
import styles from "./compare.module.css";
import {
  createDifferenceView,
  type DifferenceView,
} from "./difference-view.ts";
import { openNewComparison } from "./place.ts";
import { useColumns } from "./turns.ts";
import { useDifferenceKeys } from "./use-difference-keys.ts";
import { useAnnouncedColumns } from "./use-announced-columns.ts";

/** A stored comparison. */
export function ComparisonView({ id }: { readonly id: string }) {
  const store = useOpenComparison(id);
  const loading = useComparison(store, (state) => state.loading);
  const comparison = useComparison(store, (state) => state.comparison);
  const [view] = useState(createDifferenceView);
  useEffect(() => () => view.pause(), [view]);
  if (comparison !== undefined)
    return <Loaded store={store} comparison={comparison} view={view} />;
  if (loading.status === "failed" && loading.error.code === "not-found")
    return (
      <EmptyState
        icon={<Columns3 size={20} />}
        title={t("compare.gone")}
        action={
          <Button variant="primary" onClick={openNewComparison}>
            {t("compare.new")}
          </Button>
        }
      />
    );
  return (
    <div className={styles.waiting}>
      {loading.status === "failed" ? (
        <ErrorNotice
          error={loading.error}
          handlers={{ ...commonErrorHandlers, retry: () => void store.read() }}
        />
      ) : (
        <SkeletonRows label={t("common.loading")} rows={8} />
      )}
    </div>
  );
}

function Loaded({
  store,
  comparison,
  view,
}: {
  readonly store: OpenComparison;
  readonly comparison: Comparison;
  readonly view: DifferenceView;
}) {
  const votes = useComparison(store, (state) => state.votes);
  const [chosenTurn, setTurn] = useState<number>();
  const [dialog, setDialog] = useState<CompareDialog>();
  const columns = useColumns(comparison.columns);
  const turnCount = Math.max(0, ...columns.map(({ turns }) => turns.length));
  const turn = Math.min(chosenTurn ?? turnCount, Math.max(0, turnCount - 1));
  const { id, detail, base, blind, scrollTogether } = comparison;

  const replyIds = columns.flatMap(({ turns }) => turns[turn]?.reply?.id ?? []);
  const vote = votes.findLast(({ replies }) =>
    replies.some(({ messageId }) => replyIds.includes(messageId)),
  );
  const hidden = blind && vote === undefined;
  const shown = useMemo(() => {
    const withId = columns.map((each) => ({ ...each, id: each.column.id }));
    return blind ? shuffled(withId, `${id} ${turn}`) : withId;
  }, [columns, blind, id, turn]);

  const order = shown
    .map(({ id: columnId, turns }) =>
      [columnId, turns[turn]?.reply?.status === "streaming"].join(" "),
    )
    .join("\n");
  useEffect(() => {
    view.configure({
      columns: order.split("\n").map((line) => {
        const [columnId = "", writing] = line.split(" ");
        return { id: columnId, writing: writing === "true" };
      }),
      detail,
      base,
    });
  }, [view, order, detail, base]);
  useDifferenceKeys(view);
  useAnnouncedColumns(columns);

  const models = comparison.columns.map(({ model }) => model).join("\n");
  const series = useMemo(() => seriesAmong(models.split("\n")), [models]);
  return (
    <SeriesContext value={series}>
      <CompareHeader
        store={store}
        comparison={comparison}
        view={view}
        hidden={hidden}
        order={shown.map((each) => each.id)}
        onAddColumn={() => setDialog({ type: "add" })}
      />
      <AskedRow
        store={store}
        comparison={comparison}
        question={
          columns.find(({ turns }) => turns[turn])?.turns[turn]?.question
        }
        turn={turn}
        turnCount={turnCount}
        onTurn={setTurn}
        vote={vote}
        columns={shown}
        onSettings={() => setDialog({ type: "settings" })}
      />
      <div className={styles.columns} data-columns tabIndex={-1}>
        {shown.map((each, place) => (
          <CompareColumn
            key={`${each.id} ${turn}`}
            store={store}
            comparison={comparison}
            watched={each}
            turn={turn}
            view={view}
            letter={blind ? letterOf(place) : undefined}
            hidden={hidden}
            vote={vote}
            columns={shown}
            scrollTogether={scrollTogether}
            onDialog={setDialog}
          />
        ))}
      </div>
      <CompareComposer
        comparison={comparison}
        store={store}
        first={turnCount === 0}
        onSend={() => setTurn(undefined)}
        onMerge={() => setDialog({ type: "merge" })}
        mergeable={turnCount > 0}
      />
      <CompareDialogs
        dialog={dialog}
        store={store}
        comparison={comparison}
        onClose={() => setDialog(undefined)}
      />
    </SeriesContext>
  );
}
