import type { CountingDialect } from "#main/dialects/counting.ts";
import type { EncodedCall } from "#main/dialects/dialect.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { callOn, type Way } from "./dialect-choice.ts";
import type { UpstreamClient } from "./upstream-client.ts";

/** Who counts for a client that waits has less time than who answers it. */
const countMs = 2_000;

export interface CountedCall {
  readonly request: ChatRequest;
  readonly counting: CountingDialect;
  readonly encode: () => EncodedCall;
  /** How the upstream is asked in the dialect that the call is encoded in. */
  readonly way: Way;
}

/** Input tokens by the upstream's own count. Throws AppError. */
export async function countedTokens(
  client: UpstreamClient,
  { request, counting, encode, way }: CountedCall,
  signal: AbortSignal,
): Promise<number> {
  const patience = Math.min(countMs, client.timeouts.firstByteMs);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  try {
    const reply = await client.askJson(
      callOn(way, counting.encode(encode(), request)),
      limit,
    );
    const tokens = counting.read(reply);
    if (tokens !== undefined) return tokens;
    throw new AppError("upstream-invalid", {
      message: "The upstream did not answer with a number of tokens.",
    });
  } catch (error) {
    const isLate = limit.aborted && !signal.aborted;
    const known = isLate
      ? new AppError("upstream-timeout", {
          message: `The upstream did not count within ${patience} ms.`,
        })
      : AppError.from(error);
    throw client.describe(known);
  }
}
