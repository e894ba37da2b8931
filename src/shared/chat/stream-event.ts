import { z } from "zod";
import { errorJsonSchema } from "../errors/app-error.ts";
import { usageSchema } from "./usage.ts";

export const finishReasonSchema = z.enum([
  "stop",
  "length",
  "tool-calls",
  "content-filter",
  "error",
]);
export type FinishReason = z.infer<typeof finishReasonSchema>;

/** Where the text goes and why this target answers. Shown beside the reply. */
export const servedBySchema = z.object({
  /** Configured instance id. */
  instance: z.string(),
  /** Upstream model id. */
  model: z.string(),
  /** True: nothing leaves this computer. */
  local: z.boolean(),
  /** True: the demo's simulated models. */
  simulated: z.boolean(),
  /** Who behind the instance answered, as it says itself, e.g. `Anthropic` behind OpenRouter. */
  provider: z.string().optional(),
  /** How a model on this computer was prompted. */
  prompting: z.enum(["chat-template", "completion"]).optional(),
  /** Set when this is not the target that was asked: the failure that moved the call here. */
  substituteFor: z
    .object({ target: z.string(), reason: errorJsonSchema })
    .optional(),
  /** Counts from 1 over all targets; 0 for an answer that took none. */
  attempt: z.int().min(0),
  /** Set when no upstream was asked: the answer was kept, or shared with a call that ran. */
  cached: z
    .object({
      source: z.enum(["memory", "disk", "shared"]),
      /** Seconds since the upstream gave it. */
      ageSeconds: z.int().min(0),
      /** What asking again would have cost, where that is known. */
      savedNanoUsd: z.int().min(0).optional(),
    })
    .optional(),
});
export type ServedBy = z.infer<typeof servedBySchema>;

export const streamEventSchema = z.discriminatedUnion("type", [
  /** Something is going on before the first content; replaces the previous `progress`. */
  z.object({
    type: z.literal("progress"),
    phase: z.enum([
      "queued",
      "connecting",
      "retry-wait",
      "loading-model",
      "reading-prompt",
    ]),
    /** 0 to 1, where known. */
    fraction: z.number().min(0).max(1).optional(),
    /** Milliseconds until the phase ends, where known (a retry's countdown). */
    remainingMs: z.number().min(0).optional(),
  }),
  /** The target that answers is known. May come again with `provider` filled in. */
  z.object({ type: z.literal("served-by"), servedBy: servedBySchema }),
  /**
   * Upstream accepted and began its reply; `id` is its own id of the reply. May come again without
   * fields, as the bearer of a wire frame that says nothing else.
   */
  z.object({
    type: z.literal("start"),
    id: z.string().optional(),
    model: z.string().optional(),
    /** Who behind the instance answers, as it says itself. */
    provider: z.string().optional(),
    /** The upstream is at work on what it does not tell: it thinks, or runs tools of its own. */
    atWork: z.literal(true).optional(),
    /** The reply holds what no event tells: its own frames alone are all of it. */
    holdsMore: z.literal(true).optional(),
  }),
  z.object({ type: z.literal("text-delta"), text: z.string() }),
  z.object({
    type: z.literal("reasoning-delta"),
    text: z.string(),
    /** Upstream's structured pieces as they came; concatenated by the reducer, never interpreted. */
    details: z.array(z.unknown()).optional(),
  }),
  /** A new call; `index` counts from 0 within the reply. Calls may interleave. */
  z.object({
    type: z.literal("tool-call-start"),
    index: z.int().min(0),
    id: z.string(),
    name: z.string(),
  }),
  z.object({
    type: z.literal("tool-call-delta"),
    index: z.int().min(0),
    arguments: z.string(),
  }),
  z.object({
    type: z.literal("image"),
    mediaType: z.string(),
    data: z.string(),
  }),
  z.object({ type: z.literal("usage"), usage: usageSchema }),
  /** The reply is complete. `usage` may still follow; nothing else does. */
  z.object({
    type: z.literal("finish"),
    reason: finishReasonSchema,
    /** The upstream's own word, when it has one. */
    native: z.string().optional(),
  }),
  /** The call failed or was stopped; terminal. Text before it stands. */
  z.object({ type: z.literal("error"), error: errorJsonSchema }),
]);

/**
 * One step of a reply. A stream ends with `finish` (then at most `usage`) or with `error`; a stream that
 * ends with neither is a defect that the transport turns into `error` with code `stream-interrupted`.
 */
export type StreamEvent = z.infer<typeof streamEventSchema>;

/**
 * Content events commit the reply: after the first one there is no retry and no fallback. Work that
 * has begun is paid for as content is, and whoever waits for its end may see it go on.
 */
export function isContent(event: StreamEvent): boolean {
  return (
    (event.type === "start" && event.atWork === true) ||
    event.type === "text-delta" ||
    event.type === "reasoning-delta" ||
    event.type === "tool-call-start" ||
    event.type === "image"
  );
}
