import { create } from "zustand";
import type { LogLine, LogLineLevel } from "#shared/gateway/log-line.ts";
import { client, subscribe } from "#renderer/rpc/client.ts";
import { toastError } from "./app-errors.ts";
import { toErrorJson, type Loading } from "./app-loading.ts";

export interface NumberedLine extends LogLine {
  /** Grows from line to line, so that a list can tell them apart. */
  readonly number: number;
}

/** More lines than these are let go at the beginning; later while someone reads them. */
const mostLines = 5_000;
const mostLinesRead = 20_000;
const firstLines = 1_000;

/** The program's own log, as far as it is shown. */
export const useLogs = create<{
  readonly loading: Loading;
  /** This level and everything above it. */
  readonly level: LogLineLevel;
  readonly text: string;
  /** Oldest first. */
  readonly lines: readonly NumberedLine[];
  /** Older lines match, too. */
  readonly hasMore: boolean;
  /** The reader is at the end. */
  readonly following: boolean;
}>(() => ({
  loading: { status: "loading" },
  level: "info",
  text: "",
  lines: [],
  hasMore: false,
  following: true,
}));

let generation = 0;
let lastNumber = 0;
let stopWatching: (() => void) | undefined;

/** Follows the log through the current filter until the returned function is called. */
export function followLogs(): () => void {
  watch();
  return () => {
    generation += 1;
    stopWatching?.();
    stopWatching = undefined;
  };
}

export function filterLogs(filter: {
  readonly level?: LogLineLevel;
  readonly text?: string;
}): void {
  useLogs.setState(filter);
  if (stopWatching !== undefined) watch();
}

export function setFollowingLogs(following: boolean): void {
  if (following !== useLogs.getState().following)
    useLogs.setState({ following });
}

function watch(): void {
  stopWatching?.();
  const { level, text } = useLogs.getState();
  const filter = { level, ...(text.trim() === "" ? {} : { text }) };
  const mine = ++generation;
  /** What comes before the first lines are there. */
  let early: LogLine[] | undefined = [];

  async function load(): Promise<void> {
    try {
      const { lines, hasMore } = await client.logs.query({
        ...filter,
        limit: firstLines,
      });
      if (mine !== generation) return;
      const known = new Set(lines.map(lineKey));
      const since = (early ?? []).filter((line) => !known.has(lineKey(line)));
      early = undefined;
      useLogs.setState({
        loading: { status: "ready" },
        lines: numbered([...lines, ...since]),
        hasMore,
      });
    } catch (error) {
      if (mine !== generation) return;
      fail(error);
    }
  }

  stopWatching = subscribe((options) => client.logs.watch(filter, options), {
    onOpen: () => void load(),
    onEvent: (event) => {
      if (mine !== generation) return;
      if (early === undefined) append(event.lines);
      else early.push(...event.lines);
    },
    onError: fail,
  });
}

function lineKey({ time, level, message, facts }: LogLine): string {
  return [time, level, message, facts].join("\n");
}

function numbered(lines: readonly LogLine[]): readonly NumberedLine[] {
  return lines.map((line) => ({ ...line, number: ++lastNumber }));
}

function append(more: readonly LogLine[]): void {
  useLogs.setState(({ lines, hasMore, following }) => {
    const all = [...lines, ...numbered(more)];
    const most = following ? mostLines : mostLinesRead;
    return {
      lines: all.slice(-most),
      hasMore: hasMore || all.length > most,
    };
  });
}

/** Told in the list's place while there is none, beside it later. */
function fail(error: unknown): void {
  if (useLogs.getState().loading.status === "ready") toastError(error);
  else
    useLogs.setState({
      loading: { status: "failed", error: toErrorJson(error) },
    });
}
