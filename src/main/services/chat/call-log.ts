import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import type { CallRecord } from "./tally.ts";

const secondMs = 1_000;
/** Lines of successes in one second. */
const mostLines = 20;

interface Omitted {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costNanoUsd: number;
}

export interface CallLog {
  note(call: CallRecord): void;
  /** Tells now what this second has left out; what is left out later is told at once. */
  close(): void;
}

/**
 * One line per call: who answered, how long it took, what it cost. Never prompt or reply. In a busy
 * second the first successes have their own lines and the others one together, so that what went wrong
 * is not rotated away within minutes; the ledger and the audit keep each.
 */
export function createCallLog(
  log: Logger,
  clock: Pick<Clock, "monotonic" | "sleep">,
): CallLog {
  const closing = new AbortController();
  let secondEndsAt = 0;
  let lines = 0;
  let omitted: Omitted | undefined;

  function tellOmitted(): void {
    if (omitted !== undefined) log.info({ ...omitted }, "More calls ended.");
    omitted = undefined;
  }

  /** Whether this second has room for one more line. */
  function takeLine(): boolean {
    const now = clock.monotonic();
    if (now >= secondEndsAt) {
      secondEndsAt = now + secondMs;
      lines = 0;
    }
    lines += 1;
    return lines <= mostLines;
  }

  function omit({ usage }: CallRecord): void {
    if (omitted === undefined) {
      omitted = { calls: 0, inputTokens: 0, outputTokens: 0, costNanoUsd: 0 };
      void clock.sleep(secondMs, closing.signal).then(tellOmitted, tellOmitted);
    }
    omitted.calls += 1;
    omitted.inputTokens += usage?.inputTokens ?? 0;
    omitted.outputTokens += usage?.outputTokens ?? 0;
    omitted.costNanoUsd += usage?.costNanoUsd ?? 0;
  }

  return {
    note(call) {
      if (call.outcome === "failed")
        log.warn(factsOf(call), "Chat call failed.");
      else if (takeLine()) log.info(factsOf(call), "Chat call ended.");
      else omit(call);
    },
    close() {
      closing.abort();
      tellOmitted();
    },
  };
}

function factsOf(call: CallRecord): object {
  const { id, asked, servedBy, outcome, attempts, error, usage } = call;
  return {
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
}
