import { Slider as Base } from "@base-ui/react/slider";
import styles from "./slider.module.css";

/** A number by hand: label left, value right, track below. */
export function Slider({
  label,
  value,
  min,
  max,
  step,
  onChange,
  onCommit,
  valueText,
  disabled = false,
}: {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** On every move. */
  readonly onChange: (value: number) => void;
  /** Once, when the hand lets go. */
  readonly onCommit?: (value: number) => void;
  /** What stands at the right; the number itself by default. */
  readonly valueText?: string;
  readonly disabled?: boolean;
}) {
  return (
    <Base.Root
      className={styles.slider}
      value={value}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={(next) => onChange(next)}
      onValueCommitted={(next) => onCommit?.(next)}
      thumbAlignment="edge"
    >
      <Base.Label className={styles.label}>{label}</Base.Label>
      <span className={styles.value} aria-hidden>
        {valueText ?? value}
      </span>
      <Base.Control className={styles.control}>
        <Base.Track className={styles.track}>
          <Base.Indicator className={styles.indicator} />
          <Base.Thumb
            className={styles.thumb}
            {...(valueText === undefined
              ? {}
              : { getAriaValueText: () => valueText })}
          />
        </Base.Track>
      </Base.Control>
    </Base.Root>
  );
}
