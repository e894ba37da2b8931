import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#renderer/components/button.tsx";
import { IconButton } from "#renderer/components/icon-button.tsx";
import styles from "./edit.module.css";

/** Rows of fields that can be changed, taken out and added to. */
export function RowList<Row>({
  rows,
  newRow,
  layout,
  locked,
  addLabel,
  removeLabel,
  onChange,
  children,
  note,
}: {
  readonly rows: readonly Row[];
  readonly newRow: Row;
  /** Class that sets the columns; the last one is for the way out. */
  readonly layout: string | undefined;
  readonly locked: boolean;
  readonly addLabel: string;
  /** `number` counts from 1. */
  readonly removeLabel: (number: number) => string;
  readonly onChange: (rows: readonly Row[]) => void;
  readonly children: (
    row: Row,
    index: number,
    set: (row: Row) => void,
  ) => ReactNode;
  /** Beside the button that adds. */
  readonly note?: ReactNode;
}) {
  return (
    <>
      {rows.map((row, index) => (
        <div key={index} className={layout}>
          {children(row, index, (next) => onChange(rows.with(index, next)))}
          <IconButton
            label={removeLabel(index + 1)}
            icon={<X size={16} />}
            disabled={locked}
            onClick={() => onChange(rows.toSpliced(index, 1))}
          />
        </div>
      ))}
      <div className={styles.foot}>
        <Button
          size="small"
          icon={<Plus size={14} />}
          disabled={locked}
          onClick={() => onChange([...rows, newRow])}
        >
          {addLabel}
        </Button>
        {note}
      </div>
    </>
  );
}
