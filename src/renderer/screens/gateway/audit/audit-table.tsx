import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { useEffect, useId, type KeyboardEvent, type RefObject } from "react";
import { Button } from "#renderer/components/button.tsx";
import grid from "#renderer/components/row-grid.module.css";
import { ColumnHeader, TableHead } from "#renderer/components/table.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  auditEventAt,
  auditRowCount,
  waitingAuditEvents,
  type AuditRows,
} from "#renderer/stores/gateway-audit-rows.ts";
import {
  needAuditRows,
  releaseAudit,
  setFollowingAudit,
} from "#renderer/stores/gateway-audit.ts";
import { AuditRow } from "./audit-row.tsx";
import styles from "./audit.module.css";

const rowHeight = 38;
const headHeight = 32;
const overscan = 12;
const pageRows = 12;

const columns = [
  "time",
  "key",
  "asked",
  "served",
  "status",
  "took",
  "cost",
] as const;

/** The audit as a grid: one stop of the Tab key, arrows move within. Only rows in sight exist. */
export function AuditTable({
  rows,
  selected,
  onSelect,
  scroller,
}: {
  readonly rows: AuditRows;
  /** Id of an event. */
  readonly selected: number | undefined;
  readonly onSelect: (id: number | undefined) => void;
  /** The grid itself: it scrolls, and it is what has the focus. */
  readonly scroller: RefObject<HTMLDivElement | null>;
}) {
  const id = useId();
  const count = auditRowCount(rows);
  const waiting = waitingAuditEvents(rows);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollPaddingStart: headHeight,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    needAuditRows(first, last);
  }, [first, last, rows]);
  // A row that someone looks at more closely is read, too.
  useEffect(() => {
    const atTop = (scroller.current?.scrollTop ?? 0) < rowHeight;
    setFollowingAudit(selected === undefined && atTop);
  }, [selected, scroller]);
  const position = items.find(
    ({ index }) => auditEventAt(rows, index)?.id === selected,
  )?.index;
  const rowId = (index: number) => `${id}-row-${index}`;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = moves[event.key]?.({ position: position ?? -1, count });
    if (next === undefined) return;
    event.preventDefault();
    virtual.scrollToIndex(next, { align: "auto" });
    const found = auditEventAt(rows, next);
    if (found !== undefined) onSelect(found.id);
  }

  return (
    <div className={grid.table}>
      <div
        className={grid.scroller}
        ref={scroller}
        role="grid"
        aria-label={t("gateway.page.audit")}
        aria-rowcount={count + 1}
        aria-activedescendant={
          position === undefined ? undefined : rowId(position)
        }
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={(event) =>
          setFollowingAudit(
            selected === undefined && event.currentTarget.scrollTop < rowHeight,
          )
        }
      >
        <TableHead className={`${styles.row} ${grid.columns}`}>
          {columns.map((column) => (
            <ColumnHeader key={column} className={styles[column]}>
              {t(`gateway.audit.column.${column}`)}
            </ColumnHeader>
          ))}
        </TableHead>
        <div
          className={grid.rows}
          role="rowgroup"
          style={{ height: virtual.getTotalSize() }}
        >
          {items.map((item) => {
            const event = auditEventAt(rows, item.index);
            return (
              <AuditRow
                key={event?.id ?? `row-${item.index}`}
                id={rowId(item.index)}
                rowIndex={item.index + 2}
                offset={item.start}
                event={event}
                selected={event !== undefined && event.id === selected}
                onSelect={onSelect}
              />
            );
          })}
        </div>
      </div>
      {waiting > 0 && (
        <div className={styles.waiting} role="status">
          <Button
            icon={<ArrowUp size={16} aria-hidden />}
            onClick={() => {
              // The button goes away; the grid takes its focus.
              scroller.current?.focus();
              scroller.current?.scrollTo({ top: 0 });
              onSelect(undefined);
              releaseAudit();
            }}
          >
            {t("gateway.audit.waiting", {
              count: waiting,
            })}
          </Button>
        </div>
      )}
    </div>
  );
}

type Move = (list: {
  /** -1 while nothing is selected. */
  readonly position: number;
  readonly count: number;
}) => number;

const moves: Readonly<Record<string, Move>> = {
  ArrowDown: ({ position, count }) => Math.min(count - 1, position + 1),
  ArrowUp: ({ position }) => Math.max(0, position - 1),
  PageDown: ({ position, count }) => Math.min(count - 1, position + pageRows),
  PageUp: ({ position }) => Math.max(0, position - pageRows),
  Home: () => 0,
  End: ({ count }) => count - 1,
};
