import { t } from "#renderer/messages/t.ts";
import { StateDot, type DotState } from "../state-dot.tsx";
import { Tooltip } from "../tooltip.tsx";
import styles from "./connection-footer.module.css";

/** Connection state and where text may go (opens Providers), and what today has cost (opens Activity). */
export function ConnectionFooter({
  state,
  text,
  hint,
  collapsed,
  spentToday,
  onOpen,
  onOpenActivity,
}: {
  readonly state: DotState;
  readonly text: string;
  /** A sentence for the tooltip where something is wrong. */
  readonly hint?: string | undefined;
  readonly collapsed: boolean;
  /** Absent until it is known. */
  readonly spentToday: string | undefined;
  readonly onOpen: () => void;
  readonly onOpenActivity: () => void;
}) {
  return (
    <div className={styles.footer} data-collapsed={collapsed}>
      <Tooltip
        label={hint ?? `${t("connection.whereText")}: ${text}`}
        side="top"
      >
        <button
          type="button"
          className={styles.connection}
          aria-label={hint === undefined ? text : `${text}. ${hint}`}
          onClick={onOpen}
        >
          <StateDot state={state} />
          {!collapsed && <span className={styles.text}>{text}</span>}
        </button>
      </Tooltip>
      {!collapsed && spentToday !== undefined && (
        <Tooltip label={t("activity.today", { cost: spentToday })} side="top">
          <button
            type="button"
            className={styles.spent}
            aria-label={t("activity.today", { cost: spentToday })}
            onClick={onOpenActivity}
          >
            {spentToday}
          </button>
        </Tooltip>
      )}
    </div>
  );
}
