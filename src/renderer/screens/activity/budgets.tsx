import { useEffect, useState } from "react";
import { ProgressBar } from "#renderer/components/progress-bar.tsx";
import { Button } from "#renderer/components/button.tsx";
import { formatUsd } from "#renderer/format/money.ts";
import { formatPercent } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { client } from "#renderer/rpc/client.ts";
import { onBackendChange } from "#renderer/stores/app-changes.ts";
import { navigate } from "#renderer/stores/app-navigation.ts";
import { rarely } from "#renderer/stores/app-rarely.ts";
import styles from "./activity.module.css";

type Budget = Awaited<ReturnType<typeof client.activity.budgets>>[number];

/** How far the bounds of the settings are used up; without any, how to set one. */
export function Budgets() {
  const [budgets, setBudgets] = useState<readonly Budget[]>();
  useEffect(() => {
    const read = () =>
      void client.activity.budgets({}).then(setBudgets, () => undefined);
    return onBackendChange(["activity", "settings"], rarely(read));
  }, []);
  if (budgets === undefined) return null;
  return (
    <section className={styles.card} aria-labelledby="activity-budgets">
      <header className={styles.cardHeader}>
        <h2 id="activity-budgets">{t("activity.budgets")}</h2>
        <Button
          variant="quiet"
          size="small"
          onClick={() => navigate("settings", "budget")}
        >
          {t(
            budgets.length === 0
              ? "activity.budgets.set"
              : "activity.budgets.change",
          )}
        </Button>
      </header>
      {budgets.length === 0 ? (
        <p className={styles.note}>{t("activity.budgets.none")}</p>
      ) : (
        <div className={styles.budgets}>
          {budgets.map((budget) => (
            <BudgetRow key={budget.name} {...budget} />
          ))}
        </div>
      )}
    </section>
  );
}

function BudgetRow({ name, usedNanoUsd, limitNanoUsd }: Budget) {
  const fraction = Math.min(1, usedNanoUsd / limitNanoUsd);
  const text = t("activity.budgets.used", {
    used: formatUsd(usedNanoUsd),
    limit: formatUsd(limitNanoUsd),
  });
  return (
    <div className={styles.budget}>
      <span>{t(`activity.budgets.${name}`)}</span>
      <span className={styles.detail}>
        {text} · {formatPercent(fraction)}
      </span>
      <ProgressBar
        label={`${t(`activity.budgets.${name}`)}: ${text}`}
        fraction={fraction}
        tone={fraction >= 0.95 ? "bad" : fraction >= 0.8 ? "warn" : "accent"}
      />
    </div>
  );
}
