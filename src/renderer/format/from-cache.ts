import type { ServedBy } from "#shared/chat/stream-event.ts";
import { t } from "#renderer/messages/t.ts";
import { formatUsd } from "./money.ts";
import { formatAge } from "./time.ts";

/** What a reply says that cost no call: its age and what it saved. */
export function fromCache(cached: NonNullable<ServedBy["cached"]>): string {
  const { source, ageSeconds, savedNanoUsd = 0 } = cached;
  if (source === "shared") return t("cache.mark.shared");
  const age = formatAge(ageSeconds);
  return savedNanoUsd === 0
    ? t("cache.mark.kept", { age })
    : t("cache.mark.keptSaved", { age, saved: formatUsd(savedNanoUsd) });
}
