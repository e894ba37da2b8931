import { Hash, Quote } from "lucide-react";
import { useStore } from "zustand";
import type { MarkKind } from "#renderer/workers/differences/differences.ts";
import { t } from "#renderer/messages/t.ts";
import styles from "./compare-column.module.css";
import type { DifferenceView } from "./difference-view.ts";

/**
 * What only this column says and where it disagrees; a press goes through them. Its room is kept while
 * nothing is known, so that the answers stay where they are.
 */
export function ColumnSummaryRow({
  view,
  column,
}: {
  readonly view: DifferenceView;
  readonly column: string;
}) {
  const summary = useStore(view, (state) => state.summaries[column]);
  if (summary === undefined) return <div className={styles.summary} />;
  const percent = Math.round(summary.agreement * 100);
  const next = (kind: MarkKind) => () => goToNext(view, column, kind);
  return (
    <div className={styles.summary}>
      {summary.own > 0 && (
        <button type="button" className={styles.own} onClick={next("own")}>
          <Quote size={14} aria-hidden />
          {t("compare.summary.own", { count: summary.own })}
        </button>
      )}
      {summary.clashes > 0 && (
        <button type="button" className={styles.clash} onClick={next("clash")}>
          <Hash size={14} aria-hidden />
          {t("compare.summary.clashes", { count: summary.clashes })}
        </button>
      )}
      <span className={styles.agreement}>
        {t("compare.summary.agreement", { percent })}
      </span>
    </div>
  );
}

function goToNext(view: DifferenceView, column: string, kind: MarkKind): void {
  const { stops, current } = view.getState();
  const own = stops.flatMap((stop, index) =>
    stop.column === column && stop.kind === kind ? [index] : [],
  );
  const next = own.find((index) => current !== undefined && index > current);
  view.go(next ?? own[0] ?? -1);
}
