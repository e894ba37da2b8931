import { parseJson } from "#main/dialects/json.ts";
import { readBeginning } from "./failed-reply.ts";
import { messagesHeaders } from "./kinds.ts";
import type { UpstreamClient } from "./upstream-client.ts";

const probeMs = 3_000;
/** llama-server calls a request without messages its own failure. */
const complaints: ReadonlySet<number> = new Set([400, 422, 500]);
const unknown: ReadonlySet<number> = new Set([404, 405]);
/** Where such an endpoint has Anthropic's messages: the path brings the version itself. */
export const messagesVersion = /\/v1$/;

/**
 * Whether an upstream also speaks Anthropic's messages. An empty request costs nothing: who knows the
 * path complains about its content, who does not says that there is no such path, as it says of a path
 * that nobody has. Never throws; undefined when it could not be found out.
 */
export async function speaksMessages(
  client: UpstreamClient,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(probeMs)]);
  try {
    const [there, nowhere] = await Promise.all([
      statusOf(client, "/v1/messages", limit),
      statusOf(client, "/v1/messages-of-nobody", limit),
    ]);
    return complaints.has(there) && unknown.has(nowhere);
  } catch {
    return undefined;
  }
}

/** Zero where the reply is not JSON: only an interface complains in it. */
async function statusOf(
  client: UpstreamClient,
  path: string,
  signal: AbortSignal,
): Promise<number> {
  const reply = await client.send(
    {
      path,
      body: {},
      headers: messagesHeaders,
      ownVersion: messagesVersion,
    },
    signal,
  );
  const body = parseJson(await readBeginning(reply));
  return body instanceof Object || unknown.has(reply.status) ? reply.status : 0;
}
