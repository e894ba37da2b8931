import type { Comparison, Vote } from "#shared/compare/comparison.ts";
import type {
  ComparisonPatch,
  StoredColumn,
  StoredComparison,
} from "#main/ports/comparison-store.ts";
import { foldText } from "./fold-text.ts";
import { withoutNulls } from "./message-rows.ts";

export interface ComparisonRow {
  readonly id: string;
  readonly title: string;
  readonly tags: string;
  readonly system_prompt: string;
  readonly parameters: string;
  readonly cache_choice: Comparison["cacheChoice"] | null;
  readonly detail: Comparison["detail"];
  readonly base: string;
  readonly scroll_together: number;
  readonly blind: number;
  readonly cost_nano_usd: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ColumnRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly model: string;
  readonly system_prompt: string | null;
  readonly parameters: string | null;
}

export interface VoteRow {
  readonly id: string;
  readonly comparison_id: string;
  readonly prompt: string;
  readonly tags: string;
  readonly replies: string;
  readonly outcome: string;
  readonly blind: number;
  readonly created_at: string;
}

/** Null stands for "as it was". */
export function comparisonPatchRow(patch: ComparisonPatch) {
  const { title, tags, parameters, scrollTogether, blind } = patch;
  return {
    title: title ?? null,
    title_folded: title === undefined ? null : foldText(title),
    tags: tags === undefined ? null : JSON.stringify(tags),
    system_prompt: patch.systemPrompt ?? null,
    parameters: parameters === undefined ? null : JSON.stringify(parameters),
    cache_choice: patch.cacheChoice ?? null,
    detail: patch.detail ?? null,
    base: patch.base ?? null,
    scroll_together: flag(scrollTogether),
    blind: flag(blind),
  };
}

export function comparisonRow(comparison: StoredComparison) {
  return {
    ...comparisonPatchRow(comparison),
    id: comparison.id,
    created_at: comparison.createdAt,
    updated_at: comparison.updatedAt,
  };
}

export function storedComparison(
  row: ComparisonRow,
  columns: readonly ColumnRow[],
): StoredComparison {
  return {
    id: row.id,
    title: row.title,
    tags: JSON.parse(row.tags) as string[],
    columns: columns.map(storedColumn),
    systemPrompt: row.system_prompt,
    parameters: JSON.parse(row.parameters) as Comparison["parameters"],
    ...(row.cache_choice && { cacheChoice: row.cache_choice }),
    detail: row.detail,
    base: row.base,
    scrollTogether: row.scroll_together === 1,
    blind: row.blind === 1,
    costNanoUsd: row.cost_nano_usd,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function columnRow(column: StoredColumn): ColumnRow {
  const { parameters } = column;
  return {
    id: column.id,
    conversation_id: column.conversationId,
    model: column.model,
    system_prompt: column.systemPrompt ?? null,
    parameters: parameters === undefined ? null : JSON.stringify(parameters),
  };
}

function storedColumn(row: ColumnRow): StoredColumn {
  const { parameters } = row;
  return withoutNulls({
    id: row.id,
    conversationId: row.conversation_id,
    model: row.model,
    systemPrompt: row.system_prompt,
    parameters: parameters === null ? null : JSON.parse(parameters),
  }) as StoredColumn;
}

export function voteRow(vote: Vote): VoteRow {
  return {
    id: vote.id,
    comparison_id: vote.comparisonId,
    prompt: vote.prompt,
    tags: JSON.stringify(vote.tags),
    replies: JSON.stringify(vote.replies),
    outcome: JSON.stringify(vote.outcome),
    blind: Number(vote.blind),
    created_at: vote.createdAt,
  };
}

export function storedVote(row: VoteRow): Vote {
  return {
    id: row.id,
    comparisonId: row.comparison_id,
    prompt: row.prompt,
    tags: JSON.parse(row.tags) as Vote["tags"],
    replies: JSON.parse(row.replies) as Vote["replies"],
    outcome: JSON.parse(row.outcome) as Vote["outcome"],
    blind: row.blind === 1,
    createdAt: row.created_at,
  };
}

function flag(value: boolean | undefined): number | null {
  return value === undefined ? null : Number(value);
}
