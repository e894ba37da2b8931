import { LRUCache } from "lru-cache";
import type { Message } from "#shared/chat/message.ts";

/** Conversations of the Responses API that a client may go on with by naming the last reply. */
export interface ResponseMemory {
  /** What was said up to that reply; undefined where the owner has none of this id. */
  recall(owner: string, id: string): readonly Message[] | undefined;
  keep(owner: string, id: string, messages: readonly Message[]): void;
}

const maxCharacters = 64 * 1024 * 1024;
const maxResponses = 2_000;
const rememberedMs = 3_600_000;

/** In memory for an hour at most: what shall last, the client keeps. */
export function createResponseMemory(): ResponseMemory {
  const kept = new LRUCache<string, readonly Message[]>({
    max: maxResponses,
    maxSize: maxCharacters,
    ttl: rememberedMs,
    sizeCalculation: (messages) => JSON.stringify(messages).length,
  });
  const nameOf = (owner: string, id: string) => `${owner} ${id}`;
  return {
    recall: (owner, id) => kept.get(nameOf(owner, id)),
    keep: (owner, id, messages) => void kept.set(nameOf(owner, id), messages),
  };
}
