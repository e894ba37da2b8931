import type { ChatRequest } from "#shared/chat/request.ts";
import type { EncodedCall } from "./dialect.ts";

/** How a dialect asks for the number of a request's tokens, and reads it. */
export interface CountingDialect {
  /** `call` is the one for a reply. */
  encode(call: EncodedCall, request: ChatRequest): EncodedCall;
  /** Undefined when the reply holds no number. */
  read(body: unknown): number | undefined;
}
