import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
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

/** The lines, oldest first; only those in sight exist. The end is followed while the reader is there. */
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
