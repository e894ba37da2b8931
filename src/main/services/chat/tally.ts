import {
  isContent,
  type FinishReason,
  type ServedBy,
  type StreamEvent,
} from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { Price } from "#shared/models/price.ts";
import { costNanoUsd } from "#main/domain/pricing/cost.ts";
import {
  countImages,
  estimateRequestTokens,
  estimateTextTokens,
} from "#main/domain/prompt/estimate-tokens.ts";
import type { Clock } from "#main/ports/clock.ts";
import { targetOf, type ChatCall } from "./runner.ts";

/** What is known about a call once it has ended, however it ended. Never holds prompt or reply. */
export interface CallRecord {
  readonly id: string;
  readonly origin: string;
  readonly asked: string;
  readonly servedBy?: ServedBy;
  readonly outcome: "ok" | "denied" | "failed" | "aborted";
  readonly finishReason?: FinishReason;
  readonly error?: ErrorJson;
  readonly attempts: number;
  readonly usage?: Usage;
  readonly durationMs: number;
  readonly firstContentMs?: number;
}

export interface TallyDependencies {
  readonly clock: Clock;
  readonly priceOf: (instance: string, model: string) => Price | undefined;
}

/** What one call has brought so far. */
export interface Tally {
  note(event: StreamEvent): void;
  /** Whether `finish` or `error` was noted. */
  hasEnded(): boolean;
  /** Whether nothing may follow any more. */
  isOver(): boolean;
  /** The same usage with a cost, where prices give one and the upstream gave none. */
  priced(usage: Usage): Usage;
  /** Usage by our own count, where content came and nobody told; undefined otherwise. */
  missingUsage(): Usage | undefined;
  toRecord(): CallRecord;
}

export function createTally(
  call: ChatCall,
  { clock, priceOf }: TallyDependencies,
): Tally {
  const startedAt = clock.monotonic();
  const output: string[] = [];
  let firstContentMs: number | undefined;
  let servedBy: ServedBy | undefined;
  let usage: Usage | undefined;
  let finishReason: FinishReason | undefined;
  let error: ErrorJson | undefined;

  function priced(told: Usage): Usage {
    const isWhole = finishReason !== undefined;
    const raw = isWhole ? told : atLeastSaid(told, output.join(""));
    const { instance, model } = servedBy ?? targetOf(call);
    const images = countImages(call.request.messages);
    const at = clock.now();
    return withCost(raw, { price: priceOf(instance, model), images, at });
  }

  return {
    note(event) {
      if (isContent(event)) {
        firstContentMs ??= clock.monotonic() - startedAt;
        if ("text" in event) output.push(event.text);
      } else if (event.type === "tool-call-delta") output.push(event.arguments);
      else if (event.type === "served-by") servedBy = event.servedBy;
      else if (event.type === "usage") usage = event.usage;
      else if (event.type === "finish") finishReason = event.reason;
      else if (event.type === "error") error = event.error;
    },
    hasEnded: () => finishReason !== undefined || error !== undefined,
    isOver: () =>
      error !== undefined ||
      (finishReason !== undefined && usage !== undefined),
    priced,
    missingUsage() {
      if (usage !== undefined || firstContentMs === undefined) return undefined;
      if (servedBy?.cached !== undefined) return undefined;
      return priced({
        inputTokens: estimateRequestTokens(call.request),
        outputTokens: estimateTextTokens(output.join("")),
        costSource: "estimate",
      });
    },
    toRecord: () => ({
      id: call.id,
      origin: call.origin,
      asked: call.request.model,
      outcome: outcomeOf(error),
      attempts: call.attempts.count,
      durationMs: clock.monotonic() - startedAt,
      ...(servedBy === undefined ? {} : { servedBy }),
      ...(finishReason === undefined ? {} : { finishReason }),
      ...(error === undefined ? {} : { error }),
      ...(usage === undefined ? {} : { usage }),
      ...(firstContentMs === undefined ? {} : { firstContentMs }),
    }),
  };
}

function outcomeOf(error: ErrorJson | undefined): CallRecord["outcome"] {
  if (error === undefined) return "ok";
  if (error.code === "aborted" || error.code === "interrupted")
    return "aborted";
  return error.code === "denied" ? "denied" : "failed";
}

/** A count from the middle of a reply leaves out what was said since. */
function atLeastSaid(told: Usage, said: string): Usage {
  if (told.costNanoUsd !== undefined) return told;
  const outputTokens = estimateTextTokens(said);
  return outputTokens <= told.outputTokens
    ? told
    : { ...told, outputTokens, costSource: "estimate" };
}

/** The upstream's own figure wins over the registry's prices. */
function withCost(
  usage: Usage,
  by: {
    readonly price: Price | undefined;
    readonly images: number;
    readonly at: number;
  },
): Usage {
  if (usage.costNanoUsd !== undefined)
    return { costSource: "upstream", ...usage };
  if (by.price === undefined) return usage;
  const cost = costNanoUsd(by.price, { ...by, usage });
  if (cost === undefined) return usage;
  return { costSource: "prices", ...usage, costNanoUsd: cost };
}
