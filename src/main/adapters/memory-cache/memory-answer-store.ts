import { LRUCache } from "lru-cache";
import type {
  AnswerStore,
  KeptAnswer,
  KeptByModel,
} from "#main/ports/answer-store.ts";
import type { Clock } from "#main/ports/clock.ts";

/** Beyond this share of the whole an answer is left to the disk. */
const largestShare = 8;

export interface MemoryAnswerStoreOptions {
  readonly maxBytes: number;
  /** What the user gives the whole cache, where that may be less; asked at each write, so that a changed setting holds at once. */
  readonly wholeBytes?: () => number;
  readonly clock: Pick<Clock, "now">;
}

/**
 * The quick tier: gone when the program ends. Answers lie in it bare, as each object around them is one
 * more place in memory that a look-up must wait for.
 */
export function createMemoryAnswerStore(
  options: MemoryAnswerStoreOptions,
): AnswerStore {
  const { maxBytes, wholeBytes = () => maxBytes, clock } = options;
  const cache = new LRUCache<string, KeptAnswer>({
    maxSize: Math.max(1, maxBytes),
    maxEntrySize: Math.max(1, Math.floor(maxBytes / largestShare)),
  });
  return {
    get(key) {
      const answer = cache.get(key);
      if (answer === undefined || answer.expiresAt > clock.now()) return answer;
      cache.delete(key);
      return undefined;
    },
    set(key, answer) {
      // Two bytes a character is the most that text takes in memory.
      const size = 2 * JSON.stringify(answer).length;
      const bound = wholeBytes();
      if (size > bound) cache.delete(key);
      else cache.set(key, answer, { size });
      while (cache.calculatedSize > bound) cache.pop();
    },
    purge({ instance, model }, most) {
      const found = [...cache.entries()].filter(
        ([, answer]) =>
          (instance === undefined || answer.instance === instance) &&
          (model === undefined || answer.model === model),
      );
      const gone = found.slice(0, most);
      for (const [key] of gone) cache.delete(key);
      return gone.length;
    },
    models() {
      const found = new Map<string, KeptByModel>();
      for (const [stored, { instance, model }] of cache.entries()) {
        const bytes = cache.info(stored)?.size ?? 0;
        const key = JSON.stringify([instance, model]);
        const before = found.get(key) ?? { entries: 0, bytes: 0 };
        found.set(key, {
          instance,
          model,
          entries: before.entries + 1,
          bytes: before.bytes + bytes,
        });
      }
      return [...found.values()].toSorted((a, b) => b.bytes - a.bytes);
    },
    size: () => ({ entries: cache.size, bytes: cache.calculatedSize }),
  };
}
