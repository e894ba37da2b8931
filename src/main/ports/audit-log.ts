import type { AuditOutcome } from "#shared/gateway/audit.ts";

/** One request at the gateway, whatever its end. Never a prompt, a reply or a secret. */
export interface AuditEvent {
  readonly requestId: string;
  /** ISO time of arrival. */
  readonly time: string;
  /** Absent where no key was needed or none was recognised. */
  readonly keyId?: string;
  /** Address of the client. */
  readonly client: string;
  /** Method and path pattern, e.g. `POST /v1/chat/completions`. */
  readonly route: string;
  readonly askedModel?: string;
  /** `instance:model`; absent if nobody answered. */
  readonly servedModel?: string;
  /** Over all targets. */
  readonly attempts: number;
  /** HTTP status of the reply. */
  readonly status: number;
  readonly outcome: AuditOutcome;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Integer billionths of a US dollar. */
  readonly costNanoUsd?: number;
  readonly durationMs: number;
}

export interface AuditQuery {
  /** ISO times; `until` is excluded. */
  readonly since?: string;
  readonly until?: string;
  readonly keyId?: string;
  readonly outcome?: AuditOutcome;
  /** Part of the asked or the served model's id. */
  readonly model?: string;
  readonly offset: number;
  readonly limit: number;
}

/** Throws AppError `store-full`, `store-corrupt`, `store-unwritable`. */
export interface AuditLog {
  /** Resolves once it is committed, with all other events of this turn of the event loop; `close` waits for them. */
  append(event: AuditEvent): Promise<void>;
  /** Newest first. */
  list(query: AuditQuery): {
    readonly events: readonly AuditEvent[];
    readonly total: number;
  };
  /** Oldest first, read in portions: appending may go on meanwhile. */
  readAll(since?: string): Iterable<AuditEvent>;
  /** Deletes older ones; returns how many. */
  purge(before: string): number;
  /** Idempotent. */
  close(): void;
}
