/** A gap between two looks that is longer was no wait for a timer: something held the process up. */
const longestGapMs = 10;

/**
 * Milliseconds that pass for this process from now on: all that it waits or computes, without what the
 * machine gives to others meanwhile. So a bound holds for each try, on a busy machine too, and work of
 * our own that keeps the process from answering counts in full.
 */
export function startAwakeTime(): {
  /** So far. */
  milliseconds(): number;
  stop(): void;
} {
  let awake = 0;
  let lookedAt = performance.now();
  let used = process.cpuUsage();
  function look(): number {
    const now = performance.now();
    const gap = now - lookedAt;
    const { user, system } = process.cpuUsage(used);
    const computed = (user + system) / 1_000;
    awake += gap <= longestGapMs ? gap : Math.max(longestGapMs, computed);
    lookedAt = now;
    used = process.cpuUsage();
    return awake;
  }
  const timer = setInterval(look, 1);
  return { milliseconds: look, stop: () => clearInterval(timer) };
}
