import type { Tokens } from "marked";
import { memo } from "react";
import { InlineView } from "./inline-view.tsx";
import styles from "./markdown.module.css";

/** A table; while it grows only its last row is drawn anew. */
export function TableView({
  token,
  streaming,
}: {
  readonly token: Tokens.Table;
  readonly streaming: boolean;
}) {
  const lastRow = token.rows.length - 1;
  return (
    <div className={styles.tableFrame} tabIndex={-1}>
      <table>
        <thead>
          <tr>
            {token.header.map((cell, index) => (
              <th key={index} data-align={cell.align ?? undefined} scope="col">
                <InlineView tokens={cell.tokens} streaming={false} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <Row
              key={index}
              row={row}
              streaming={streaming && index === lastRow}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Row = memo(
  function Row({
    row,
    streaming,
  }: {
    readonly row: readonly Tokens.TableCell[];
    readonly streaming: boolean;
  }) {
    const lastWritten = row.findLastIndex((cell) => cell.text !== "");
    return (
      <tr>
        {row.map((cell, index) => (
          <td key={index} data-align={cell.align ?? undefined}>
            <InlineView
              tokens={cell.tokens}
              streaming={streaming && index === lastWritten}
            />
          </td>
        ))}
      </tr>
    );
  },
  (before, after) =>
    before.streaming === after.streaming &&
    before.row.length === after.row.length &&
    before.row.every((cell, index) => {
      const other = after.row[index];
      return (
        other?.text === cell.text &&
        other.align === cell.align &&
        !cell.text.includes("[")
      );
    }),
);
