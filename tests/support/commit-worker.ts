import { fileURLToPath } from "node:url";
import { CommitThread } from "#main/adapters/sqlite/commits/commit-thread.ts";
import type { Ledger } from "#main/ports/ledger.ts";

/** The thread that commits, from its source. */
export const commitWorkerEntry = fileURLToPath(
  new URL(
    "../../src/main/adapters/sqlite/commits/commit-worker.ts",
    import.meta.url,
  ),
);

/** Makes commits of so many writes that change nothing, until a thread makes them. */
export async function untilThreadCommits(
  ledger: Pick<Ledger, "soon">,
  writes: number,
): Promise<void> {
  const { send } = CommitThread.prototype;
  let wasSent = false;
  CommitThread.prototype.send = function (...values) {
    wasSent = true;
    send.apply(this, values);
  };
  while (!wasSent) {
    for (let index = 0; index < writes; index += 1)
      ledger.soon(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  CommitThread.prototype.send = send;
}
