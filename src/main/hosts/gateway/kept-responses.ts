import { applyStreamEvent, emptyReply } from "#shared/chat/reply.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { invalidRequest } from "#main/dialects/check-wire.ts";
import type { DialectFrame } from "#main/dialects/dialect.ts";
import {
  arrayOf,
  isObject,
  objectOf,
  parseJson,
  type JsonObject,
} from "#main/dialects/json.ts";
import { wholeAsFrames } from "#main/dialects/openai-responses/whole-as-frames.ts";
import { dialects } from "#main/dialects/table.ts";
import { refusals } from "./errors.ts";
import { writeJson } from "./write-json.ts";
import { refuse, type Exchange } from "./exchange.ts";
import { ReplyStream, serverSentEvents } from "./reply-stream.ts";
import type { KeptResponse, OwnReply } from "./response-memory.ts";

const dialect = dialects["openai-responses"];

/**
 * `GET /v1/responses/{id}`: a reply of the same key, whole, or with `stream=true` once more as the
 * events that it came in, those after `starting_after`.
 */
export async function showResponse(exchange: Exchange): Promise<void> {
  const { response, query } = exchange;
  const kept = recalled(exchange);
  if (kept === undefined) return refuse(exchange, refusals.unknownResponse);
  if (query.get("stream") !== "true")
    return writeJson(response, 200, wholeOf(kept));
  const after = numberIn(query, "starting_after", { least: 0 }) ?? -1;
  const wanted = framesOf(kept).filter((frame) => numberOf(frame) > after);
  const stream = new ReplyStream(response, serverSentEvents);
  await stream.write(wanted);
  stream.end();
}

const usualLimit = 20;
const mostItems = 100;

/** `GET /v1/responses/{id}/input_items`: all that the reply was an answer to, the latest first unless told otherwise. */
export function listInputItems(exchange: Exchange): void {
  const { response, query } = exchange;
  const bounds = { least: 1, most: mostItems };
  const limit = numberIn(query, "limit", bounds) ?? usualLimit;
  const order = query.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc")
    throw invalidRequest("order", "must be asc or desc");
  const kept = recalled(exchange);
  if (kept === undefined) return refuse(exchange, refusals.unknownResponse);
  const items = order === "asc" ? kept.input : kept.input.toReversed();
  const after = query.get("after");
  const last = items.findIndex(({ id }) => id === after);
  if (after !== null && last < 0)
    throw invalidRequest("after", "must be the id of an item of this list");
  const data = items.slice(last + 1, last + 1 + limit);
  writeJson(response, 200, {
    object: "list",
    data,
    first_id: data[0]?.["id"] ?? null,
    last_id: data.at(-1)?.["id"] ?? null,
    has_more: last + 1 + limit < items.length,
  });
}

/** `DELETE /v1/responses/{id}`: neither shown nor gone on from any more. */
export function forgetResponse(exchange: Exchange): void {
  const { caller, responses, response, params } = exchange;
  const [id = ""] = params;
  if (!responses.forget(ownerOf(caller), id))
    return refuse(exchange, refusals.unknownResponse);
  writeJson(response, 200, { id, object: "response", deleted: true });
}

/** Whose replies these are. Where no key is required, all without one share theirs. */
export function ownerOf({ key }: Exchange["caller"]): string {
  return key?.id ?? "";
}

/** All that was said up to a reply, and the reply. */
export function allItems(kept: KeptResponse): readonly JsonObject[] {
  const output = arrayOf(wholeOf(kept)["output"]).filter(isObject);
  return [...kept.input, ...output];
}

function recalled({ caller, responses, params }: Exchange) {
  return responses.recall(ownerOf(caller), params[0] ?? "");
}

function wholeOf(kept: KeptResponse): JsonObject {
  const own = ownOf(kept);
  if (own) return own.whole;
  const reply = eventsOf(kept).reduce(applyStreamEvent, emptyReply);
  return dialect.serveWhole(reply, kept.served);
}

/** Those that its client had, where it came in some. */
function framesOf(kept: KeptResponse): readonly DialectFrame[] {
  const own = ownOf(kept);
  if (own) return own.frames.length > 0 ? own.frames : wholeAsFrames(own.whole);
  const writer = dialect.createWriter(kept.served);
  const written = eventsOf(kept).flatMap((event) => writer.write(event));
  return [...written, ...writer.end()];
}

/** Infinity for what has no number: whoever goes on needs it. */
function numberOf({ data }: DialectFrame): number {
  const number = objectOf(parseJson(data))?.["sequence_number"];
  return typeof number === "number" ? number : Infinity;
}

function ownOf({ own }: KeptResponse): OwnReply | undefined {
  return own === undefined ? undefined : (parseJson(own) as OwnReply);
}

/** They are our own, written a while ago. */
function eventsOf({ events }: KeptResponse): readonly StreamEvent[] {
  return parseJson(events) as StreamEvent[];
}

function numberIn(
  query: URLSearchParams,
  name: string,
  {
    least,
    most = Infinity,
  }: { readonly least: number; readonly most?: number },
): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const bounds =
    most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
  throw invalidRequest(name, `must be a whole number ${bounds}`);
}
