import { t } from "#renderer/messages/t.ts";
import { StateDot, type DotState } from "../state-dot.tsx";
import { Tooltip } from "../tooltip.tsx";
import styles from "./connection-footer.module.css";

/** Connection state and where text may go, at the foot of the sidebar. Opens Providers. */
export function ConnectionFooter({
  state,
  text,
  hint,
  collapsed,
  onOpen,
}: {
  readonly state: DotState;
  readonly text: string;
  /** A sentence for the tooltip where something is wrong. */
  readonly hint?: string | undefined;
  readonly collapsed: boolean;
  readonly onOpen: () => void;
}) {
  return (
    <Tooltip label={hint ?? `${t("connection.whereText")}: ${text}`} side="top">
      <button
        type="button"
        className={styles.footer}
        data-collapsed={collapsed}
        aria-label={hint === undefined ? text : `${text}. ${hint}`}
        onClick={onOpen}
      >
        <StateDot state={state} />
        {!collapsed && <span className={styles.text}>{text}</span>}
      </button>
    </Tooltip>
  );
}
