import { findDifferences } from "./differences/differences.ts";
import type {
  DifferencesRequest,
  DifferencesResponse,
} from "./differences/protocol.ts";

/** What a dedicated worker needs of its global scope. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<DifferencesRequest>) => void) | null;
  postMessage(message: DifferencesResponse): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = (event) => {
  const { id, query } = event.data;
  scope.postMessage({ id, differences: findDifferences(query) });
};
