import { highlightLines } from "./highlight-lines.ts";
import type {
  HighlightRequest,
  HighlightResponse,
} from "./highlight-protocol.ts";

/** What a dedicated worker needs of its global scope. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<HighlightRequest>) => void) | null;
  postMessage(message: HighlightResponse): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = (event) => {
  const { id, language, code } = event.data;
  const lines = attempt(code, language);
  scope.postMessage(lines === undefined ? { id } : { id, lines });
};

/** A grammar that chokes on a text leaves it plain. */
function attempt(code: string, language: string) {
  try {
    return highlightLines(code, language);
  } catch {
    return undefined;
  }
}
