import type {
  AuditAttempt,
  AuditEvent,
  AuditFilter,
  PromptRecord,
} from "#shared/gateway/audit.ts";

/** What is written of a request. */
export interface AuditEntry extends AuditEvent {
  readonly tries?: readonly AuditAttempt[] | undefined;
  /** Only while prompt logging is on. */
  readonly promptRecord?: PromptRecord | undefined;
  /** What `begin` gave for it. */
  readonly begun?: number | undefined;
}

/** What is known of a request that has not come to its end. */
export type OpenRequest = Pick<
  AuditEvent,
  | "requestId"
  | "time"
  | "keyId"
  | "client"
  | "route"
  | "askedModel"
  | "servedModel"
  | "attempts"
  | "status"
  | "durationMs"
>;

export interface StoredAuditEvent extends AuditEvent {
  /** Grows in the order of writing. */
  readonly id: number;
}

export interface AuditQuery extends AuditFilter {
  /** Only events up to this id. */
  readonly upTo?: number | undefined;
  readonly offset: number;
  readonly limit: number;
}

export interface AuditPage {
  readonly events: readonly StoredAuditEvent[];
  /** Counted up to 10,000. */
  readonly total: number;
  readonly totalIsCapped: boolean;
}

/** Throws AppError `store-full`, `store-corrupt`, `store-unwritable`. */
export interface AuditLog {
  /** Resolves once it is committed, with all other events of this turn of the event loop; `close` waits for them. */
  append(entry: AuditEntry): Promise<void>;
  /** Writes down, a moment later, that a request is under way, should the program be killed before its event is written. */
  begin(request: OpenRequest): number;
  /** Writes the events of requests that an earlier run left under way, and returns how many. Once, at start. */
  endInterrupted(): number;
  /** Newest first. */
  list(query: AuditQuery): AuditPage;
  find(id: number):
    | {
        readonly event: StoredAuditEvent;
        readonly tries: readonly AuditAttempt[];
        readonly promptRecord?: PromptRecord;
      }
    | undefined;
  /** Id of the newest event; 0 without any. */
  newestId(): number;
  /** Events after an id that match: oldest first, the newest ones where there are more than `limit`. */
  after(
    id: number,
    filter: AuditFilter,
    limit: number,
  ): {
    readonly events: readonly StoredAuditEvent[];
    readonly missed: number;
  };
  /** Oldest first, read in portions: appending may go on meanwhile. */
  readAll(filter?: AuditFilter): Iterable<StoredAuditEvent>;
  /** Counts of what came since an ISO time. */
  countSince(since: string): AuditCounts;
  size(): AuditSize;
  /** Deletes at most 1,000 older ones with what belongs to them; returns how many. */
  purge(before: string): number;
  /** Idempotent. */
  close(): void;
}

export interface AuditCounts {
  readonly requests: number;
  readonly answered: number;
  readonly cachedOrLocal: number;
}

export interface AuditSize {
  readonly events: number;
  /** Of the file. */
  readonly bytes: number;
  /** ISO time. */
  readonly oldest?: string;
  readonly promptRecords: number;
}
