import { classNames } from "./class-names.ts";
import styles from "./state-dot.module.css";

export type DotState = "good" | "warn" | "bad" | "off" | "busy";

/** A coloured point; `label` says the same in words, where nothing beside it does. */
export function StateDot({
  state,
  label,
}: {
  readonly state: DotState;
  readonly label?: string;
}) {
  return (
    <span
      className={classNames(styles.dot, styles[state])}
      role={label === undefined ? undefined : "img"}
      aria-label={label}
      aria-hidden={label === undefined}
      title={label}
    />
  );
}
