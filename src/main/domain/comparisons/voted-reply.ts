import type { StoredMessage } from "#shared/chat/conversation.ts";
import type { VotedReply } from "#shared/compare/comparison.ts";

/** What a vote keeps of a reply. */
export function votedReply(
  columnId: string,
  reply: StoredMessage,
  columnModel: string,
): VotedReply {
  const { servedBy, finishReason, usage, timings } = reply;
  return withoutAbsent({
    columnId,
    messageId: reply.id,
    model: reply.model ?? columnModel,
    servedModel: servedBy && `${servedBy.instance}:${servedBy.model}`,
    finishReason,
    inputTokens: usage?.inputTokens,
    outputTokens: usage?.outputTokens,
    costNanoUsd: usage?.costNanoUsd,
    firstTokenMs: timings?.firstTokenMs,
    tokensPerSecond: tokensPerSecond(reply),
  });
}

/** Output tokens per second after the first one; unknown of replies that came at once. */
export function tokensPerSecond({
  usage,
  timings,
}: Pick<StoredMessage, "usage" | "timings">): number | undefined {
  const { firstTokenMs, totalMs } = timings ?? {};
  const tokens = usage?.outputTokens ?? 0;
  if (firstTokenMs === undefined || totalMs === undefined || tokens < 2)
    return undefined;
  const writingMs = totalMs - firstTokenMs;
  return writingMs > 0 ? ((tokens - 1) * 1_000) / writingMs : undefined;
}

function withoutAbsent<T extends object>(value: {
  [Key in keyof T]: T[Key] | undefined;
}): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as T;
}
