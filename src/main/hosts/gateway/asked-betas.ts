import type { ParsedCall } from "#main/dialects/dialect.ts";

const name = /^[a-z0-9-]{1,64}$/;
const mostCharacters = 4_096;
const mostNames = 64;

/**
 * What an `anthropic-beta` header names. It is the one header of a client that goes further, and so only
 * what can be nothing but names: all else stays here.
 */
export function askedBetas(
  header: string | readonly string[] | undefined,
): readonly string[] {
  const text = typeof header === "string" ? header : (header ?? []).join();
  if (text.length > mostCharacters) return [];
  const names = text.split(",").map((one) => one.trim());
  return [...new Set(names)]
    .filter((one) => name.test(one))
    .slice(0, mostNames);
}

/** The same call, with what its header names. */
export function withBetas(
  call: ParsedCall,
  header: string | readonly string[] | undefined,
): ParsedCall {
  const betas = askedBetas(header);
  if (betas.length === 0) return call;
  return { ...call, request: { ...call.request, betas: [...betas] } };
}
