/** An alias that was made in the app. */
export interface StoredAlias {
  readonly id: string;
  /** In the order of trying. */
  readonly targets: readonly string[];
}

/** Synchronous. Throws AppError `conflict` (an id twice), `not-found`, `store-full`. */
export interface AliasStore {
  /** In their order. */
  list(): readonly StoredAlias[];
  /** At the end. */
  insert(alias: StoredAlias): void;
  /** Puts another in the place of the one with this id. */
  replace(id: string, alias: StoredAlias): void;
  /** The whole order; ids that are not there are passed over. */
  order(ids: readonly string[]): void;
  /** Hides it; ISO time. */
  remove(id: string, removedAt: string): void;
  /** Back to its place, unless its id was taken since or its time is over. */
  restore(id: string): StoredAlias;
  /** Deletes for good what was removed before an ISO time. */
  purgeRemoved(before: string): void;
}
