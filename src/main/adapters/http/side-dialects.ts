import { anthropicCounting } from "#main/dialects/anthropic-messages/count.ts";
import type { CountingDialect } from "#main/dialects/counting.ts";
import type { DialectName } from "#main/dialects/dialect.ts";
import { defined, parseJson } from "#main/dialects/json.ts";
import type { SideTongue } from "#shared/models/instance-settings.ts";
import { readBeginning } from "./failed-reply.ts";
import type { UpstreamClient } from "./upstream-client.ts";

/** A dialect that an upstream may speak beside its kind's own, and how it is asked in it. */
export interface SideDialect {
  readonly name: DialectName;
  /** Below the base address. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** End of a base address that the path brings itself. */
  readonly ownVersion?: RegExp;
  /** Absent where it has no count of its own. */
  readonly counting?: CountingDialect;
}

/** What everybody who speaks Anthropic's messages wants to be told. */
export const messagesHeaders = { "anthropic-version": "2023-06-01" } as const;

export const sideDialects: Readonly<Record<SideTongue, SideDialect>> = {
  messages: {
    name: "anthropic-messages",
    path: "/v1/messages",
    headers: messagesHeaders,
    ownVersion: /\/v1$/,
    counting: anthropicCounting,
  },
  responses: { name: "openai-responses", path: "/responses" },
};

const probeMs = 3_000;
/** llama-server calls a request without messages its own failure. */
const complaints: ReadonlySet<number> = new Set([400, 422, 500]);
const unknown: ReadonlySet<number> = new Set([404, 405]);

/**
 * Whether an upstream also speaks a dialect. An empty request costs nothing: who knows the path complains
 * about its content, who does not says that there is no such path, as it says of a path that nobody has.
 * (LM Studio says so too, with a status of 200.) Never throws; undefined when it could not be found out.
 */
export async function speaks(
  client: UpstreamClient,
  { path, headers, ownVersion }: SideDialect,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(probeMs)]);
  const ask = (asked: string) =>
    statusOf(
      client,
      { path: asked, ...defined({ headers, ownVersion }) },
      limit,
    );
  try {
    const [there, nowhere] = await Promise.all([
      ask(path),
      ask(`${path}-of-nobody`),
    ]);
    if (complaints.has(there)) return unknown.has(nowhere) || nowhere === 200;
    // A wrong key or a busy server says nothing about the path.
    return unknown.has(there) || there === 0 || there === 200
      ? false
      : undefined;
  } catch {
    return undefined;
  }
}

/** Zero where the reply is not JSON: only an interface complains in it. */
async function statusOf(
  client: UpstreamClient,
  call: Pick<SideDialect, "path" | "headers" | "ownVersion">,
  signal: AbortSignal,
): Promise<number> {
  const reply = await client.send({ ...call, body: {} }, signal);
  const body = parseJson(await readBeginning(reply));
  return body instanceof Object || unknown.has(reply.status) ? reply.status : 0;
}
