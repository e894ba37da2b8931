import type { BranchMessage } from "#shared/chat/conversation.ts";
import { estimateTokens } from "#renderer/stores/chat-live.ts";

/** Tokens that the branch takes of the context: as last counted upstream, plus a guess for what came since. */
export function usedContext(
  messages: readonly BranchMessage[],
  systemPrompt: string,
): number {
  let since = 0;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message === undefined) break;
    const { usage } = message;
    if (usage !== undefined)
      return Math.round(usage.inputTokens + usage.outputTokens + since);
    for (const part of message.parts)
      if (part.type === "text" || part.type === "file")
        since += estimateTokens(part.text);
  }
  return Math.round(since + estimateTokens(systemPrompt));
}
