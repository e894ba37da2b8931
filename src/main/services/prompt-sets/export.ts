import { csvLine } from "#shared/text/csv-line.ts";
import type {
  StoredCell,
  StoredPromptSet,
  StoredRow,
} from "#main/ports/prompt-set-store.ts";
import { breathe, type PromptSetDependencies } from "./dependencies.ts";

export type ExportFormat = "csv" | "jsonl" | "markdown";

/** Rows that are read at once. */
const portionRows = 50;

interface Format {
  head(set: StoredPromptSet): string;
  row(
    set: StoredPromptSet,
    row: StoredRow,
    cells: readonly StoredCell[],
  ): string;
}

/** Pieces of a file with every cell that ended and every row with a problem. */
export async function* exportSet(
  id: string,
  format: ExportFormat,
  { promptSets, clock }: PromptSetDependencies,
): AsyncGenerator<{ text: string }, void> {
  const set = promptSets.get(id);
  const { head, row: write } = formats[format];
  yield { text: head(set) };
  for (let from = 0; from < set.rows; from += portionRows) {
    const rows = promptSets.rowsFrom(id, from, portionRows);
    const places = rows.map(({ row }) => row);
    const cells = Map.groupBy(
      promptSets.cells(id, places, true),
      ({ row }) => row,
    );
    const texts = rows.map((row) => {
      const own = cells.get(row.row) ?? [];
      const ordered = set.models.flatMap((model) =>
        own.filter((cell) => cell.model === model),
      );
      return write(set, row, ordered);
    });
    yield { text: texts.join("") };
    await breathe(clock);
  }
}

const formats: Readonly<Record<ExportFormat, Format>> = {
  csv: {
    head: ({ variables }) =>
      csvLine([
        "row",
        ...variables,
        "sent_prompt",
        "model",
        "status",
        "passed",
        "answer",
        "problem",
        "input_tokens",
        "output_tokens",
        "cost_usd",
        "first_token_ms",
        "total_ms",
      ]),
    row: (set, row, cells) =>
      row.problem === undefined
        ? cells.map((cell) => csvCellLine(set, row, cell)).join("")
        : csvLine([...rowStart(set, row), "", "problem", "", "", row.problem]),
  },
  jsonl: {
    head: () => "",
    row: (_, { row, values, prompt, problem }, cells) =>
      (problem === undefined
        ? cells.map(({ answerCut: _cut, ...cell }) => ({
            values,
            prompt,
            ...cell,
          }))
        : [{ row, values, problem }]
      )
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
  },
  markdown: {
    head: ({ title, models }) =>
      [
        `# ${title}\n\n`,
        tableLine(["Row", "Prompt", ...models]),
        `|--:|---|${models.map(() => "---|").join("")}\n`,
      ].join(""),
    row: ({ models }, { row, prompt, problem }, cells) =>
      tableLine([
        String(row + 1),
        problem === undefined ? prompt : `*${problem}*`,
        ...models.map((model) =>
          markdownCell(cells.find((cell) => cell.model === model)),
        ),
      ]),
  },
};

function rowStart({ variables }: StoredPromptSet, row: StoredRow) {
  return [
    row.row + 1,
    ...variables.map((name) => row.values[name]),
    row.prompt,
  ];
}

function csvCellLine(
  set: StoredPromptSet,
  row: StoredRow,
  cell: StoredCell,
): string {
  const { usage, timings } = cell;
  const cost = usage?.costNanoUsd;
  return csvLine([
    ...rowStart(set, row),
    cell.model,
    cell.status,
    cell.passed === undefined ? "" : String(cell.passed),
    cell.answer,
    cell.error?.message ?? failures(cell),
    usage?.inputTokens,
    usage?.outputTokens,
    cost === undefined ? undefined : cost / 1e9,
    timings?.firstTokenMs,
    timings?.totalMs,
  ]);
}

function failures({ checks }: StoredCell): string {
  return checks
    .flatMap(({ message }) => (message === undefined ? [] : [message]))
    .join(" ");
}

function markdownCell(cell: StoredCell | undefined): string {
  if (cell === undefined) return "";
  const problem = cell.error?.message ?? failures(cell);
  return [cell.answer, ...(problem === "" ? [] : [`*${problem}*`])]
    .filter((text) => text !== "")
    .join("\n");
}

function tableLine(cells: readonly string[]): string {
  const escaped = cells.map((cell) =>
    cell
      .trim()
      .replaceAll(/[|\\]/g, String.raw`\$&`)
      .replaceAll(/\r?\n/g, "<br>"),
  );
  return `| ${escaped.join(" | ")} |\n`;
}
