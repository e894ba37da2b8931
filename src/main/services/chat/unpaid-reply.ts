import type { ServedBy, StreamEvent } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
import { targetOf, type ChatCall } from "./runner.ts";

/** Who answers a call for which no upstream was asked. */
export function servedFromStore(
  call: ChatCall,
  cached: NonNullable<ServedBy["cached"]>,
): StreamEvent {
  const { instance, model, local, simulated } = targetOf(call);
  const attempt = call.attempts.count;
  const servedBy = { instance, model, local, simulated, attempt, cached };
  return { type: "served-by", servedBy };
}

/** The original usage, at no cost. */
export function unpaid(usage: Usage): StreamEvent {
  return { type: "usage", usage: { ...usage, costNanoUsd: 0 } };
}
