import type { Conversation } from "#shared/chat/conversation.ts";
import type { ConversationPatch } from "#main/ports/conversation-store.ts";
import { foldText } from "./fold-text.ts";
import { withoutNulls } from "./message-rows.ts";

export interface ConversationRow {
  readonly id: string;
  readonly title: string;
  readonly pinned: number;
  readonly private: number;
  readonly model: string | null;
  readonly system_prompt: string;
  readonly parameters: string;
  readonly cache_choice: string | null;
  readonly leaf_id: string | null;
  readonly comparison_id: string | null;
  readonly cost_nano_usd: number;
  readonly saved_nano_usd: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export const conversationColumns =
  "id, title, pinned, private, model, system_prompt, parameters, cache_choice, leaf_id, comparison_id, cost_nano_usd, saved_nano_usd, created_at, updated_at";

export function conversationRow(conversation: Conversation) {
  const patch = conversationPatchRow(conversation);
  return {
    ...patch,
    id: conversation.id,
    comparison_id: conversation.comparisonId ?? null,
    cost_nano_usd: conversation.costNanoUsd,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
  };
}

/** Null stands for "as it was". */
export function conversationPatchRow(patch: ConversationPatch) {
  const { title, pinned, parameters, private: isPrivate } = patch;
  return {
    title: title ?? null,
    title_folded: title === undefined ? null : foldText(title),
    pinned: pinned === undefined ? null : Number(pinned),
    private: isPrivate === undefined ? null : Number(isPrivate),
    model: patch.model ?? null,
    system_prompt: patch.systemPrompt ?? null,
    parameters: parameters === undefined ? null : JSON.stringify(parameters),
    cache_choice: patch.cacheChoice ?? null,
    leaf_id: patch.leafId ?? null,
  };
}

export function conversation(row: ConversationRow): Conversation {
  return withoutNulls({
    id: row.id,
    title: row.title,
    pinned: row.pinned === 1,
    private: row.private === 1 ? true : null,
    model: row.model,
    systemPrompt: row.system_prompt,
    parameters: JSON.parse(row.parameters) as Conversation["parameters"],
    cacheChoice: row.cache_choice,
    leafId: row.leaf_id,
    comparisonId: row.comparison_id,
    costNanoUsd: row.cost_nano_usd,
    savedNanoUsd: row.saved_nano_usd === 0 ? null : row.saved_nano_usd,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }) as Conversation;
}
