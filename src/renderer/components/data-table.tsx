import { ArrowDown, ArrowUp } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import styles from "./data-table.module.css";
import tableStyles from "./table.module.css";

export interface DataColumn<Row> {
  readonly id: string;
  readonly label: string;
  /** What it is sorted by; absent: it is not. Undefined values come last. */
  readonly sortBy?: (row: Row) => number | string | undefined;
  readonly cell: (row: Row) => ReactNode;
}

interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** Figures in rows; the first column names the row. A press on a column sorts by it, a second turns it round. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  sorting: initial,
}: {
  readonly label: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly sorting: Sorting;
}) {
  const [sorting, setSorting] = useState(initial);
  const sorted = useMemo(
    () => sortRows(rows, columns, sorting),
    [rows, columns, sorting],
  );
  return (
    <div className={styles.frame} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head
                key={column.id}
                column={column}
                sorting={sorting}
                onSort={setSorting}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ id, cell }, place) =>
                place === 0 ? (
                  <th key={id} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={id}>{cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({
  column: { id, label, sortBy },
  sorting: { column, descending },
  onSort,
}: {
  readonly column: DataColumn<Row>;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}) {
  const active = column === id;
  const Arrow = descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={active ? (descending ? "descending" : "ascending") : undefined}
    >
      {sortBy === undefined ? (
        label
      ) : (
        <button
          type="button"
          className={tableStyles.sort}
          data-active={active}
          onClick={() =>
            onSort({ column: id, descending: active ? !descending : true })
          }
        >
          {label}
          {active && <Arrow size={14} aria-hidden />}
        </button>
      )}
    </th>
  );
}

/** Pure; rows that are alike keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly DataColumn<Row>[],
  { column, descending }: Sorting,
): readonly Row[] {
  const sortBy = columns.find(({ id }) => id === column)?.sortBy;
  if (sortBy === undefined) return rows;
  return rows.toSorted((left, right) => {
    const [a, b] = [sortBy(left), sortBy(right)];
    if (a === undefined || b === undefined)
      return Number(a === undefined) - Number(b === undefined);
    const order =
      typeof a === "number" && typeof b === "number"
        ? a - b
        : String(a).localeCompare(String(b));
    return descending ? -order : order;
  });
}
