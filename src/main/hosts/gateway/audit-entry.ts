import type { Writable } from "#shared/writable.ts";
import type { IncomingMessage } from "node:http";
import type { GatewayResponse } from "./gateway-response.ts";
import type { AuditAttempt, AuditOutcome } from "#shared/gateway/audit.ts";
import type { AuditEntry, OpenRequest } from "#main/ports/audit-log.ts";
import type { CallFacts } from "#main/services/gateway/gateway.ts";
import { ownWords, type ExchangeNotes } from "./exchange.ts";
import type { RouteMatch } from "./match-route.ts";

/** A request that has come to its end. */
export interface EndedRequest {
  readonly request: IncomingMessage;
  readonly response: GatewayResponse;
  readonly requestId: string;
  readonly client: string;
  readonly match: RouteMatch;
  readonly notes: ExchangeNotes & { readonly keyId?: string };
  readonly signal: AbortSignal;
}

/** When a request came, as milliseconds since 1970 and on the monotonic clock. */
export interface Began {
  readonly time: number;
  readonly at: number;
  /** What the audit calls it where it runs for long. */
  open?: number;
}

/** Of what a caller may have written at any length. */
const mostCharacters = 300;

/** What the audit says of a request. `endedAt` is on the monotonic clock. */
export function auditEntry(
  ended: EndedRequest,
  began: Began,
  endedAt: number,
): AuditEntry {
  const { facts } = ended.notes;
  const error =
    ended.notes.error ?? (facts?.error && ownWords(facts.error, true));
  const entry = begunEntry(ended, began, endedAt);
  entry.outcome = outcomeOf(ended);
  if (began.open !== undefined) entry.begun = began.open;
  if (error !== undefined) entry.error = error;
  if (facts !== undefined) addFacts(entry, facts, began);
  return entry;
}

/** What it says of one that is under way. */
export function openRequest(
  request: EndedRequest,
  began: Began,
  at: number,
): OpenRequest {
  const entry = begunEntry(request, began, at);
  const servedBy = request.notes.facts?.servedBy;
  if (servedBy !== undefined) entry.servedModel = served(servedBy);
  return entry;
}

/** One object that grows: each request pays for every copy. */
function begunEntry(
  { request, response, requestId, client, notes, match }: EndedRequest,
  began: Began,
  at: number,
): Writable<AuditEntry> {
  const { askedModel, facts, keyId } = notes;
  const pattern = match.type === "route" ? match.route.path : "unknown";
  const entry: Writable<AuditEntry> = {
    requestId,
    time: new Date(began.time).toISOString(),
    client,
    route: `${request.method ?? "?"} ${pattern}`,
    status: response.headersSent ? response.statusCode : 499,
    outcome: "aborted",
    durationMs: at - began.at,
    attempts: facts?.attempts.count ?? 0,
  };
  if (keyId !== undefined) entry.keyId = keyId;
  if (askedModel !== undefined)
    entry.askedModel = askedModel.slice(0, mostCharacters);
  return entry;
}

function addFacts(
  entry: Writable<AuditEntry>,
  facts: CallFacts,
  began: Began,
): void {
  const { servedBy, usage, firstContentAt, attempts, recorder } = facts;
  if (servedBy !== undefined) {
    entry.servedModel = served(servedBy);
    entry.local = servedBy.local;
    entry.fallback = servedBy.substituteFor !== undefined;
    const { cached } = servedBy;
    if (cached !== undefined) entry.cacheAgeSeconds = cached.ageSeconds;
    if (cached?.savedNanoUsd !== undefined)
      entry.savedNanoUsd = cached.savedNanoUsd;
  }
  if (usage !== undefined) {
    entry.inputTokens = usage.inputTokens;
    entry.outputTokens = usage.outputTokens;
    if (usage.costNanoUsd !== undefined) entry.costNanoUsd = usage.costNanoUsd;
  }
  if (firstContentAt !== undefined)
    entry.firstTextMs = firstContentAt - began.at;
  if (recorder !== undefined) entry.promptRecord = recorder.toRecord();
  entry.tries = (attempts.tries ?? []).map((each) => attemptOf(each, began));
}

function served({
  instance,
  model,
}: NonNullable<CallFacts["servedBy"]>): string {
  return `${instance}:${model}`;
}

type Try = NonNullable<CallFacts["attempts"]["tries"]>[number];

function attemptOf(
  { target, startedAt, endedAt, error }: Try,
  began: Began,
): AuditAttempt {
  const status = error?.data["status"];
  return {
    target: `${target.instance}:${target.model}`,
    startMs: startedAt - began.at,
    durationMs: endedAt - startedAt,
    ...(error && { errorCode: error.code }),
    ...(typeof status === "number" && { upstreamStatus: status }),
  };
}

const denials = new Set([401, 403, 421]);

function outcomeOf({ response, notes, signal }: EndedRequest): AuditOutcome {
  const { outcome, facts } = notes;
  if (outcome !== undefined) return outcome;
  if (signal.aborted || facts?.error?.code === "aborted") return "aborted";
  const { statusCode } = response;
  // A quota of ours is found used up before anything is opened.
  const isOurs = facts === undefined && statusCode === 429;
  if (isOurs || (facts === undefined && denials.has(statusCode)))
    return "denied";
  if (statusCode >= 400 || facts?.error) return "failed";
  return facts?.servedBy?.cached === undefined ? "ok" : "cached";
}
