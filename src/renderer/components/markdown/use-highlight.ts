import { useEffect, useRef, useState } from "react";
import type { HighlightedLine } from "#renderer/workers/highlight-lines.ts";
import { cachedHighlight, highlight } from "./highlighter.ts";

type Lines = readonly HighlightedLine[] | undefined;

/** Least time between two requests for a text that still grows, and how much rest follows one. */
const shortestPauseMs = 150;
const restFactor = 8;

/**
 * Colours for a text. While it grows the last result stays, and requests keep a distance that
 * grows with the time they take.
 */
export function useHighlight(
  code: string,
  language: string,
  complete: boolean,
): Lines {
  const [lines, setLines] = useState<Lines>(() =>
    cachedHighlight(code, language),
  );
  const latest = useRef({ code, language, complete });
  const busy = useRef(false);
  const shown = useRef<string>(undefined);
  const mounted = useRef(true);

  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  useEffect(() => {
    latest.current = { code, language, complete };
    if (busy.current || language === "") return;
    const known = cachedHighlight(code, language);
    if (known !== undefined) {
      shown.current = code;
      setLines(known);
      return;
    }
    busy.current = true;
    void follow();

    async function follow(): Promise<void> {
      while (mounted.current && shown.current !== latest.current.code) {
        const wanted = latest.current;
        const started = performance.now();
        const result = await highlight(
          wanted.code,
          wanted.language,
          wanted.complete,
        );
        shown.current = wanted.code;
        if (mounted.current && result !== undefined)
          setLines((before) => keepEqualLines(before, result));
        if (result === undefined || latest.current.complete) continue;
        const rest = (performance.now() - started) * restFactor;
        await pause(Math.max(shortestPauseMs, rest));
      }
      busy.current = false;
    }
  }, [code, language, complete]);

  return lines;
}

/** Lines that look as before stay the same objects, so that their boxes are not drawn again. */
function keepEqualLines(
  before: Lines,
  after: readonly HighlightedLine[],
): Lines {
  if (before === undefined) return after;
  return after.map((line, index) => {
    const old = before[index];
    return old !== undefined && sameLine(old, line) ? old : line;
  });
}

function sameLine(left: HighlightedLine, right: HighlightedLine): boolean {
  return (
    left.length === right.length &&
    left.every(
      ([text, className], index) =>
        right[index]?.[0] === text && right[index][1] === className,
    )
  );
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
