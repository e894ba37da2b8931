import type { ServedBy } from "#shared/chat/stream-event.ts";
import { t } from "#renderer/messages/t.ts";

/** Who got the text, in words: what a reply says beside its model's name. */
export function whereItWent(
  servedBy: ServedBy,
  instanceName: (id: string) => string,
): string {
  if (servedBy.simulated) return t("chat.where.simulated");
  if (servedBy.local) return t("chat.where.local");
  const instance = instanceName(servedBy.instance);
  const { provider, cached } = servedBy;
  if (cached !== undefined && cached.source !== "shared")
    return t("chat.where.kept", { instance });
  return provider === undefined || provider === instance
    ? t("chat.where.sent", { instance })
    : t("chat.where.sentVia", { instance, provider });
}
