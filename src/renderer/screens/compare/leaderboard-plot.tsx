import type { LeaderboardEntry } from "#shared/compare/comparison.ts";
import { seriesOf } from "#renderer/components/series.ts";
import { formatCount } from "#renderer/format/numbers.ts";
import { t } from "#renderer/messages/t.ts";
import { nameOfModel } from "#renderer/stores/models-name.ts";
import styles from "./leaderboard.module.css";

const width = 880;
const rowHeight = 32;
const nameWidth = 240;
const axisHeight = 28;
const margin = 24;

/** Ratings with their intervals. The table below says the same in figures. */
export function LeaderboardPlot({
  standings,
}: {
  readonly standings: readonly LeaderboardEntry[];
}) {
  const { from, to, ticks } = scaleOf(standings);
  const x = (rating: number): number =>
    nameWidth +
    ((rating - from) / (to - from)) * (width - nameWidth - 2 * margin);
  const height = standings.length * rowHeight + axisHeight;
  return (
    <svg
      className={styles.plot}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t("compare.board.plot", { count: standings.length })}
    >
      {ticks.map((tick) => (
        <g key={tick} className={styles.axis}>
          <line x1={x(tick)} x2={x(tick)} y1={0} y2={height - axisHeight} />
          <text x={x(tick)} y={height - 8} textAnchor="middle">
            {formatCount(tick)}
          </text>
        </g>
      ))}
      {standings.map((entry, index) => {
        const y = index * rowHeight + rowHeight / 2;
        return (
          <g key={entry.model} className={styles[`s${seriesOf(entry.model)}`]}>
            <text className={styles.label} x={0} y={y + 4}>
              {shortened(nameOfModel(entry.model))}
            </text>
            <line
              className={styles.interval}
              x1={x(entry.low)}
              x2={x(entry.high)}
              y1={y}
              y2={y}
            />
            <circle className={styles.dot} cx={x(entry.rating)} cy={y} r={5} />
          </g>
        );
      })}
    </svg>
  );
}

const longestName = 32;

/** Names of models differ at their ends. */
function shortened(name: string): string {
  if (name.length <= longestName) return name;
  const half = longestName / 2;
  return `${name.slice(0, half - 1)}…${name.slice(-half)}`;
}

/** Round ends and at most eight round steps between them. */
export function scaleOf(
  standings: readonly Pick<LeaderboardEntry, "low" | "high">[],
): {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
} {
  const lowest = Math.min(...standings.map(({ low }) => low));
  const highest = Math.max(...standings.map(({ high }) => high));
  const span = Math.max(1, highest - lowest);
  const step =
    [10, 20, 50, 100, 200, 500, 1_000].find((size) => span / size <= 6) ??
    Math.ceil(span / 6_000) * 1_000;
  const from = Math.floor(lowest / step) * step;
  const to = Math.max(from + step, Math.ceil(highest / step) * step);
  const count = Math.round((to - from) / step) + 1;
  const ticks = Array.from(
    { length: count },
    (_, index) => from + index * step,
  );
  return { from, to, ticks };
}
