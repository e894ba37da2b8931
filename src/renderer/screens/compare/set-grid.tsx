import { useVirtualizer } from "@tanstack/react-virtual";
import { CircleAlert, CircleCheck, CircleX, Clock } from "lucide-react";
import { memo, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Cell, PromptSet, SetRow } from "#shared/compare/prompt-set.ts";
import { ModelMark } from "#renderer/components/model-mark.tsx";
import { Spinner } from "#renderer/components/spinner.tsx";
import { describeError } from "#renderer/format/error.ts";
import { formatUsd } from "#renderer/format/money.ts";
import { formatCount, formatDuration } from "#renderer/format/numbers.ts";
import { SeriesContext } from "#renderer/components/series-context.ts";
import { seriesAmong } from "#renderer/components/series.ts";
import { t } from "#renderer/messages/t.ts";
import { instanceName } from "#renderer/stores/instances.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";
import type { OpenSet } from "#renderer/stores/prompt-sets-open.ts";
import { CellDialog } from "./cell-dialog.tsx";
import styles from "./set-grid.module.css";

const rowHeight = 112;

interface OpenCell {
  readonly row: number;
  readonly model: string;
}

/** Every prompt with the answer of each model; only rows near the view are drawn. */
export function SetGrid({
  store,
  set,
}: {
  readonly store: OpenSet;
  readonly set: PromptSet;
}) {
  const rows = useStore(store, (state) => state.rows);
  const total = useStore(store, (state) => state.total);
  const [open, setOpen] = useState<OpenCell>();
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => store.need(first, last), [store, first, last]);
  const minWidth = `calc(var(--space-48) + ${set.models.length + 1} * var(--sidebar))`;
  return (
    <div
      ref={frame}
      className={styles.grid}
      tabIndex={0}
      role="table"
      aria-label={t("compare.set.grid")}
      aria-rowcount={total + 1}
    >
      <div
        role="row"
        className={styles.head}
        style={{ minWidth }}
        aria-rowindex={1}
      >
        <span role="columnheader">{t("compare.set.number")}</span>
        <span role="columnheader">{t("compare.set.prompt")}</span>
        <SeriesContext value={seriesAmong(set.models)}>
          {set.models.map((model) => (
            <span key={model} role="columnheader" title={model}>
              <ModelMark modelRef={model} /> {nameOfModel(model)}
            </span>
          ))}
        </SeriesContext>
      </div>
      <div
        role="rowgroup"
        className={styles.rows}
        style={{ height: virtualizer.getTotalSize(), minWidth }}
      >
        {items.map((item) => (
          <Row
            key={item.key}
            index={item.index}
            top={item.start}
            row={rows[item.index]}
            onOpen={setOpen}
          />
        ))}
      </div>
      {total === 0 && <p className={styles.none}>{t("compare.set.noRows")}</p>}
      {open !== undefined && (
        <CellDialog
          store={store}
          set={set}
          row={open.row}
          model={open.model}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

const Row = memo(function Row({
  index,
  top,
  row,
  onOpen,
}: {
  readonly index: number;
  readonly top: number;
  readonly row: SetRow | undefined;
  readonly onOpen: (cell: OpenCell) => void;
}) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles.row}
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
    >
      <span role="cell" className={styles.number}>
        {formatCount((row?.row ?? index) + 1)}
      </span>
      <div role="cell" className={styles.prompt} title={row?.prompt}>
        {row?.prompt}
        {row?.problem !== undefined && (
          <p className={styles.problem}>
            <CircleAlert size={14} aria-hidden /> {row.problem}
          </p>
        )}
      </div>
      {row?.cells.map((cell) => (
        <div key={cell.model} role="cell">
          <button
            type="button"
            className={styles.cell}
            onClick={() => onOpen({ row: cell.row, model: cell.model })}
          >
            <CellState cell={cell} />
            <span className={styles.answer}>{answerOf(cell)}</span>
          </button>
        </div>
      ))}
    </div>
  );
});

function CellState({ cell }: { readonly cell: Cell }) {
  const { usage, timings } = cell;
  return (
    <span className={styles.state} data-status={statusOf(cell)}>
      <StatusIcon cell={cell} />
      {t(`compare.set.status.${statusOf(cell)}`)}
      {timings?.totalMs !== undefined && (
        <span>{formatDuration(timings.totalMs)}</span>
      )}
      {usage?.costNanoUsd !== undefined && usage.costNanoUsd > 0 && (
        <span>{formatUsd(usage.costNanoUsd)}</span>
      )}
    </span>
  );
}

type ShownStatus = Cell["status"] | "passed" | "not-passed";

function statusOf(cell: Cell): ShownStatus {
  if (cell.status !== "done" || cell.checks.length === 0) return cell.status;
  return cell.passed === true ? "passed" : "not-passed";
}

function StatusIcon({ cell }: { readonly cell: Cell }) {
  switch (statusOf(cell)) {
    case "pending":
      return <Clock size={14} aria-hidden />;
    case "running":
      return <Spinner size={14} />;
    case "failed":
      return <CircleAlert size={14} aria-hidden />;
    case "not-passed":
      return <CircleX size={14} aria-hidden />;
    case "done":
    case "passed":
      return <CircleCheck size={14} aria-hidden />;
  }
}

function answerOf({ error, answer, checks }: Cell): string {
  if (error !== undefined) {
    const instance = error.data["instance"];
    const names =
      typeof instance === "string" ? { instance: instanceName(instance) } : {};
    return describeError(error, names).sentence;
  }
  const failed = checks.find(({ passed }) => !passed)?.message;
  return failed === undefined ? answer : `${failed} ${answer}`;
}
