import type { MessagePort } from "node:worker_threads";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { ConnectionOptions } from "../connection.ts";
import type { StatementTexts } from "./changes.ts";

/** What the thread is given. */
export interface CommitThreadData extends ConnectionOptions {
  readonly statements: StatementTexts;
  readonly port: MessagePort;
  /** See `slots`. */
  readonly shared: SharedArrayBuffer;
}

/** What the shared memory holds, as 32-bit integers: the other side can wait for a change of the first. */
export const slots = {
  /** Number of the last batch that came to its end, or `ended`. */
  done: 0,
  /** Number of the last batch that is committed. */
  committed: 1,
} as const;

/** The thread ended, and its connection is closed. */
export const ended = -1;

/** The changes of one transaction as JSON; what is copied as one text costs half of what objects do. */
export interface BatchMessage {
  readonly type: "batch";
  readonly number: number;
  readonly changes: string;
}

export type ToThread = BatchMessage | { readonly type: "end" };

export type FromThread =
  | { readonly type: "ready" }
  | {
      readonly type: "done";
      readonly number: number;
      /** Absent: it stands. */
      readonly error?: ErrorJson;
    };
