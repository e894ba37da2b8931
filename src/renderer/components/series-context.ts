import { createContext, useContext } from "react";
import { seriesOf, type Series } from "./series.ts";

/** Colours of models that stand side by side; elsewhere each has its own. */
export const SeriesContext = createContext<ReadonlyMap<string, Series>>(
  new Map(),
);

export function useSeries(modelRef: string): Series {
  return useContext(SeriesContext).get(modelRef) ?? seriesOf(modelRef);
}
