import type { ReactNode } from "react";
import type { ActivityHistory } from "#shared/rpc/activity.ts";
import type { DataColumn } from "#renderer/components/data-table.tsx";
import { formatUsd } from "#renderer/format/money.ts";
import { formatCount, formatDuration } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";

type Sums = ActivityHistory["total"];

const formats = {
  costNanoUsd: formatUsd,
  requests: formatCount,
  cached: formatCount,
  failed: formatCount,
  inputTokens: formatCount,
  outputTokens: formatCount,
  savedNanoUsd: formatUsd,
  firstTokenP50Ms: formatDuration,
  firstTokenP95Ms: formatDuration,
} as const satisfies Partial<Record<keyof Sums, (value: number) => string>>;

export type SumsColumn = keyof typeof formats;
export const sumsColumns = Object.keys(formats) as readonly SumsColumn[];

/** The figures of a row; nothing where there is none. */
export function columnsOfSums<Row extends Sums>(
  names: readonly SumsColumn[] = sumsColumns,
): readonly DataColumn<Row>[] {
  return names.map((name) => ({
    id: name,
    label: t(`activity.column.${name}`),
    sortBy: (row) => row[name],
    cell: (row): ReactNode => {
      const value = row[name];
      return value === undefined ? "" : formats[name](value);
    },
  }));
}
