import { useEffect } from "react";
import { matchesShortcut } from "#renderer/components/shortcut.ts";
import type { DifferenceView } from "./difference-view.ts";

export const nextDifferenceKeys = "alt+arrowdown";
export const previousDifferenceKeys = "alt+arrowup";

/** Goes to the next or previous difference, around the ends. */
export function stepDifference(view: DifferenceView, step: 1 | -1): void {
  const { stops, current } = view.getState();
  if (stops.length === 0) return;
  const from = current ?? (step === 1 ? -1 : 0);
  view.go((from + step + stops.length) % stops.length);
}

export function useDifferenceKeys(view: DifferenceView): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return;
      if (matchesShortcut(event, nextDifferenceKeys)) stepDifference(view, 1);
      else if (matchesShortcut(event, previousDifferenceKeys))
        stepDifference(view, -1);
      else return;
      event.preventDefault();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [view]);
}
