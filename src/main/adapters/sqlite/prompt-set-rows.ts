import type { SetState } from "#shared/compare/prompt-set.ts";
import type {
  CellCounts,
  GridRow,
  PromptSetPatch,
  StoredCell,
  StoredPromptSet,
  StoredRow,
} from "#main/ports/prompt-set-store.ts";
import { withoutNulls } from "./message-rows.ts";

export interface SetRecord {
  readonly id: string;
  readonly title: string;
  readonly template: string;
  readonly variables: string;
  readonly models: string;
  readonly system_prompt: string;
  readonly parameters: string;
  readonly assertions: string;
  readonly concurrency: number;
  readonly budget_nano_usd: number | null;
  readonly state: SetState;
  readonly paused_by: string | null;
  readonly rows: number;
  readonly bad_rows: number;
  readonly counts: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface RowRecord {
  readonly row: number;
  readonly problem: string | null;
  readonly prompt: string;
  readonly row_values: string;
}

export interface GridRecord {
  readonly row: number;
  readonly problem: string | null;
  readonly prompt: string;
  readonly prompt_cut: number;
}

export interface CellRecord {
  readonly row: number;
  readonly model: string;
  readonly status: "done" | "failed";
  readonly passed: number | null;
  readonly finish_reason: string | null;
  readonly usage: string | null;
  readonly timings: string | null;
  readonly error: string | null;
  readonly checks: string;
  readonly answer: string;
  readonly answer_cut: number;
}

export const noCounts: CellCounts = {
  done: 0,
  failed: 0,
  passed: 0,
  costNanoUsd: 0,
};

export function setRecord(set: StoredPromptSet): SetRecord {
  return {
    id: set.id,
    title: set.title,
    template: set.template,
    variables: JSON.stringify(set.variables),
    models: JSON.stringify(set.models),
    system_prompt: set.systemPrompt,
    parameters: JSON.stringify(set.parameters),
    assertions: JSON.stringify(set.assertions),
    concurrency: set.concurrency,
    budget_nano_usd: set.budgetNanoUsd ?? null,
    state: set.state,
    paused_by: set.pausedBy ?? null,
    rows: set.rows,
    bad_rows: set.badRows,
    counts: JSON.stringify(set.counts),
    created_at: set.createdAt,
    updated_at: set.updatedAt,
  };
}

export function storedSet(record: SetRecord): StoredPromptSet {
  return withoutNulls({
    id: record.id,
    title: record.title,
    template: record.template,
    variables: JSON.parse(record.variables),
    models: JSON.parse(record.models),
    systemPrompt: record.system_prompt,
    parameters: JSON.parse(record.parameters),
    assertions: JSON.parse(record.assertions),
    concurrency: record.concurrency,
    budgetNanoUsd: record.budget_nano_usd,
    state: record.state,
    pausedBy: record.paused_by,
    rows: record.rows,
    badRows: record.bad_rows,
    counts: JSON.parse(record.counts),
    createdAt: record.created_at,
    updatedAt: record.updated_at,
  }) as StoredPromptSet;
}

/** A set after a patch: absent members stay, null ones go. */
export function patchedSet(
  set: StoredPromptSet,
  patch: PromptSetPatch,
): StoredPromptSet {
  return withoutNulls({ ...set, ...patch }) as StoredPromptSet;
}

export function rowRecord(set_id: string, row: StoredRow) {
  return {
    set_id,
    row: row.row,
    problem: row.problem ?? null,
    prompt: row.prompt,
    row_values: JSON.stringify(row.values),
  };
}

export function storedRow(record: RowRecord): StoredRow {
  return {
    row: record.row,
    prompt: record.prompt,
    values: JSON.parse(record.row_values) as StoredRow["values"],
    ...(record.problem === null ? {} : { problem: record.problem }),
  };
}

export function gridRow(record: GridRecord): GridRow {
  return {
    row: record.row,
    prompt: record.prompt,
    promptCut: record.prompt_cut === 1,
    ...(record.problem === null ? {} : { problem: record.problem }),
  };
}

export function cellRecord(set_id: string, cell: StoredCell) {
  const json = (value: unknown) =>
    value === undefined ? null : JSON.stringify(value);
  return {
    set_id,
    row: cell.row,
    model: cell.model,
    status: cell.status,
    passed: cell.passed === undefined ? null : Number(cell.passed),
    cost_nano_usd: cell.usage?.costNanoUsd ?? 0,
    finish_reason: cell.finishReason ?? null,
    usage: json(cell.usage),
    timings: json(cell.timings),
    error: json(cell.error),
    checks: JSON.stringify(cell.checks),
    answer: cell.answer,
  };
}

export function storedCell(record: CellRecord): StoredCell {
  const parse = (text: string | null): unknown =>
    text === null ? null : JSON.parse(text);
  return withoutNulls({
    row: record.row,
    model: record.model,
    status: record.status,
    answer: record.answer,
    answerCut: record.answer_cut === 1,
    finishReason: record.finish_reason,
    usage: parse(record.usage),
    timings: parse(record.timings),
    error: parse(record.error),
    checks: parse(record.checks),
    passed: record.passed === null ? null : record.passed === 1,
  }) as StoredCell;
}
