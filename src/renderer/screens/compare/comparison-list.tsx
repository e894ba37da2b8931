import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type KeyboardEvent } from "react";
import {
  loadMoreComparisons,
  useComparisons,
} from "#renderer/stores/comparisons-list.ts";
import styles from "./compare-sidebar.module.css";
import { ComparisonRow } from "./comparison-row.tsx";

const rowHeight = 32;
/** Rows before the end at which the next page is asked for. */
const loadAhead = 40;

/** All comparisons; only rows near the view are drawn. Arrow keys, Home and End move between them. */
export function ComparisonList() {
  const comparisons = useComparisons((state) => state.comparisons);
  const total = useComparisons((state) => state.total);
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: comparisons.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => comparisons[index]?.id ?? index,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown > comparisons.length - loadAhead) void loadMoreComparisons();
  }, [lastShown, comparisons.length, total]);

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const { target, currentTarget, key } = event;
    const at = placeOf(target as HTMLElement);
    if (at === undefined || target instanceof HTMLInputElement) return;
    const last = comparisons.length - 1;
    const moves = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: last,
    };
    const to = moves[key as keyof typeof moves];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(last, to));
    virtualizer.scrollToIndex(next);
    requestAnimationFrame(() =>
      currentTarget
        .querySelector<HTMLElement>(`[data-index="${next}"] button`)
        ?.focus({ preventScroll: true }),
    );
  }

  return (
    <div ref={frame} className={styles.list} onKeyDown={onKeyDown}>
      <ul
        className={styles.rows}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map((item) => {
          const comparison = comparisons[item.index];
          return (
            comparison !== undefined && (
              <li
                key={item.key}
                className={styles.place}
                style={{ top: item.start }}
                data-index={item.index}
              >
                <ComparisonRow comparison={comparison} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

function placeOf(element: HTMLElement): number | undefined {
  const place = element.closest<HTMLElement>("[data-index]");
  return place === null ? undefined : Number(place.dataset["index"]);
}
