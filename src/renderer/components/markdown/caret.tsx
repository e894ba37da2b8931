import styles from "./markdown.module.css";

/** Where the next word will appear. It does not blink: nothing moves while text streams. */
export function Caret() {
  return <span className={styles.caret} aria-hidden data-caret />;
}
