import { AppError } from "#shared/errors/app-error.ts";
import type { PullPhase } from "#shared/models/pull.ts";
import { countOf, filledString, objectOf, parseJson } from "../json.ts";
import { readError } from "./errors.ts";

/** How far the fetching of a model is. */
export interface PullProgress {
  readonly phase: PullPhase;
  /** Bytes of all layers that were named so far. */
  readonly completedBytes: number;
  readonly totalBytes: number;
  /** True once the model is there. */
  readonly done: boolean;
}

/**
 * Reads the lines that `POST /api/pull` streams. Layers come one after another, each with its own
 * count, so that they are added up. Throws AppError for a line that tells of a failure.
 */
export function createPullReader(): (line: string) => PullProgress {
  const layers = new Map<string, { completed: number; total: number }>();
  return (line) => {
    const fields = objectOf(parseJson(line));
    if (fields === undefined)
      throw new AppError("upstream-invalid", {
        message: "A line of the pull is not JSON.",
        data: { upstreamMessage: line.slice(0, 200) },
      });
    if (fields.error !== undefined)
      throw pullError(readError({ body: fields }));
    const digest = filledString(fields.digest);
    const total = countOf(fields.total);
    if (digest !== undefined && total !== undefined)
      layers.set(digest, { total, completed: countOf(fields.completed) ?? 0 });
    const status = filledString(fields.status) ?? "";
    const counts = [...layers.values()];
    return {
      phase: phaseOf(status, digest !== undefined),
      completedBytes: counts.reduce((sum, it) => sum + it.completed, 0),
      totalBytes: counts.reduce((sum, it) => sum + it.total, 0),
      done: status === "success",
    };
  };
}

function phaseOf(status: string, isLayer: boolean): PullPhase {
  if (isLayer) return "downloading";
  return status.startsWith("pulling manifest") ? "looking-up" : "checking";
}

/** There are no codes in these failures, only words; the ones that a person can act on are told apart. */
export function pullError(error: AppError): AppError {
  const words = String(error.data["upstreamMessage"] ?? "");
  const { data } = error;
  const as = (code: AppError["code"], more: AppError["data"] = {}): AppError =>
    new AppError(code, { message: error.message, data: { ...data, ...more } });
  if (/file does not exist|manifest unknown|not found/i.test(words))
    return as("model-not-found");
  if (/no space left/i.test(words)) return as("store-full");
  if (/invalid model name/i.test(words))
    return as("invalid-request", { parameter: "model" });
  if (/dial tcp|no such host|connection re|i\/o timeout|tls:|EOF/i.test(words))
    return as("upstream-failed", { reason: "library-unreachable" });
  return error;
}
