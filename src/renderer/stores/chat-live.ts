import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import { isContent, type StreamEvent } from "#shared/chat/stream-event.ts";

/** A reply that streams, folded up to `sequence`. */
export interface LiveReply {
  readonly reply: Reply;
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** When the first content was seen here; absent where it came before this window looked. */
  readonly firstContentAt?: number;
  /** Estimate of what was written so far, reasoning included. */
  readonly outputTokens: number;
}

interface Snapshot {
  readonly sequence: number;
  readonly events: readonly StreamEvent[];
  readonly startedAt: string;
}

export function fromSnapshot(snapshot: Snapshot): LiveReply {
  return {
    reply: snapshot.events.reduce(applyStreamEvent, emptyReply),
    sequence: snapshot.sequence,
    startedAt: Date.parse(snapshot.startedAt),
    outputTokens: estimateOutput(snapshot.events),
  };
}

/**
 * The reply after one more batch. Batches are numbered; one that a snapshot already held is skipped,
 * so nothing is ever told twice.
 */
export function afterEvents(
  live: LiveReply,
  batch: { readonly sequence: number; readonly events: readonly StreamEvent[] },
  now: number,
): LiveReply {
  if (batch.sequence <= live.sequence) return live;
  const { events, sequence } = batch;
  const begins =
    live.firstContentAt === undefined &&
    live.reply.parts.length === 0 &&
    events.some(isContent);
  return {
    ...live,
    reply: events.reduce(applyStreamEvent, live.reply),
    sequence,
    outputTokens: live.outputTokens + estimateOutput(events),
    ...(begins ? { firstContentAt: now } : {}),
  };
}

function estimateOutput(events: readonly StreamEvent[]): number {
  let tokens = 0;
  for (const event of events) {
    if (event.type === "text-delta" || event.type === "reasoning-delta")
      tokens += estimateTokens(event.text);
    else if (event.type === "tool-call-delta")
      tokens += estimateTokens(event.arguments);
  }
  return tokens;
}

/** About four Latin letters a token, and about one and a half ideographs; for meters only. */
export function estimateTokens(text: string): number {
  let narrow = 0;
  for (let index = 0; index < text.length; index += 1)
    if (text.charCodeAt(index) < 0x2e_80) narrow += 1;
  return narrow / 4 + (text.length - narrow) / 1.5;
}
