import styles from "./announcer.module.css";

/** The one polite live region. */
export function Announcer({
  text,
  turn,
}: {
  readonly text: string;
  readonly turn: number;
}) {
  return (
    <div className={styles.region} role="status" aria-live="polite">
      <span key={turn}>{text}</span>
    </div>
  );
}
