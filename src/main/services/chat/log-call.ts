import type { Logger } from "#main/ports/logger.ts";
import type { CallRecord } from "./tally.ts";

/** One line per call: who answered, how long it took, what it cost. Never prompt or reply. */
export function logCall(log: Logger, call: CallRecord): void {
  const { id, asked, servedBy, outcome, attempts, error, usage } = call;
  const facts = {
    call: id,
    asked,
    served: servedBy && `${servedBy.instance}:${servedBy.model}`,
    attempts,
    outcome,
    code: error?.code,
    durationMs: Math.round(call.durationMs),
    firstContentMs: call.firstContentMs && Math.round(call.firstContentMs),
    inputTokens: usage?.inputTokens,
    outputTokens: usage?.outputTokens,
    costNanoUsd: usage?.costNanoUsd,
  };
  if (outcome === "failed") log.warn(facts, "Chat call failed.");
  else log.info(facts, "Chat call ended.");
}
