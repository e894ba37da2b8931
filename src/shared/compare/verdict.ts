import type { StoredMessage } from "../chat/conversation.ts";

/**
 * Whether a verdict can be about a reply. A call that failed says nothing of its model; a reply that
 * came with a copied history was written, and perhaps judged, elsewhere. `since` is the ISO time at
 * which the reply's conversation began.
 */
export function canBeJudged(
  { status, createdAt }: Pick<StoredMessage, "status" | "createdAt">,
  since: string,
): boolean {
  return (status === "complete" || status === "stopped") && createdAt >= since;
}
