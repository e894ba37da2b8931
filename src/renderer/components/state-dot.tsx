import { classNames } from "./class-names.ts";
import styles from "./state-dot.module.css";

export type DotState = "good" | "warn" | "bad" | "off" | "busy";

/** A coloured point; a word or a tooltip beside it says the same. */
export function StateDot({ state }: { readonly state: DotState }) {
  return <span className={classNames(styles.dot, styles[state])} aria-hidden />;
}
