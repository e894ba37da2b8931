import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const toolTimeoutMs = 5_000;
/** `ps` counts in seconds, and our own clock starts a moment after the process. */
const toleranceMs = 5_000;

/**
 * When a process started, as text that only `sameStartTime` understands; undefined for a process
 * that is gone or cannot be asked. On Linux exact and bound to the boot, elsewhere milliseconds
 * since 1970.
 */
export function processStartTime(pid: number): string | undefined {
  if (process.platform === "linux") return linuxStartTime(pid);
  if (pid === process.pid) return String(Math.round(performance.timeOrigin));
  try {
    const started =
      process.platform === "win32" ? windowsStart(pid) : unixStart(pid);
    return Number.isFinite(started) ? String(started) : undefined;
  } catch {
    return undefined;
  }
}

export function sameStartTime(one: string, other: string): boolean {
  if (one === other) return true;
  const difference = Math.abs(Number(one) - Number(other));
  return difference <= toleranceMs;
}

function linuxStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; what follows the last one are plain fields.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = fields[19];
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return ticks === undefined ? undefined : `${boot}/${ticks}`;
  } catch {
    return undefined;
  }
}

function unixStart(pid: number): number {
  const started = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { PATH: "/bin:/usr/bin", LC_ALL: "C", TZ: "UTC" },
    timeout: toolTimeoutMs,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return Date.parse(`${started.trim()} UTC`);
}

function windowsStart(pid: number): number {
  const command = `([DateTimeOffset](Get-Process -Id ${pid}).StartTime).ToUnixTimeMilliseconds()`;
  const started = execFileSync(
    "powershell.exe",
    ["-NoProfile", "-NonInteractive", "-Command", command],
    {
      encoding: "utf8",
      timeout: toolTimeoutMs,
      stdio: ["ignore", "pipe", "ignore"],
      windowsHide: true,
    },
  );
  return Number(started.trim() || Number.NaN);
}
