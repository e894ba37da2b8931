import type { IncomingMessage } from "node:http";
import type { GatewayResponse } from "./gateway-response.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { AuditEvent, AuditOutcome } from "#shared/gateway/audit.ts";
import type {
  CallFacts,
  GatewayService,
} from "#main/services/gateway/gateway.ts";
import type { GatewayCaller } from "#main/services/gateway/target-rules.ts";
import { refusalFor, refusals, type Refusal } from "./errors.ts";
import type { ResponseMemory } from "./response-memory.ts";
import { writeRefusal, type ErrorShape } from "./write-refusal.ts";

/** What becomes of a request, told as it becomes known. */
export interface ExchangeNotes {
  askedModel?: string;
  facts?: CallFacts;
  outcome?: AuditOutcome;
  /** In our own words. */
  error?: NonNullable<AuditEvent["error"]>;
}

/** One request that was let in, and all that its route needs. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: GatewayResponse;
  readonly requestId: string;
  readonly newId: () => string;
  readonly shape: ErrorShape;
  readonly caller: GatewayCaller;
  readonly gateway: GatewayService;
  /** Pieces of the path. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** Parsed JSON of a POST. */
  readonly body: unknown;
  /** What it was read from; absent where it is no longer the same. */
  readonly bodyText?: string | undefined;
  /** Aborts when the client is gone, or the door shuts for good. */
  readonly signal: AbortSignal;
  readonly notes: ExchangeNotes;
  readonly version: string;
  readonly responses: ResponseMemory;
  /** Prometheus text. */
  readonly metrics: () => string;
}

export function refuse(
  { response, shape, notes }: Pick<Exchange, "response" | "shape" | "notes">,
  refusal: Refusal,
): void {
  const { code, message } = refusal;
  notes.error ??= { code, message };
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
  notes.error = ownWords(error, notes.facts !== undefined);
  // Whoever is still there did not leave: it is we who stop.
  const isOurs = error.code === "aborted" && !exchange.response.destroyed;
  refuse(exchange, isOurs ? refusals.stopping : refusalFor(error));
}

const ownDecisions: ReadonlySet<string> = new Set([
  "denied",
  "over-budget",
  "no-target",
  "queue-timeout",
]);
const mostCharacters = 300;

/** A failure for the audit. An upstream's sentence may quote anything, so only its code is kept. */
export function ownWords(
  { code, message }: ErrorJson,
  wasSent: boolean,
): NonNullable<AuditEvent["error"]> {
  if (wasSent && !ownDecisions.has(code)) return { code };
  return { code, message: message.slice(0, mostCharacters) };
}
