import { createPullReader, pullError } from "#main/dialects/ollama/pull.ts";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { readFrames } from "./reply-frames.ts";
import type { UpstreamClient } from "./upstream-client.ts";

/** Large layers take hours to arrive and are silent for minutes while they are checked. */
const pullTimeouts = {
  firstByteMs: 600_000,
  idleMs: 3_600_000,
  totalMs: 7 * 86_400_000,
};

/** Models on Ollama's own disk: fetched from its library, deleted for good. */
export function ollamaDisk(
  client: UpstreamClient,
): Required<Pick<ChatProvider, "pull" | "deleteModel">> {
  return {
    async *pull(name, signal) {
      // Plain HTTP is for a registry of one's own, and only where its address says so.
      const insecure = /^http:\/\//i.test(name);
      const body = {
        model: name.replace(/^https?:\/\//i, ""),
        stream: true,
        ...(insecure ? { insecure } : {}),
      };
      try {
        const reply = await client.open(
          { path: "/api/pull", body, streams: true, timeouts: pullTimeouts },
          signal,
        );
        const read = createPullReader();
        let done = false;
        const frames = readFrames(reply, {
          framing: "ndjson",
          progressMs: pullTimeouts.idleMs,
          isComplete: () => done,
        });
        for await (const { data } of each(frames)) {
          const progress = read(data);
          done = progress.done;
          yield progress;
          if (done) return;
        }
        throw new AppError("stream-interrupted", {
          message: "Ollama ended the pull without a word.",
        });
      } catch (error) {
        throw client.describe(pullError(AppError.from(error)));
      }
    },
    async deleteModel(model, signal) {
      try {
        const reply = await client.open(
          { path: "/api/delete", method: "DELETE", body: { model } },
          signal,
        );
        for await (const _ of reply.body);
      } catch (error) {
        throw client.describe(AppError.from(error));
      }
    },
  };
}

async function* each<Item>(
  batches: AsyncIterable<readonly Item[]>,
): AsyncGenerator<Item> {
  for await (const batch of batches) yield* batch;
}
