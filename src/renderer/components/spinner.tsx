import { LoaderCircle } from "lucide-react";
import styles from "./spinner.module.css";

/** Turns while something goes on; name it where no text beside it does. */
export function Spinner({
  label,
  size = 16,
}: {
  readonly label?: string | undefined;
  readonly size?: 14 | 16;
}) {
  return (
    <span
      className={styles.spinner}
      role={label === undefined ? undefined : "status"}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      <LoaderCircle size={size} />
    </span>
  );
}
