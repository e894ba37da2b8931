import type { HighlightedLine } from "#renderer/workers/highlight-lines.ts";
import type {
  HighlightRequest,
  HighlightResponse,
} from "#renderer/workers/highlight-protocol.ts";

type Lines = readonly HighlightedLine[] | undefined;

/** Longer texts stay plain: colour is not worth seconds of work. */
const maximumLength = 200_000;
const cachedResults = 200;

const waiting = new Map<number, (lines: Lines) => void>();
const unknownLanguages = new Set<string>();
const cache = new Map<string, Lines>();
let worker: Worker | undefined;
let lastId = 0;

function startWorker(): Worker {
  const started = new Worker(
    new URL("../../workers/highlight.worker.ts", import.meta.url),
    { type: "module", name: "highlight" },
  );
  started.onmessage = (event: MessageEvent<HighlightResponse>) => {
    waiting.get(event.data.id)?.(event.data.lines);
    waiting.delete(event.data.id);
  };
  started.onerror = () => {
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
    worker = undefined;
  };
  return started;
}

/** What is known already, without waiting; a block that scrolls back in does not flicker. */
export function cachedHighlight(code: string, language: string): Lines {
  return cache.get(`${language}\n${code}`);
}

/** Colours a text off the main thread. `keep` holds on to the result of a text that is complete. */
export async function highlight(
  code: string,
  language: string,
  keep: boolean,
): Promise<Lines> {
  if (language === "" || unknownLanguages.has(language)) return undefined;
  if (code.length > maximumLength) return undefined;
  worker ??= startWorker();
  const request: HighlightRequest = { id: ++lastId, language, code };
  const lines = await new Promise<Lines>((resolve) => {
    waiting.set(request.id, resolve);
    worker?.postMessage(request);
  });
  if (lines === undefined && code.trim() !== "") unknownLanguages.add(language);
  if (keep) remember(`${language}\n${code}`, lines);
  return lines;
}

function remember(key: string, lines: Lines): void {
  cache.delete(key);
  cache.set(key, lines);
  const oldest = cache.keys().next().value;
  if (cache.size > cachedResults && oldest !== undefined) cache.delete(oldest);
}
