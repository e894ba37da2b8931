import { fileURLToPath } from "node:url";
import packageJson from "../../../package.json" with { type: "json" };

export const { version } = packageJson;

export interface Places {
  readonly page: string;
  readonly preload: string;
  readonly localWorker: string;
  readonly keyringWorker: string;
  readonly historyWorker: string;
  readonly commitWorker: string;
  readonly callWorker: string;
  readonly doctorProbe: string;
}

/**
 * Absolute paths of the program's built parts, seen from an entry: built ones lie beside them, a
 * source (in development) uses what was built last.
 */
export function findPlaces(entryUrl: string): Places {
  const out = entryUrl.endsWith(".ts") ? "../../out/" : "../";
  const path = (name: string) =>
    fileURLToPath(new URL(`${out}${name}`, entryUrl));
  return {
    page: path("renderer"),
    preload: path("preload/preload.cjs"),
    localWorker: path("main/local-worker.mjs"),
    keyringWorker: path("main/keyring-worker.mjs"),
    historyWorker: path("main/history-worker.cjs"),
    commitWorker: path("main/commit-worker.cjs"),
    callWorker: path("main/call-worker.cjs"),
    doctorProbe: path("main/doctor-probe.mjs"),
  };
}
