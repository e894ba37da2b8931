import type { DialectName, EncodedCall } from "#main/dialects/dialect.ts";

/** The same call for one whole reply. */
export function asWhole(call: EncodedCall, dialect: DialectName): EncodedCall {
  if (dialect === "gemini")
    return {
      ...call,
      path: call.path.replace(
        ":streamGenerateContent?alt=sse",
        ":generateContent",
      ),
    };
  // What is undefined is not written.
  const body = { ...call.body, stream: false, stream_options: undefined };
  return { ...call, body };
}
