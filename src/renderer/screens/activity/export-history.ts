import { csvLine } from "#shared/text/csv-line.ts";
import type { ShownHistory } from "#renderer/stores/activity.ts";
import { saveText } from "#renderer/stores/app-download.ts";

type Found = NonNullable<ShownHistory["found"]>;
type Format = "csv" | "json";
type Sums = Found["history"]["total"];

/** Each hour or day as a record. */
export function exportBuckets(found: Found, format: Format): void {
  const { starts, buckets, unit } = found.history;
  save(found, format, {
    first: unit,
    rows: buckets.map((sums, place) => [
      new Date(starts[place] ?? 0).toISOString(),
      sums,
    ]),
  });
}

/** Each model, provider or key as a record. */
export function exportGroups(found: Found, format: Format): void {
  const { by } = found.query;
  const rows = found.history.groups.map(
    (row) => [row.name ?? row.group, row] as const,
  );
  save(found, format, { first: by, rows });
}

function save(
  { query, history }: Found,
  format: Format,
  table: {
    readonly first: string;
    readonly rows: readonly (readonly [string, Sums])[];
  },
): void {
  const days = [query.since, query.until].map((time) => time.slice(0, 10));
  const fileName = `modeldocker-${table.first}-${days.join("-to-")}.${format}`;
  const text =
    format === "csv"
      ? csvOf(table)
      : `${JSON.stringify({ ...query, ...history }, undefined, 2)}\n`;
  const mediaType = format === "csv" ? "text/csv" : "application/json";
  saveText({ fileName, mediaType, text });
}

const csvColumns = {
  requests: ({ requests }) => requests,
  from_cache: ({ cached }) => cached,
  failed: ({ failed }) => failed,
  input_tokens: ({ inputTokens }) => inputTokens,
  output_tokens: ({ outputTokens }) => outputTokens,
  cost_usd: ({ costNanoUsd }) => dollars(costNanoUsd),
  saved_usd: ({ savedNanoUsd }) => dollars(savedNanoUsd),
  saved_ms: ({ savedMs }) => Math.round(savedMs),
  first_token_p50_ms: ({ firstTokenP50Ms }) => firstTokenP50Ms,
  first_token_p95_ms: ({ firstTokenP95Ms }) => firstTokenP95Ms,
} as const satisfies Record<
  string,
  (sums: Sums) => string | number | undefined
>;

/** Pure. */
export function csvOf({
  first,
  rows,
}: {
  readonly first: string;
  readonly rows: readonly (readonly [string, Sums])[];
}): string {
  const cells = Object.values(csvColumns);
  return [
    csvLine([first, ...Object.keys(csvColumns)]),
    ...rows.map(([name, sums]) =>
      csvLine([name, ...cells.map((cell) => cell(sums))]),
    ),
  ].join("");
}

/** Exact to the billionth, and never in powers of ten. */
function dollars(nanoUsd: number): string {
  const digits = String(nanoUsd).padStart(10, "0");
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}
