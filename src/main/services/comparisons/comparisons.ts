import { createComparisonColumns, type ComparisonColumns } from "./columns.ts";
import {
  createComparisonContext,
  type ComparisonDependencies,
} from "./dependencies.ts";
import {
  createComparisonCreation,
  type ComparisonCreation,
} from "./creation.ts";
import { exportComparison, type ExportedFile } from "./export.ts";
import { createComparisonOnward, type ComparisonOnward } from "./onward.ts";
import { createComparisonRows, type ComparisonRows } from "./rows.ts";
import { createComparisonTurns, type ComparisonTurns } from "./turns.ts";
import { createComparisonVoting, type ComparisonVoting } from "./voting.ts";

/**
 * Comparisons: each column is a hidden conversation, so replies, branches and costs are those of
 * chats. Throws `not-found`, `conflict`, `invalid-request`.
 */
export interface ComparisonService
  extends
    ComparisonRows,
    ComparisonCreation,
    ComparisonOnward,
    ComparisonColumns,
    ComparisonTurns,
    ComparisonVoting {
  export(id: string, format: "markdown" | "json"): ExportedFile;
}

export function createComparisonService(
  dependencies: ComparisonDependencies,
): ComparisonService {
  const context = createComparisonContext(dependencies);
  return {
    ...createComparisonRows(context),
    ...createComparisonCreation(context),
    ...createComparisonColumns(context),
    ...createComparisonOnward(context),
    ...createComparisonTurns(context),
    ...createComparisonVoting(context),
    export: (id, format) => exportComparison(context, id, format),
  };
}
