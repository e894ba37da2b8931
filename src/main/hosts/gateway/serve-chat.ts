import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type {
  CallRoute,
  DialectFrame,
  ServeOptions,
} from "#main/dialects/dialect.ts";
import type { JsonObject } from "#main/dialects/json.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type {
  GatewayCall,
  OpenedCall,
} from "#main/services/gateway/gateway.ts";
import { inCallersWords, type CallersWords } from "./callers-words.ts";
import { readCacheWish } from "./cache-wish.ts";
import { fail, type Exchange } from "./exchange.ts";
import { writeJsonText } from "./write-json.ts";
import {
  ReplyStream,
  serverSentEvents,
  type StreamFormat,
} from "./reply-stream.ts";
import {
  forwardedText,
  frameJson,
  type ServedDialect,
} from "./served-dialect.ts";
import { FrameSource } from "./frame-source.ts";
import type { OwnReply } from "./response-memory.ts";
import { writeTarget } from "./target-header.ts";

export interface ChatRouteOptions {
  readonly dialect: ServedDialect;
  /** What the path says instead of the body. */
  readonly route?: CallRoute;
  readonly format?: StreamFormat;
  /** Beginning of the reply's id. */
  readonly idPrefix: string;
  /** Once the reply is whole; `served` says how its client sees it. */
  readonly onReply?: (
    told: ToldReply,
    request: ChatRequest,
    served: ServeOptions,
  ) => void;
}

export interface ToldReply {
  readonly reply: Reply;
  /** What it was folded from. */
  readonly events: readonly StreamEvent[];
  /** As its upstream wrote it, where that was passed on and the client may come back to it. */
  readonly own: OwnReply | undefined;
}

/** What is left of a reply that was served. */
type Served = Pick<ToldReply, "events" | "own">;

/** One chat call from a client's body to its reply. Throws, or rejects with, AppError before anything was sent. */
export function serveChat(
  exchange: Exchange,
  options: ChatRouteOptions,
): Promise<void> {
  const parsed = options.dialect.parse(exchange.body, options.route);
  const { request, stream, includeUsage, called, places } = parsed;
  const { model } = request;
  exchange.notes.askedModel = model;
  const ownText = options.dialect.forwarding && exchange.bodyText;
  const call = openCall(exchange, {
    request,
    whole: !stream,
    ...(ownText !== undefined && { ownText }),
  });
  exchange.notes.facts = call.facts;
  const serve: ServeOptions = {
    id: replyId(options.idPrefix, exchange),
    model,
    created: Math.floor(Date.now() / 1_000),
    includeUsage,
    ...(called && { called }),
  };
  const { forwarding, fieldNames } = options.dialect;
  const { fieldNames: fields = fieldNames } = parsed;
  const words = { dialect: forwarding?.dialect, fields, places };
  const work = { exchange, call, serve, options, words };
  const served = stream ? serveStream(work) : serveWhole(work);
  return served.then(({ events, own }) => {
    const { onReply } = options;
    if (onReply === undefined) return;
    const reply = folded(events);
    if (reply.error === undefined && reply.finish !== undefined)
      onReply({ reply, events, own }, request, serve);
  });
}

/** Letters and digits alone, as upstreams give their replies. What a client calls a request may come again. */
function replyId(
  prefix: string,
  { request, requestId, newId }: Exchange,
): string {
  const isOurs = request.headers["x-request-id"] === undefined;
  const plain = (isOurs ? requestId : newId()).replaceAll("-", "");
  return prefix + (/^\w*$/.test(plain) ? plain : plain.replaceAll(/\W/g, ""));
}

function openCall(
  { gateway, caller, request, signal }: Exchange,
  asked: Pick<GatewayCall, "request" | "whole" | "ownText">,
): OpenedCall {
  const { headers } = request;
  const noFallback = headers["x-modeldocker-no-fallback"] === "1";
  const cache = readCacheWish(headers);
  const call = { ...asked, caller, noFallback, cache };
  return gateway.open(call, signal);
}

function folded(events: readonly StreamEvent[]): Reply {
  return events.reduce(applyStreamEvent, emptyReply);
}

interface ReplyWork {
  readonly exchange: Exchange;
  readonly call: OpenedCall;
  readonly serve: ServeOptions;
  readonly options: ChatRouteOptions;
  readonly words: CallersWords;
}

function serveWhole(work: ReplyWork): Promise<Served> {
  const { forwarding } = work.options.dialect;
  const own: OwnPiece[] = [];
  const events: StreamEvent[] = [];
  const running = work.call.run(({ event, frame }) => {
    const json = frameJson(frame, forwarding);
    if (frame !== undefined && json !== undefined)
      own.push({ data: frame.data, json });
    events.push(event);
    return undefined;
  });
  return running.then(() => {
    return { events, own: writeWhole(work, events, own) };
  });
}

/** What came in the client's dialect. */
interface OwnPiece {
  readonly data: string;
  readonly json: JsonObject;
}

function writeWhole(
  work: ReplyWork,
  events: readonly StreamEvent[],
  own: readonly OwnPiece[],
): OwnReply | undefined {
  const { exchange, call, serve, options } = work;
  const { dialect } = options;
  const { error } = call.facts;
  if (error !== undefined) {
    failCall(work, error);
    return undefined;
  }
  writeReplyHeaders(work);
  const { forwarding } = dialect;
  // Several pieces are a stream that another caller wanted.
  const [whole] = own;
  if (
    whole === undefined ||
    own.length > 1 ||
    !forwarding?.isWhole(whole.json)
  ) {
    const written = dialect.serveWhole(folded(events), serve);
    writeJsonText(exchange.response, 200, JSON.stringify(written));
    return undefined;
  }
  const text = forwardedText(whole, forwarding, serve.model);
  writeJsonText(exchange.response, 200, text);
  const kept = forwarding.wholeIn?.(whole.json);
  return kept && { whole: forwarding.withModel(kept, serve.model), frames: [] };
}

/** Nothing is sent before the first event that commits the reply, so that failures have their status. */
async function serveStream(work: ReplyWork): Promise<Served> {
  const { exchange, call, serve, options } = work;
  const source = new FrameSource(options.dialect, serve);
  const frames: DialectFrame[] = [];
  let stream: ReplyStream | undefined;
  const events: StreamEvent[] = [];
  await call.run((item) => {
    if (options.onReply) events.push(item.event);
    if (!stream) {
      if (isBeforeReply(item)) return undefined;
      if (item.event.type === "error") {
        failCall(work, item.event.error);
        return undefined;
      }
      writeReplyHeaders(work);
      const { format = serverSentEvents } = options;
      stream = new ReplyStream(exchange.response, format);
    }
    const next = source.framesOf(inWords(item, work.words));
    if (options.onReply) frames.push(...next);
    return stream.write(next);
  });
  if (stream) {
    await stream.write(source.end());
    stream.end();
  }
  const { whole } = source;
  return { events, own: whole && { whole, frames } };
}

/** Usage of a call that failed comes before its error, and commits to nothing. */
function isBeforeReply({ event }: ChatEvent): boolean {
  const { type } = event;
  return type === "progress" || type === "served-by" || type === "usage";
}

function inWords(item: ChatEvent, words: CallersWords): ChatEvent {
  const { event } = item;
  if (event.type !== "error") return item;
  const error = inCallersWords(event.error, words);
  return { ...item, event: { ...event, error } };
}

function failCall(work: ReplyWork, error: Parameters<typeof fail>[1]): void {
  if (!work.exchange.response.headersSent) writeReplyHeaders(work);
  fail(work.exchange, inCallersWords(error, work.words));
}

function writeReplyHeaders({ exchange, call }: ReplyWork): void {
  const { response } = exchange;
  const { servedBy, attempts } = call.facts;
  if (servedBy) writeTarget(response, servedBy);
  response.tell("x-modeldocker-attempts", attempts.count);
  const { cached } = servedBy ?? {};
  if (cached === undefined) {
    response.tell("x-cache", call.cacheable ? "MISS" : "BYPASS");
    return;
  }
  response.tell("x-cache", cached.source === "shared" ? "COALESCED" : "HIT");
  response.tell("age", cached.ageSeconds);
}
