import { create } from "zustand";
import type { BranchMessage } from "#shared/chat/conversation.ts";

/** About as many tokens as the next message of the chat last seen takes in and brings back. */
export interface MessageSize {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A question with some text to it, and an answer of a few paragraphs. */
const usual: MessageSize = { inputTokens: 1_000, outputTokens: 500 };
const charactersPerToken = 3;
/** How many of the last replies tell how long the next one will likely be. */
const mostTelling = 5;

export const useMessageSize = create<MessageSize>(() => usual);

/** Tells what is being written, so that models can be compared by what it would cost. */
export function tellMessageSize(draft: {
  readonly messages: readonly BranchMessage[];
  readonly usedTokens: number;
  readonly characters: number;
}): void {
  useMessageSize.setState(sizeOf(draft));
}

export function sizeOf({
  messages,
  usedTokens,
  characters,
}: Parameters<typeof tellMessageSize>[0]): MessageSize {
  const lengths = messages
    .flatMap(({ usage }) => usage?.outputTokens ?? [])
    .slice(-mostTelling);
  const written = usedTokens + Math.ceil(characters / charactersPerToken);
  return {
    inputTokens: written === 0 ? usual.inputTokens : written,
    outputTokens:
      lengths.length === 0
        ? usual.outputTokens
        : Math.ceil(
            lengths.reduce((sum, each) => sum + each, 0) / lengths.length,
          ),
  };
}
