import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { t } from "#renderer/messages/t.ts";

type Progress = Extract<StreamEvent, { type: "progress" }>;

/** What a reply does before its first word. */
export function progressText(progress: Progress | undefined): string {
  if (progress === undefined) return t("chat.status.connecting");
  const { phase, fraction, remainingMs } = progress;
  const percent =
    fraction === undefined ? undefined : Math.round(fraction * 100);
  if (phase === "retry-wait")
    return t("chat.status.retry-wait", {
      seconds: Math.ceil((remainingMs ?? 0) / 1_000),
    });
  if (phase === "loading-model" && percent !== undefined)
    return t("chat.status.loading-percent", { percent });
  if (phase === "reading-prompt" && percent !== undefined)
    return t("chat.status.reading-percent", { percent });
  return t(`chat.status.${phase}`);
}
