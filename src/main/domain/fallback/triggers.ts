import type { ErrorCode } from "#shared/errors/app-error.ts";

/** The troubles that a user's fallback rule may answer. */
export type FallbackTrigger = "unreachable" | "out-of-credit" | "over-budget";

/** Which of them a failure that moves on belongs to. Whatever keeps a target from answering counts as out of reach. */
export function triggerOf(code: ErrorCode): FallbackTrigger {
  return code === "out-of-credit" || code === "over-budget"
    ? code
    : "unreachable";
}
