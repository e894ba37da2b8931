import { readFileSync } from "node:fs";
import { AppError } from "#shared/errors/app-error.ts";
import { isMemoryComplaint } from "./memory-complaint.ts";

export interface ProcessExit {
  readonly code: number | null;
  readonly signal?: string;
  readonly stderr: string;
}

/** Processes that the system has killed for memory since it started; absent where it does not tell. */
export type MemoryKills = () => number | undefined;

const windowsNoMemory = 0xc0000017;
const killSignal = 9;

export function linuxMemoryKills(): number | undefined {
  try {
    const counter = /^oom_kill (\d+)$/m.exec(
      readFileSync("/proc/vmstat", "utf8"),
    );
    return counter ? Number(counter[1]) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Why a process that nobody asked to end has ended: `local-out-of-memory` or `local-crashed`.
 * `killsBefore` is the system's count from when it was started.
 */
export function diagnoseExit(
  exit: ProcessExit,
  kills: { readonly before?: number; readonly after?: number },
): AppError {
  const isMemory =
    exit.code === windowsNoMemory ||
    isMemoryComplaint(exit.stderr) ||
    (wasKilled(exit) && mayBeMemory(kills));
  const how = exit.signal ?? `code ${String(exit.code)}`;
  return new AppError(isMemory ? "local-out-of-memory" : "local-crashed", {
    message: isMemory
      ? "The process that runs models ran out of memory."
      : `The process that runs models ended unexpectedly (${how}).`,
    retryable: !isMemory,
    data: { exit: how, reason: lastLine(exit.stderr) },
  });
}

function wasKilled({ code, signal }: ProcessExit): boolean {
  if (signal !== undefined) return signal === "SIGKILL";
  return code === killSignal || code === 128 + killSignal;
}

/** Where the system counts, its count decides; elsewhere lack of memory is what kills unasked. */
function mayBeMemory(kills: { before?: number; after?: number }): boolean {
  if (kills.before === undefined || kills.after === undefined) return true;
  return kills.after > kills.before;
}

function lastLine(stderr: string): string {
  return stderr.trim().split("\n").at(-1)?.slice(0, 500) ?? "";
}
