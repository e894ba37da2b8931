import { perMillion } from "#shared/models/price.ts";
import { t } from "#renderer/messages/t.ts";
import type { ModelChanges } from "#renderer/stores/models.ts";

export interface NewsCounts {
  readonly added: number;
  readonly cheaper: number;
  readonly dearer: number;
  readonly removed: number;
}

type Repriced = ModelChanges["repriced"][number];

/** Below zero: cheaper. What became free is cheaper; a price that was not known before is neither. */
export function priceChange({ before, after }: Repriced): number {
  return (
    direction(before.input, after.input) ||
    direction(before.output, after.output)
  );
}

function direction(before?: string, after?: string): number {
  if (before === undefined || after === undefined) return 0;
  return Math.sign(perMillion(after) - perMillion(before));
}

export function countNews(news: ModelChanges): NewsCounts {
  const changes = news.repriced.map(priceChange);
  return {
    added: news.added.length,
    cheaper: changes.filter((change) => change < 0).length,
    dearer: changes.filter((change) => change > 0).length,
    removed: news.removed.length,
  };
}

/** `3 new, 1 cheaper, 2 gone`; empty when nothing changed. */
export function newsText(news: ModelChanges): string {
  const { added, cheaper, dearer, removed } = countNews(news);
  return [
    added > 0 && t("models.news.added", { count: added }),
    cheaper > 0 && t("models.news.cheaper", { count: cheaper }),
    dearer > 0 && t("models.news.dearer", { count: dearer }),
    removed > 0 && t("models.news.removed", { count: removed }),
  ]
    .filter((part) => part !== false)
    .join(", ");
}

/** Models of the news that still exist: new ones and those with another price. */
export function newsRefs(news: ModelChanges | undefined): ReadonlySet<string> {
  return new Set([
    ...(news?.added ?? []),
    ...(news?.repriced.map(({ ref }) => ref) ?? []),
  ]);
}
