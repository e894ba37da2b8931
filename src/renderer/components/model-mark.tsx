import { classNames } from "./class-names.ts";
import { seriesOf } from "./series.ts";
import styles from "./model-mark.module.css";

/** The small square in a model's own colour, the same one everywhere. */
export function ModelMark({ modelRef }: { readonly modelRef: string }) {
  return (
    <span
      className={classNames(styles.mark, styles[`s${seriesOf(modelRef)}`])}
      aria-hidden
    />
  );
}
