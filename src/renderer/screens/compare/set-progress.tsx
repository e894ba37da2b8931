import { useEffect, useState } from "react";
import type { PromptSet } from "#shared/compare/prompt-set.ts";
import { ProgressBar } from "#renderer/components/progress-bar.tsx";
import { formatUsd } from "#renderer/format/money.ts";
import { formatCount, formatDuration } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import styles from "./prompt-set.module.css";

/** How much is done, what it has cost, how long the rest takes. */
export function SetProgress({ set }: { readonly set: PromptSet }) {
  const { progress, state, assertions, budgetNanoUsd } = set;
  const ended = progress.done + progress.failed;
  const estimate = useRemainingCost(set);
  const label = t("compare.set.progress", {
    ended: formatCount(ended),
    total: formatCount(progress.total),
  });
  return (
    <div className={styles.progress}>
      <ProgressBar
        label={label}
        fraction={progress.total === 0 ? 0 : ended / progress.total}
      />
      <p className={styles.facts}>
        <b>{label}</b>
        {progress.failed > 0 && (
          <span>{t("compare.set.failed", { count: progress.failed })}</span>
        )}
        {assertions.length > 0 && progress.done > 0 && (
          <span>
            {t("compare.set.passed", {
              passed: formatCount(progress.passed),
              done: formatCount(progress.done),
            })}
          </span>
        )}
        {set.badRows > 0 && (
          <span>{t("compare.set.badRows", { count: set.badRows })}</span>
        )}
        <span>
          {budgetNanoUsd === undefined
            ? t("compare.set.spent", { cost: formatUsd(progress.costNanoUsd) })
            : t("compare.set.spentOf", {
                cost: formatUsd(progress.costNanoUsd),
                budget: formatUsd(budgetNanoUsd),
              })}
        </span>
        {estimate !== undefined && (
          <span>{t("compare.set.rest", { cost: formatUsd(estimate) })}</span>
        )}
        {state === "running" && progress.remainingMs !== undefined && (
          <span>
            {t("compare.set.timeLeft", {
              duration: formatDuration(Math.max(1_000, progress.remainingMs)),
            })}
          </span>
        )}
      </p>
    </div>
  );
}

/** What the cells that were not run yet cost at most; asked while nothing runs. */
function useRemainingCost({
  id,
  state,
  updatedAt,
}: PromptSet): number | undefined {
  const [cost, setCost] = useState<number>();
  const still = state === "ready" || state === "paused";
  useEffect(() => {
    if (!still) return undefined;
    let stale = false;
    client.promptSets.estimate({ id }).then(
      ({ costNanoUsd }) => !stale && setCost(costNanoUsd),
      () => !stale && setCost(undefined),
    );
    return () => {
      stale = true;
    };
  }, [id, still, updatedAt]);
  return still ? cost : undefined;
}
