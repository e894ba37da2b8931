import { fileURLToPath } from "node:url";

/** The thread that makes calls, from its source. */
export const callWorkerEntry = fileURLToPath(
  new URL(
    "../../src/main/adapters/http/thread/call-worker.ts",
    import.meta.url,
  ),
);
