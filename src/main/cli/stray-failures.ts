import type { Logger } from "#main/ports/logger.ts";

/**
 * A promise that fails with nobody listening is a defect of one place. It is written down, and calls
 * that have nothing to do with it go on, as they do in the window, where Electron keeps it so.
 */
export function outliveStrayFailures(log: Pick<Logger, "error">): void {
  process.on("unhandledRejection", (reason) => {
    log.error(placeOf(reason), "Defect.");
  });
}

/** Where it comes from; what foreign errors say may quote what nobody shall read. */
function placeOf(reason: unknown): object {
  if (!(reason instanceof Error)) return { name: typeof reason };
  const lines = (reason.stack ?? "").split("\n").map((line) => line.trim());
  const frames = lines.filter((line) => line.startsWith("at "));
  const code = "code" in reason ? { code: reason.code } : {};
  return { name: reason.name, ...code, frames: frames.slice(0, 12) };
}
