import styles from "./brand.module.css";

/** The mark: masts at a quay. */
export function BrandMark({ size = 16 }: { readonly size?: 16 | 24 }) {
  return (
    <svg
      className={styles.mark}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      strokeLinecap="round"
      aria-hidden
    >
      <path
        stroke="currentColor"
        strokeWidth="1.6"
        d="M4 10V5.8M8 10V1.6M12 10V7M1 10.8h14"
      />
      <path
        className={styles.water}
        stroke="currentColor"
        strokeWidth="1.6"
        d="M1 14h14"
      />
    </svg>
  );
}
