import { useEffect, useRef } from "react";
import { t } from "#renderer/messages/t.ts";
import { announce } from "#renderer/stores/app-announcer.ts";
import type { WatchedColumn } from "./turns.ts";

/** Tells people who listen once that the columns write and once that all have ended. */
export function useAnnouncedColumns(columns: readonly WatchedColumn[]): void {
  const writing = columns.filter(
    ({ turns }) => turns.at(-1)?.reply?.status === "streaming",
  ).length;
  const before = useRef(0);
  useEffect(() => {
    if (before.current === 0 && writing > 0)
      announce(t("compare.announce.started", { count: writing }));
    if (before.current > 0 && writing === 0)
      announce(t("compare.announce.done"));
    before.current = writing;
  }, [writing]);
}
