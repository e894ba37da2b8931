import { LRUCache } from "lru-cache";
import type { Message } from "#shared/chat/message.ts";
import type { DialectFrame, ServeOptions } from "#main/dialects/dialect.ts";
import type { JsonObject } from "#main/dialects/json.ts";

/** A reply as its upstream wrote it and its client had it. */
export interface OwnReply {
  readonly whole: JsonObject;
  /** Those that it came in; none where it came in one piece. */
  readonly frames: readonly DialectFrame[];
}

/** A reply of the Responses API, and what was said up to it. */
export interface KeptResponse {
  /** How its client was told it. */
  readonly served: ServeOptions;
  /** Its events as JSON: many small objects would take several times as much. */
  readonly events: string;
  /** Its own form as JSON, an `OwnReply`; absent where it was made of the events. */
  readonly own?: string;
  /** The reply itself is the last one. */
  readonly messages: readonly Message[];
  /** The same in the API's own items, as they came; without the reply. */
  readonly input: readonly JsonObject[];
  /** Before it stood a prompt that its upstream's account keeps: what that says is not known here. */
  readonly isPrompted?: boolean;
}

/** Replies of the Responses API that a client may go on from or ask for again by their ids. */
export interface ResponseMemory {
  /** Undefined where the owner has none of this id. */
  recall(owner: string, id: string): KeptResponse | undefined;
  keep(owner: string, id: string, kept: KeptResponse): void;
  /** Whether there was one. */
  forget(owner: string, id: string): boolean;
}

const maxCharacters = 64 * 1024 * 1024;
const maxResponses = 2_000;
const rememberedMs = 3_600_000;

/** In memory for an hour at most: what shall last, the client keeps. */
export function createResponseMemory(): ResponseMemory {
  const all = new LRUCache<string, KeptResponse>({
    max: maxResponses,
    maxSize: maxCharacters,
    ttl: rememberedMs,
    sizeCalculation: (kept) => JSON.stringify(kept).length,
  });
  const nameOf = (owner: string, id: string) => `${owner} ${id}`;
  return {
    recall: (owner, id) => all.get(nameOf(owner, id)),
    keep: (owner, id, kept) => void all.set(nameOf(owner, id), kept),
    forget: (owner, id) => all.delete(nameOf(owner, id)),
  };
}
