import type { ActivityHistory } from "#shared/rpc/activity.ts";
import { formatUsd } from "#renderer/format/money.ts";
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatTokensShort,
} from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import styles from "./activity.module.css";

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly detail?: string;
}

/** A few large figures with what they are made of. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map(({ label, value, detail }) => (
        <div key={label} className={styles.figure}>
          <dt>{label}</dt>
          <dd className={styles.large}>{value}</dd>
          {detail !== undefined && <dd className={styles.detail}>{detail}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** The sums over the whole range. */
export function summaryOf(total: ActivityHistory["total"]): readonly Figure[] {
  const { requests, cached, failed, inputTokens, outputTokens } = total;
  const paid = requests - cached;
  return [
    {
      label: t("activity.measure.cost"),
      value: formatUsd(total.costNanoUsd),
      detail: t("activity.summary.average", {
        cost: formatUsd(paid === 0 ? 0 : total.costNanoUsd / paid),
      }),
    },
    {
      label: t("activity.measure.requests"),
      value: formatCount(requests),
      detail: t("activity.summary.cached", { share: share(cached, requests) }),
    },
    {
      label: t("activity.measure.tokens"),
      value: formatCount(inputTokens + outputTokens),
      detail: t("activity.summary.tokens", {
        input: formatTokensShort(inputTokens),
        output: formatTokensShort(outputTokens),
      }),
    },
    {
      label: t("activity.measure.saved"),
      value: formatUsd(total.savedNanoUsd),
      detail: t("activity.summary.time", {
        time: formatDuration(total.savedMs),
      }),
    },
    {
      label: t("activity.summary.errorRate"),
      value: share(failed, requests),
      detail: t("activity.summary.failed", { count: failed }),
    },
  ];
}

function share(part: number, whole: number): string {
  return formatPercent(whole === 0 ? 0 : part / whole);
}
