import styles from "./model-title.module.css";

/** Characters at the end that are always shown: versions and sizes stand there. */
const tailLength = 12;

/** A name in one line; one too long loses its middle, since names of models differ at their ends. */
export function ModelTitle({ name }: { readonly name: string }) {
  if (name.length < 2 * tailLength) return name;
  return (
    <span className={styles.title}>
      <span className={styles.head}>{name.slice(0, -tailLength)}</span>
      <span className={styles.tail}>{name.slice(-tailLength)}</span>
    </span>
  );
}
