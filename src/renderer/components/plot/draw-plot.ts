import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { labelledPlaces, stacked, type PlotSeries } from "./plot-data.ts";

export interface PlotInput {
  /** Milliseconds since 1970 of each bucket's beginning. */
  readonly starts: readonly number[];
  readonly unit: "hour" | "day";
  readonly series: readonly PlotSeries[];
  /** Bars on one another, or a line each. */
  readonly kind: "bars" | "lines";
  /** A mark of the value axis; `step` is the distance to the next one. */
  readonly formatMark: (value: number, step: number) => string;
  readonly formatStart: (start: number) => string;
}

const axisWidth = 64;
const axisHeight = 24;
const labelWidth = 64;
const markDistance = 36;
const fewPoints = 62;
const headroom = 1.08;

/** Draws into `place` and keeps to its size until disposed of. `onPlace`: the bucket under the pointer. */
export function drawPlot(
  place: HTMLElement,
  input: PlotInput,
  onPlace: (found: { index: number; left: number } | undefined) => void,
): () => void {
  const { width, height } = place.getBoundingClientRect();
  const plot = new UPlot(
    optionsOf(input, { width, height }, onPlace),
    dataOf(input),
    place,
  );
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined || entry.contentRect.width === 0) return;
    plot.setSize(entry.contentRect);
  });
  observer.observe(place);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}

function dataOf({ starts, series, kind }: PlotInput): UPlot.AlignedData {
  const places = starts.map((_, place) => place);
  if (kind === "lines")
    return [places, ...series.map(({ values }) => [...values])];
  return [
    places,
    ...stacked(series)
      .map((tops) => [...tops])
      .toReversed(),
  ];
}

function optionsOf(
  input: PlotInput,
  size: { readonly width: number; readonly height: number },
  onPlace: Parameters<typeof drawPlot>[2],
): UPlot.Options {
  const { starts, series, kind } = input;
  const last = starts.length - 0.5;
  const drawn = kind === "bars" ? series.toReversed() : series;
  return {
    ...size,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: false, range: [-0.5, last] },
      y: {
        range: (_, __, highest) => [0, highest > 0 ? highest * headroom : 1],
      },
    },
    axes: axesOf(input),
    series: [{}, ...drawn.map((each) => lineOf(each, input))],
    hooks: {
      setCursor: [
        ({ cursor: { idx, left = -1 } }) =>
          onPlace(
            typeof idx === "number" && left >= 0
              ? { index: idx, left: left + axisWidth }
              : undefined,
          ),
      ],
    },
  };
}

function lineOf(
  { color }: PlotSeries,
  { kind, starts }: PlotInput,
): UPlot.Series {
  const paint = resolved(color);
  if (kind === "bars")
    return {
      fill: paint,
      // A seam between neighbours that happen to have the same colour.
      stroke: token("--canvas"),
      width: starts.length > fewPoints ? 0 : 1,
      points: { show: false },
      paths: bars,
    };
  return {
    stroke: paint,
    width: 2,
    points: { show: starts.length <= fewPoints, size: 5, fill: paint },
  };
}

const bars = UPlot.paths.bars?.({ size: [0.72, 40, 1] }) ?? (() => null);

function axesOf(input: PlotInput): UPlot.Axis[] {
  const { starts, series, formatMark, formatStart } = input;
  // Without a value there is no scale, and its marks would be made up.
  const isFlat = !series.some(({ values }) => values.some((it) => it));
  const common = {
    font: `${token("--font-12")} ${token("--font-interface")}`,
    stroke: token("--muted"),
    ticks: { show: false },
  };
  return [
    {
      ...common,
      size: axisHeight,
      grid: { show: false },
      splits: ({ width }) => [
        ...labelledPlaces(input, Math.max(1, width / labelWidth - 1)),
      ],
      values: (_, places) =>
        places.map((place) => {
          const start = starts[place];
          return start === undefined ? "" : formatStart(start);
        }),
    },
    {
      ...common,
      size: axisWidth,
      space: markDistance,
      grid: { stroke: token("--line"), width: 1 },
      values: (...[, marks, , , step]) =>
        marks.map((mark) => (isFlat && mark > 0 ? "" : formatMark(mark, step))),
    },
  ];
}

function token(name: string): string {
  return getComputedStyle(document.documentElement)
    .getPropertyValue(name)
    .trim();
}

/** A canvas knows no variables. */
function resolved(color: string): string {
  const probe = document.createElement("span");
  probe.style.color = color;
  document.body.append(probe);
  const { color: found } = getComputedStyle(probe);
  probe.remove();
  return found;
}
