import type { EmbeddingDialect } from "#main/dialects/embedding.ts";
import type { ChatProvider } from "#main/ports/chat-provider.ts";
import type { EmbeddingReply } from "#shared/chat/embedding.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { UpstreamClient } from "./upstream-client.ts";

/** Who is asked for vectors, and in which words. */
export interface VectorSource {
  readonly client: UpstreamClient;
  readonly embedding: EmbeddingDialect;
}

/** One vector for each input. Rejects with AppError. */
export async function askVectors(
  { client, embedding }: VectorSource,
  ...[request, signal]: Parameters<NonNullable<ChatProvider["embed"]>>
): Promise<EmbeddingReply> {
  try {
    const { path, body } = embedding.encode(request);
    const reply = await client.postJson(path, body, signal);
    const read = embedding.read(reply);
    if (read && read.vectors.length === request.inputs.length) return read;
    throw new AppError("upstream-invalid", {
      message: "The upstream did not answer with one vector for each input.",
    });
  } catch (error) {
    throw client.describe(AppError.from(error));
  }
}
