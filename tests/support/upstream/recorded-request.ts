import type { IncomingHttpHeaders } from "node:http";

/** What came in, and what became of it. Times are `performance.now()`. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** What followed the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, undefined without a body. */
  readonly body: unknown;
  /** The body as it came. */
  readonly text: string;
  readonly receivedAt: number;
  /** Set when the caller hung up before the reply was whole. */
  abortedAt?: number;
  /** Bytes handed to the socket so far. */
  bytesWritten: number;
}
