import { join } from "node:path";
import { z } from "zod";
import type { OwnerInfo } from "#main/ports/owner.ts";
import type { PrivateFiles } from "#main/ports/private-files.ts";
import { processStartTime, sameStartTime } from "./process-start-time.ts";

const ownerSchema = z.object({
  pid: z.int().positive(),
  startTime: z.string().min(1),
  version: z.string(),
  addresses: z
    .object({
      gateway: z.string().optional(),
      web: z.string().optional(),
      rpc: z.string().optional(),
    })
    .default({}),
  token: z.string().min(1),
});

export function ownerPath(dataDir: string): string {
  return join(dataDir, "owner.json");
}

/** What the file says, whether that process lives or not; undefined without a readable record. */
export function readRecord(
  files: PrivateFiles,
  dataDir: string,
): OwnerInfo | undefined {
  const text = files.read(ownerPath(dataDir));
  if (text === undefined) return undefined;
  try {
    // The program leaves absent addresses out, so the optional ones are never undefined.
    return ownerSchema.parse(JSON.parse(text)) as OwnerInfo;
  } catch {
    return undefined;
  }
}

/** Whether the very process that wrote the record still runs; in doubt it does. */
export function isRunning({ pid, startTime }: OwnerInfo): boolean {
  if (!exists(pid)) return false;
  const started = processStartTime(pid);
  return started === undefined || sameStartTime(started, startTime);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
