import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { AuditOutcome } from "#shared/gateway/audit.ts";
import type {
  CallFacts,
  GatewayService,
} from "#main/services/gateway/gateway.ts";
import type { GatewayCaller } from "#main/services/gateway/target-rules.ts";
import {
  refusalFor,
  writeRefusal,
  type ErrorShape,
  type Refusal,
} from "./errors.ts";
import type { ResponseMemory } from "./response-memory.ts";

/** What becomes of a request, told as it becomes known. */
export interface ExchangeNotes {
  askedModel?: string;
  facts?: CallFacts;
  outcome?: AuditOutcome;
}

/** One request that was let in, and all that its route needs. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly shape: ErrorShape;
  readonly caller: GatewayCaller;
  readonly gateway: GatewayService;
  /** Pieces of the path. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** Parsed JSON of a POST. */
  readonly body: unknown;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  readonly notes: ExchangeNotes;
  readonly version: string;
  readonly responses: ResponseMemory;
  /** Prometheus text. */
  readonly metrics: () => string;
}

export function refuse(
  { response, shape }: Pick<Exchange, "response" | "shape">,
  refusal: Refusal,
): void {
  if (!response.headersSent) writeRefusal(response, refusal, shape);
}

/** Answers a failure of the inside. */
export function fail(
  exchange: Pick<Exchange, "response" | "shape" | "notes">,
  error: ErrorJson,
): void {
  const { notes } = exchange;
  if (error.code === "denied") notes.outcome = "denied";
  if (error.code === "aborted") notes.outcome = "aborted";
  refuse(exchange, refusalFor(error));
}
