import { useEffect, useRef, useState } from "react";
import { drawPlot, type PlotInput } from "./draw-plot.ts";
import styles from "./plot.module.css";

export interface PlotProps extends PlotInput {
  /** One sentence that says what it shows and where the same is written in figures. */
  readonly label: string;
  /** The theme on show: colours are read when it is drawn. */
  readonly theme: string;
  readonly tall?: boolean;
  readonly formatValue: (value: number) => string;
  /** The whole name of a bucket. */
  readonly formatWhen: (start: number) => string;
}

/** Values over time. A table beside it says the same, as a picture says nothing to those who do not see. */
export function Plot(props: PlotProps) {
  const { label, tall = false, series, theme } = props;
  const { starts, unit, kind, formatMark, formatStart } = props;
  const place = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<{ index: number; left: number }>();
  useEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    const input = { starts, unit, kind, series, formatMark, formatStart };
    return drawPlot(current, input, setPointed);
  }, [starts, unit, kind, series, formatMark, formatStart, theme]);
  return (
    <div className={styles.plot}>
      <div
        ref={place}
        className={styles.canvas}
        data-tall={tall}
        role="img"
        aria-label={label}
      />
      {pointed !== undefined && <Tip {...props} pointed={pointed} />}
      <ul className={styles.legend} aria-hidden>
        {series.map(({ id, label: name, color }) => (
          <li key={id} className={styles.entry} title={name}>
            <Swatch color={color} />
            <span>{name}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Tip({
  starts,
  series,
  kind,
  formatValue,
  formatWhen,
  pointed: { index, left },
}: PlotProps & { readonly pointed: { index: number; left: number } }) {
  const start = starts[index];
  if (start === undefined) return null;
  const shown = series
    .map((each) => ({ ...each, value: each.values[index] ?? null }))
    .filter(({ value }) => value !== null && (kind === "lines" || value > 0));
  // Beside the pointer, on the side that has more room.
  const isLate = index > starts.length / 2;
  return (
    <div
      className={styles.tip}
      aria-hidden
      style={{
        left,
        transform: isLate ? "translateX(-104%)" : "translateX(4%)",
      }}
    >
      <span className={styles.when}>{formatWhen(start)}</span>
      {(kind === "bars" ? shown.toReversed() : shown).map((each) => (
        <span key={each.id} className={styles.value}>
          <Swatch color={each.color} />
          <span className={styles.name}>{each.label}</span>
          <span>{formatValue(each.value ?? 0)}</span>
        </span>
      ))}
    </div>
  );
}

function Swatch({ color }: { readonly color: string }) {
  return <span className={styles.swatch} style={{ background: color }} />;
}
