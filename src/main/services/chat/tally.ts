import type { Writable } from "#shared/writable.ts";
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
  PiecedText,
} from "#main/domain/prompt/estimate-tokens.ts";
import { mostPromptTokens } from "#main/domain/prompt/most-tokens.ts";
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
export class Tally {
  readonly #call: ChatCall;
  readonly #dependencies: TallyDependencies;
  readonly #startedAt: number;
  readonly #output = new PiecedText();
  #firstContentMs: number | undefined;
  #servedBy: ServedBy | undefined;
  #usage: Usage | undefined;
  #finishReason: FinishReason | undefined;
  #error: ErrorJson | undefined;

  constructor(call: ChatCall, dependencies: TallyDependencies) {
    this.#call = call;
    this.#dependencies = dependencies;
    this.#startedAt = dependencies.clock.monotonic();
  }

  note(event: StreamEvent): void {
    if (isContent(event)) {
      this.#firstContentMs ??= this.#elapsed();
      if ("text" in event) this.#output.add(event.text);
    } else if (event.type === "tool-call-delta")
      this.#output.add(event.arguments);
    else if (event.type === "served-by") this.#servedBy = event.servedBy;
    else if (event.type === "usage") this.#usage = event.usage;
    else if (event.type === "finish") this.#finishReason = event.reason;
    else if (event.type === "error") this.#error = event.error;
  }

  /** Whether `finish` or `error` was noted. */
  get hasEnded(): boolean {
    return this.#finishReason !== undefined || this.#error !== undefined;
  }

  /** Whether nothing may follow any more. */
  get isOver(): boolean {
    if (this.#error !== undefined) return true;
    return this.#finishReason !== undefined && this.#usage !== undefined;
  }

  /** The same usage with a cost, where prices give one and the upstream gave none. */
  priced(told: Usage): Usage {
    const isWhole = this.#finishReason !== undefined;
    const raw = isWhole ? told : atLeastSaid(told, this.#output.tokens);
    if (raw.costNanoUsd !== undefined)
      return raw.costSource === undefined
        ? { ...raw, costSource: "upstream" }
        : raw;
    const { priceOf, clock } = this.#dependencies;
    const { instance, model } = this.#servedBy ?? targetOf(this.#call);
    const price = priceOf(instance, model);
    const images = countImages(this.#call.request.messages);
    const cost =
      price && costNanoUsd(price, { usage: raw, images, at: clock.now() });
    if (cost === undefined) return raw;
    return { costSource: "prices", ...raw, costNanoUsd: cost };
  }

  /** Usage by our own count, where content came and nobody told; undefined otherwise. */
  missingUsage(): Usage | undefined {
    if (this.#usage !== undefined || this.#firstContentMs === undefined)
      return undefined;
    if (this.#servedBy?.cached !== undefined) return undefined;
    return this.priced({
      inputTokens: mostPromptTokens(this.#call.request),
      outputTokens: this.#output.tokens,
      costSource: "estimate",
    });
  }

  toRecord(): CallRecord {
    const { id, origin, request, attempts } = this.#call;
    const record: Writable<CallRecord> = {
      id,
      origin,
      asked: request.model,
      outcome: outcomeOf(this.#error),
      attempts: attempts.count,
      durationMs: this.#elapsed(),
    };
    if (this.#servedBy !== undefined) record.servedBy = this.#servedBy;
    if (this.#finishReason !== undefined)
      record.finishReason = this.#finishReason;
    if (this.#error !== undefined) record.error = this.#error;
    if (this.#usage !== undefined) record.usage = this.#usage;
    if (this.#firstContentMs !== undefined)
      record.firstContentMs = this.#firstContentMs;
    return record;
  }

  #elapsed(): number {
    return this.#dependencies.clock.monotonic() - this.#startedAt;
  }
}

function outcomeOf(error: ErrorJson | undefined): CallRecord["outcome"] {
  if (error === undefined) return "ok";
  if (error.code === "aborted" || error.code === "interrupted")
    return "aborted";
  return error.code === "denied" ? "denied" : "failed";
}

/** A count from the middle of a reply leaves out what was said since. */
function atLeastSaid(told: Usage, outputTokens: number): Usage {
  if (told.costNanoUsd !== undefined || outputTokens <= told.outputTokens)
    return told;
  return { ...told, outputTokens, costSource: "estimate" };
}
