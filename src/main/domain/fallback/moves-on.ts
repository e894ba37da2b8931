import { assertNever, type ErrorCode } from "#shared/errors/app-error.ts";
import type { RouteTarget } from "../routing/plan-route.ts";
import { triggerOf } from "./triggers.ts";

/** Whether a failure before the first content may move the call to this target: the user's own rule says after what. */
export function maySend(
  code: ErrorCode,
  { after }: Pick<RouteTarget, "after">,
): boolean {
  return movesOn(code) && (after?.includes(triggerOf(code)) ?? true);
}

/**
 * Whether a failure before the first content may move the call to its next target. What the caller
 * sent, content filters, denials and aborts come back at once: another target would not mend them.
 */
export function movesOn(code: ErrorCode): boolean {
  switch (code) {
    // Only to a target that costs nothing; the fallback stage sees to that.
    case "over-budget":
    case "key-rejected":
    case "out-of-credit":
    case "model-not-found":
    case "rate-limited":
    case "overloaded":
    case "upstream-failed":
    case "upstream-invalid":
    case "upstream-timeout":
    case "upstream-unreachable":
    case "stream-interrupted":
    case "queue-timeout":
    case "secret-missing":
    case "secret-store-unreachable":
    case "file-not-found":
    case "file-invalid":
    case "file-unreadable":
    case "local-load-failed":
    case "local-out-of-memory":
    case "local-crashed":
    // Of one target: it has no kept answer, and no other was wanted.
    case "no-target":
      return true;
    case "invalid-request":
    case "unsupported-parameter":
    case "not-found":
    case "conflict":
    case "forbidden":
    case "context-too-long":
    case "content-filtered":
    case "denied":
    case "private-chat":
    case "aborted":
    case "interrupted":
    case "config-invalid":
    case "store-locked":
    case "store-corrupt":
    case "store-full":
    case "store-unwritable":
    case "store-newer":
    case "data-dir-owned":
    case "port-in-use":
    case "version-mismatch":
    case "internal":
      return false;
    default:
      return assertNever(code);
  }
}
