import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { Button } from "#renderer/components/button.tsx";
import { t } from "#renderer/messages/t.ts";
import {
  setFollowingLogs,
  useLogs,
  type NumberedLine,
} from "#renderer/stores/gateway-logs.ts";
import { LogRow } from "./log-row.tsx";
import styles from "./logs.module.css";

const rowHeight = 26;
const overscan = 20;
/** Nearer to the end than this counts as being there. */
const nearEnd = 32;
const steps: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * The lines, oldest first; only those in sight exist. The end is followed while the reader is there.
 * One stop of the Tab key, arrows move within.
 */
export function LogLines({
  lines,
}: {
  readonly lines: readonly NumberedLine[];
}) {
  const following = useLogs((state) => state.following);
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => lines[index]?.number ?? index,
    overscan,
  });
  const size = virtual.getTotalSize();
  useLayoutEffect(() => {
    const element = scroller.current;
    if (following && element !== null) element.scrollTop = element.scrollHeight;
  }, [following, lines, size]);
  useLayoutEffect(() => () => setFollowingLogs(true), []);

  function onScroll(element: HTMLElement): void {
    const { scrollTop, scrollHeight, clientHeight } = element;
    const movedUp = scrollTop < lastTop.current;
    lastTop.current = scrollTop;
    if (scrollHeight - clientHeight - scrollTop <= nearEnd)
      setFollowingLogs(true);
    else if (movedUp) setFollowingLogs(false);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const line = (event.target as Element).closest("[data-index]");
    const inSight =
      step > 0 ? virtual.range?.startIndex : virtual.range?.endIndex;
    const next =
      line === null ? inSight : Number(line.getAttribute("data-index")) + step;
    event.currentTarget
      .querySelector<HTMLElement>(`[data-index="${next}"] > button`)
      ?.focus();
  }

  function toggle(number: number): void {
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(number)) next.add(number);
      return next;
    });
  }

  return (
    <div className={styles.frame}>
      <div
        className={styles.scroller}
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t("gateway.page.logs")}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={(event) => onScroll(event.currentTarget)}
      >
        <div className={styles.lines} style={{ height: size }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (line === undefined) return null;
            return (
              <LogRow
                key={item.key}
                ref={virtual.measureElement}
                index={item.index}
                offset={item.start}
                line={line}
                open={open.has(line.number)}
                onToggle={toggle}
              />
            );
          })}
        </div>
      </div>
      {!following && (
        <div className={styles.toEnd}>
          <Button
            icon={<ArrowDown size={16} aria-hidden />}
            onClick={() => setFollowingLogs(true)}
          >
            {t("gateway.logs.toEnd")}
          </Button>
        </div>
      )}
    </div>
  );
}
