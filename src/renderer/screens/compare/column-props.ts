import type { Comparison, Vote } from "#shared/compare/comparison.ts";
import type { OpenComparison } from "#renderer/stores/comparisons-open.ts";
import type { CompareDialog } from "./compare-dialogs.tsx";
import type { DifferenceView } from "./difference-view.ts";
import type { WatchedColumn } from "./turns.ts";

/** What the parts of a column know of it and of the comparison around it. */
export interface ColumnProps {
  readonly store: OpenComparison;
  readonly comparison: Comparison;
  readonly watched: WatchedColumn;
  readonly turn: number;
  readonly view: DifferenceView;
  /** What stands for the name in blind mode. */
  readonly letter: string | undefined;
  readonly hidden: boolean;
  readonly vote: Vote | undefined;
  readonly columns: readonly WatchedColumn[];
  readonly scrollTogether: boolean;
  readonly onDialog: (dialog: CompareDialog) => void;
}
