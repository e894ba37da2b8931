import { parentPort, workerData } from "node:worker_threads";
import { openKeyed, type ConnectionOptions } from "../connection.ts";
import { translateStoreError } from "../store-errors.ts";
import type { HistoryAnswer, HistoryQuestion } from "./protocol.ts";
import { readHistory } from "./read-history.ts";

const options = workerData as ConnectionOptions;
const connection = openKeyed(options, true);

function answer({ id, query }: HistoryQuestion): HistoryAnswer {
  try {
    return { id, history: readHistory(connection, query) };
  } catch (cause) {
    return { id, error: translateStoreError(cause, options.path).toJSON() };
  }
}

parentPort?.on("message", (question: HistoryQuestion) =>
  parentPort?.postMessage(answer(question)),
);
