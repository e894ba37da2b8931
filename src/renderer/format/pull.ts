import type { ErrorJson } from "#shared/errors/app-error.ts";
import type { Pull } from "#shared/models/pull.ts";
import { t } from "#renderer/messages/t.ts";
import { describeError } from "./error.ts";
import { formatBytes, formatDuration } from "./numbers.ts";

/** How far a pull is: `1.2 GB of 4.7 GB · 58 MB/s · 1 min 3 s left`. */
export function describePull(pull: Pull): string {
  const { completedBytes, totalBytes, bytesPerSecond, phase, state } = pull;
  const amount =
    totalBytes === 0
      ? undefined
      : t("pulls.amount", {
          done: formatBytes(completedBytes),
          total: formatBytes(totalBytes),
        });
  if (state === "done")
    return t("pulls.done", { total: formatBytes(totalBytes) });
  if (state !== "running")
    return amount === undefined
      ? t("pulls.stopped")
      : t("pulls.stoppedAt", { amount });
  if (phase === "looking-up" || amount === undefined)
    return t("pulls.looking-up");
  if (phase === "checking") return t("pulls.checking", { amount });
  if (!bytesPerSecond) return amount;
  const seconds = Math.ceil((totalBytes - completedBytes) / bytesPerSecond);
  return t("pulls.running", {
    amount,
    rate: formatBytes(bytesPerSecond),
    left:
      seconds < 60
        ? t("format.seconds", { value: seconds })
        : formatDuration(seconds * 1_000),
  });
}

/** Why it failed, in one sentence: a pull goes from a library to an instance's disk, unlike a chat. */
export function describePullError(
  error: ErrorJson,
  names: { readonly instance: string; readonly model: string },
): string {
  if (error.code === "model-not-found") return t("pulls.error.notFound", names);
  if (error.code === "store-full") return t("pulls.error.diskFull", names);
  if (error.data["reason"] === "library-unreachable")
    return t("pulls.error.unreachable", names);
  if (error.code === "invalid-request") return t("pulls.error.badName", names);
  return describeError(error, names).sentence;
}
