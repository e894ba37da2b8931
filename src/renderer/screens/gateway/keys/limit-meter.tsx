import { ProgressBar } from "#renderer/components/progress-bar.tsx";
import { Tooltip } from "#renderer/components/tooltip.tsx";
import type { LimitRow } from "./limit-text.ts";
import styles from "./keys.module.css";

const warnFrom = 0.8;

/** How far a limit is used up. */
export function LimitMeter({ row }: { readonly row: LimitRow }) {
  const { fraction, limit, used } = row;
  const tone = fraction >= 1 ? "bad" : fraction >= warnFrom ? "warn" : "accent";
  return (
    <Tooltip label={used}>
      <div className={styles.meter}>
        <div className={styles.bar}>
          <ProgressBar label={used} fraction={fraction} tone={tone} quiet />
        </div>
        <span className={styles.limit}>{limit}</span>
      </div>
    </Tooltip>
  );
}
