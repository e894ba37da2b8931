import type {
  BranchMessage,
  StoredMessage,
} from "#shared/chat/conversation.ts";
import type { MessagePatch } from "#main/ports/conversation-store.ts";

/** A row of `messages`; the columns that hold objects are JSON. */
export interface MessageRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly parent_id: string | null;
  readonly role: StoredMessage["role"];
  readonly status: StoredMessage["status"];
  readonly created_at: string;
  readonly model: string | null;
  readonly finish_reason: StoredMessage["finishReason"] | null;
  readonly served_by: string | null;
  readonly usage: string | null;
  readonly timings: string | null;
  readonly error: string | null;
  readonly parts: string;
}

export interface BranchRow extends MessageRow {
  /** JSON list of ids. */
  readonly siblings: string;
}

export function messageRow(message: StoredMessage): MessageRow {
  return {
    id: message.id,
    conversation_id: message.conversationId,
    parent_id: message.parentId ?? null,
    role: message.role,
    created_at: message.createdAt,
    model: message.model ?? null,
    ...patchRow(message),
    status: message.status,
    parts: JSON.stringify(message.parts),
  };
}

/** Null stands for "as it was". */
export function patchRow(patch: MessagePatch) {
  return {
    status: patch.status ?? null,
    finish_reason: patch.finishReason ?? null,
    served_by: json(patch.servedBy),
    usage: json(patch.usage),
    timings: json(patch.timings),
    error: json(patch.error),
    parts: json(patch.parts),
  };
}

export function storedMessage(row: MessageRow): StoredMessage {
  const message = {
    id: row.id,
    conversationId: row.conversation_id,
    parentId: row.parent_id,
    role: row.role,
    parts: parse(row.parts),
    status: row.status,
    model: row.model,
    servedBy: parse(row.served_by),
    finishReason: row.finish_reason,
    usage: parse(row.usage),
    timings: parse(row.timings),
    error: parse(row.error),
    createdAt: row.created_at,
  };
  return withoutNulls(message) as StoredMessage;
}

export function branchMessage(row: BranchRow): BranchMessage {
  return {
    ...storedMessage(row),
    siblingIds: JSON.parse(row.siblings) as string[],
  };
}

export function withoutNulls(value: object): object {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null),
  );
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
