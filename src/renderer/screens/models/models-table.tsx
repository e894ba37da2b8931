import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef } from "react";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { ModelMatch } from "#renderer/components/model-list/search.ts";
import type { SortKey } from "#renderer/components/model-list/select-models.ts";
import grid from "#renderer/components/row-grid.module.css";
import { ColumnHeader, TableHead } from "#renderer/components/table.tsx";
import { formatCount } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { useMessageSize } from "#renderer/stores/chat-message-size.ts";
import { ModelsRow } from "./models-row.tsx";
import { effectiveSort, pressColumn, useModelsView } from "./models-view.ts";
import styles from "./models.module.css";

const rowHeight = 38;
const headHeight = 32;
const overscan = 10;

/** The registry as a grid: one stop of the Tab key, arrows move within. Only rows in sight exist. */
export function ModelsTable({
  rows,
  favourites,
  selected,
  onSelect,
  onOpen,
}: {
  readonly rows: readonly ModelMatch[];
  readonly favourites: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly onSelect: (ref: string) => void;
  readonly onOpen: (model: ModelDescriptor) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const position = rows.findIndex(({ model }) => model.ref === selected);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    // The names of the columns lie over the top of the scrolled area.
    scrollPaddingStart: headHeight,
  });
  useEffect(() => {
    if (position >= 0) virtual.scrollToIndex(position, { align: "auto" });
  }, [position, virtual]);
  const rowId = (index: number) => `${id}-row-${index}`;
  return (
    <div
      className={grid.table}
      role="grid"
      aria-label={t("models.title")}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={position >= 0 ? rowId(position) : undefined}
      tabIndex={0}
    >
      <div className={grid.scroller} ref={scroller} role="presentation">
        <Columns />
        <div
          className={grid.rows}
          role="rowgroup"
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map((item) => {
            const match = rows[item.index];
            if (match === undefined) return null;
            return (
              <ModelsRow
                key={match.model.ref}
                id={rowId(item.index)}
                rowIndex={item.index + 2}
                offset={item.start}
                match={match}
                favourite={favourites.has(match.model.ref)}
                selected={match.model.ref === selected}
                onSelect={onSelect}
                onOpen={onOpen}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Columns() {
  const view = useModelsView();
  const sort = effectiveSort(view);
  function sortable(by: SortKey) {
    const down = by === "newest" || by === "context";
    const ascending = down === sort.reversed;
    return {
      sorted: sort.by === by ? (ascending ? "ascending" : "descending") : false,
      onSort: () => pressColumn(by),
    } as const;
  }
  return (
    <TableHead className={`${styles.row} ${grid.columns}`}>
      <ColumnHeader>
        <span className={styles.unseen}>{t("models.column.favourite")}</span>
      </ColumnHeader>
      <ColumnHeader {...sortable("name")}>
        {t("models.column.model")}
      </ColumnHeader>
      <ColumnHeader className={styles.figure} {...sortable("context")}>
        {t("models.column.context")}
      </ColumnHeader>
      <ColumnHeader className={styles.figure} {...sortable("price")}>
        {t("models.column.input")}
      </ColumnHeader>
      <ColumnHeader className={styles.figure} {...sortable("output")}>
        {t("models.column.output")}
      </ColumnHeader>
      <ColumnHeader className={styles.can}>
        {t("models.column.can")}
      </ColumnHeader>
      <ColumnHeader className={`${styles.figure} ${styles.message}`}>
        <MessageHeading />
      </ColumnHeader>
    </TableHead>
  );
}

/** Whose cost stands below: of the message that is being written, or of a usual one. */
function MessageHeading() {
  const { inputTokens, outputTokens } = useMessageSize();
  return (
    <span
      title={t("models.column.messageHelp", {
        input: formatCount(inputTokens),
        output: formatCount(outputTokens),
      })}
    >
      {t("models.column.message")}
    </span>
  );
}
