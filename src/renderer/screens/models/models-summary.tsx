import { useNow } from "#renderer/components/use-now.ts";
import { formatAgo } from "#renderer/format/time.ts";
import { t } from "#renderer/messages/t.ts";
import { useInstances } from "#renderer/stores/instances.ts";
import { useModels } from "#renderer/stores/models.ts";

const everyMinute = 60_000;
const mostNamed = 3;

/** `346 from OpenRouter, 3 on this computer · prices of 4 minutes ago` */
export function ModelsSummary() {
  const models = useModels((state) => state.models);
  const refreshedAt = useModels((state) => state.refreshedAt);
  const instances = useInstances((state) => state.instances);
  const now = useNow(everyMinute);
  const counts = new Map<string, number>();
  for (const { instance } of models)
    counts.set(instance, (counts.get(instance) ?? 0) + 1);
  const parts = instances
    .filter(({ id }) => counts.has(id))
    .slice(0, mostNamed)
    .map(({ id, name, kind }) => {
      const count = counts.get(id) ?? 0;
      return kind === "llamacpp"
        ? t("models.onThisComputer", { count })
        : t("models.from", { count, name });
    });
  const priced = models.some(({ price }) => price !== undefined);
  return [
    parts.join(", "),
    ...(priced && refreshedAt !== undefined
      ? [pricesText(refreshedAt, now)]
      : []),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

function pricesText(refreshedAt: string, now: number): string {
  return now - Date.parse(refreshedAt) < everyMinute
    ? t("models.pricesNow")
    : t("models.pricesOf", { time: formatAgo(refreshedAt, now) });
}
