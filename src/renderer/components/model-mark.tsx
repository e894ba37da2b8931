import { classNames } from "./class-names.ts";
import { useSeries } from "./series-context.ts";
import styles from "./model-mark.module.css";

/** The small square in a model's own colour, the same one everywhere but beside a model of that colour. */
export function ModelMark({ modelRef }: { readonly modelRef: string }) {
  const series = useSeries(modelRef);
  return (
    <span
      className={classNames(styles.mark, styles[`s${series}`])}
      aria-hidden
    />
  );
}
