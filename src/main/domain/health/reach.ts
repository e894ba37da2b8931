import type { ErrorJson } from "#shared/errors/app-error.ts";

/**
 * What the end of a call says about the way to its upstream: whether anybody was reached, or
 * undefined where it says nothing. `error` is absent for a good end.
 */
export function reachOf(error: ErrorJson | undefined): boolean | undefined {
  if (error === undefined || typeof error.data["status"] === "number")
    return true;
  // One that is not worth trying again was reached and did not convince: its certificate.
  const isAway = error.code === "upstream-unreachable" && error.retryable;
  return isAway ? false : undefined;
}

/** Offline: nobody beyond this network was reached the last time, and at least one was tried. */
export function isOffline(latest: readonly boolean[]): boolean {
  return latest.length > 0 && !latest.includes(true);
}
