import { Parser } from "csv-parse";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { longestPrompt } from "#shared/compare/prompt-set.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { tooLong } from "#main/domain/prompt-sets/render-row.ts";
import type { RowPortion, SourceRow } from "#main/ports/row-reader.ts";

/** Bytes between two looks at what else waits. */
const portionBytes = 65_536;

/** Records of a CSV file with a header; quotes and column counts that are wrong are told per row. */
export async function* readCsv(text: string): AsyncIterable<RowPortion> {
  const bytes = Buffer.from(text);
  let header: readonly string[] | undefined;
  let rows: SourceRow[] = [];

  const take = (record: readonly string[]): null => {
    if (header === undefined) header = columnNames(record);
    else rows.push(toRow(header, record));
    // Taken here, so that nothing waits in the parser.
    return null;
  };
  const parser = new Parser({
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    // Text after a closing quote: the quotes are taken as text.
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_record: take,
    on_skip: (error) => {
      const reason = error?.message ?? "It cannot be read.";
      rows.push({ values: {}, problem: plainReason(reason) });
    },
  });
  let failure: Error | undefined;
  parser.on("error", (error) => (failure = error));
  parser.resume();
  for (let from = 0; from < bytes.length; from += portionBytes) {
    parser.write(bytes.subarray(from, from + portionBytes));
    await nextTurn();
    if (failure !== undefined) break;
    yield { columns: header ?? [], rows };
    rows = [];
  }
  if (failure === undefined) {
    parser.end();
    await once(parser, "close");
  }
  if (failure instanceof AppError) throw failure;
  if (failure !== undefined)
    rows.push({ values: {}, problem: plainReason(failure.message) });
  yield { columns: header ?? [], rows };
}

function columnNames(record: readonly string[]): readonly string[] {
  const names = record.map(
    (name, index) => name.trim() || `column ${index + 1}`,
  );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw new AppError("invalid-request", {
    message: `The header names the column “${twice}” twice.`,
    data: { parameter: "text" },
  });
}

function toRow(
  header: readonly string[],
  record: readonly string[],
): SourceRow {
  if (record.length !== header.length)
    return {
      values: {},
      problem: `It has ${counted(record.length, "value")}, and the header names ${counted(header.length, "column")}.`,
    };
  const long = record.findIndex((value) => value.length > longestPrompt);
  const value = record[long];
  if (value !== undefined)
    return {
      values: {},
      problem: `The value of ${header[long]} cannot be used. ${tooLong(value.length)}`,
    };
  return {
    values: Object.fromEntries(
      header.map((name, index) => [name, record[index] ?? ""]),
    ),
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The one of comma, semicolon and tab that the header uses most. */
function delimiterOf(text: string): string {
  const header = text.slice(0, 10_000).split(/\r?\n/, 1)[0] ?? "";
  const plain = header.replaceAll(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((delimiter) => ({
    delimiter,
    count: plain.split(delimiter).length,
  }));
  return counts.reduce((a, b) => (b.count > a.count ? b : a)).delimiter;
}

function plainReason(reason: string): string {
  const [first = reason] = reason.split("\n");
  if (first.startsWith("Quote Not Closed"))
    return "A quote opens here and is never closed.";
  return first;
}
