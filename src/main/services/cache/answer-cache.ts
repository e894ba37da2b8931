import type {
  AnswerFilter,
  AnswerStore,
  KeptAnswer,
  KeptByModel,
} from "#main/ports/answer-store.ts";

export interface FoundAnswer {
  readonly answer: KeptAnswer;
  readonly source: "memory" | "disk";
}

/** What the page of the cache shows. Counts are of this run. */
export interface CacheFigures {
  readonly entries: number;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly hits: number;
  readonly misses: number;
  /** Integer billionths of a US dollar. */
  readonly savedNanoUsd: number;
  readonly savedMs: number;
}

/** Kept answers in two tiers: memory before disk. */
export interface AnswerCache {
  find(key: string): FoundAnswer | undefined;
  keep(key: string, answer: KeptAnswer): void;
  /** In portions, so that all else goes on meanwhile; answers how many went. */
  purge(filter: AnswerFilter): Promise<number>;
  figures(): CacheFigures;
  /** Largest first. */
  models(): readonly KeptByModel[];
  /** Writes down what still waits. */
  flush(): void;
}

export interface AnswerCacheDependencies {
  readonly memory: AnswerStore;
  readonly disk: AnswerStore;
  /** Bound of the disk tier. */
  readonly maxBytes: () => number;
}

/** Rows that are gone within a few milliseconds. */
const purgePortion = 25;

export function createAnswerCache({
  memory,
  disk,
  maxBytes,
}: AnswerCacheDependencies): AnswerCache {
  const counts = { hits: 0, misses: 0, savedNanoUsd: 0, savedMs: 0 };
  const waiting = new Map<string, KeptAnswer>();
  let timer: NodeJS.Immediate | undefined;

  function noteHit({ answer }: FoundAnswer): void {
    counts.hits += 1;
    counts.savedMs += answer.durationMs;
    counts.savedNanoUsd += answer.usage?.costNanoUsd ?? 0;
  }

  function look(key: string): FoundAnswer | undefined {
    const quick = memory.get(key);
    if (quick !== undefined) return { answer: quick, source: "memory" };
    const answer = waiting.get(key) ?? disk.get(key);
    if (answer === undefined) return undefined;
    memory.set(key, answer);
    return { answer, source: "disk" };
  }

  function flush(): void {
    clearImmediate(timer);
    timer = undefined;
    for (const [key, answer] of waiting) disk.set(key, answer);
    waiting.clear();
  }

  return {
    find(key) {
      const found = look(key);
      if (found === undefined) counts.misses += 1;
      else noteHit(found);
      return found;
    },
    keep(key, answer) {
      memory.set(key, answer);
      // The disk waits until the reply has gone out.
      waiting.set(key, answer);
      timer ??= setImmediate(flush);
    },
    async purge(filter) {
      flush();
      memory.purge(filter, Infinity);
      const removed = await purgeInPortions(disk, filter);
      // What was found on the disk meanwhile had come back.
      memory.purge(filter, Infinity);
      return removed;
    },
    figures() {
      flush();
      return { ...disk.size(), limitBytes: maxBytes(), ...counts };
    },
    models() {
      flush();
      return disk.models();
    },
    flush,
  };
}

async function purgeInPortions(
  disk: AnswerStore,
  filter: AnswerFilter,
): Promise<number> {
  let removed = 0;
  let last = purgePortion;
  while (last === purgePortion) {
    last = disk.purge(filter, purgePortion);
    removed += last;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return removed;
}
