import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";

/** A whole answer, kept so that the same question need not be asked again. */
export interface KeptAnswer {
  readonly instance: string;
  /** Upstream model id. */
  readonly model: string;
  /** Content and `finish`, as they came; usage is apart. */
  readonly events: readonly StreamEvent[];
  /** What the upstream counted and charged. */
  readonly usage?: Usage;
  /** Milliseconds from asking to the end. */
  readonly durationMs: number;
  /** Milliseconds since 1970. */
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** How much is kept of one model. */
export interface KeptByModel {
  readonly instance: string;
  readonly model: string;
  readonly entries: number;
  readonly bytes: number;
}

/** Which answers; no field means all. */
export interface AnswerFilter {
  readonly instance?: string;
  readonly model?: string;
}

/**
 * Kept answers by the keyed hash of their question. Synchronous. Bounded by bytes: the ones that
 * were used longest ago go first. A store that fails answers as if it were empty; nothing depends
 * on it.
 */
export interface AnswerStore {
  /** Undefined, too, for one that has expired. */
  get(key: string): KeptAnswer | undefined;
  /** Replaces an earlier one. */
  set(key: string, answer: KeptAnswer): void;
  /** Returns how many went: at most `most`, as many at once would hold everything up. */
  purge(filter: AnswerFilter, most: number): number;
  /** Largest first; costs no look at the answers. */
  models(): readonly KeptByModel[];
  size(): { readonly entries: number; readonly bytes: number };
}
