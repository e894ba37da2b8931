import { LRUCache } from "lru-cache";
import type {
  AnswerStore,
  KeptAnswer,
  KeptByModel,
} from "#main/ports/answer-store.ts";
import type { Clock } from "#main/ports/clock.ts";

/** Beyond this share of the whole an answer is left to the disk. */
const largestShare = 8;

interface Entry {
  readonly answer: KeptAnswer;
  readonly bytes: number;
}

export interface MemoryAnswerStoreOptions {
  readonly maxBytes: number;
  readonly clock: Pick<Clock, "now">;
}

/** The quick tier: gone when the program ends. */
export function createMemoryAnswerStore(
  options: MemoryAnswerStoreOptions,
): AnswerStore {
  const { maxBytes, clock } = options;
  const cache = new LRUCache<string, Entry>({
    maxSize: Math.max(1, maxBytes),
    maxEntrySize: Math.max(1, Math.floor(maxBytes / largestShare)),
    sizeCalculation: ({ bytes }) => Math.max(1, bytes),
  });
  return {
    get(key) {
      const entry = cache.get(key);
      if (entry === undefined) return undefined;
      if (entry.answer.expiresAt > clock.now()) return entry.answer;
      cache.delete(key);
      return undefined;
    },
    set(key, answer) {
      // Two bytes a character is the most that text takes in memory.
      const bytes = 2 * JSON.stringify(answer).length;
      cache.set(key, { answer, bytes });
    },
    purge({ instance, model }, most) {
      const found = [...cache.entries()].filter(
        ([, { answer }]) =>
          (instance === undefined || answer.instance === instance) &&
          (model === undefined || answer.model === model),
      );
      const gone = found.slice(0, most);
      for (const [key] of gone) cache.delete(key);
      return gone.length;
    },
    models() {
      const found = new Map<string, KeptByModel>();
      for (const { answer, bytes } of cache.values()) {
        const { instance, model } = answer;
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
