import {
  applyStreamEvent,
  emptyReply,
  type Reply,
} from "#shared/chat/reply.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { CallRoute, ServeOptions } from "#main/dialects/dialect.ts";
import type { JsonObject } from "#main/dialects/json.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { OpenedCall } from "#main/services/gateway/gateway.ts";
import { readCacheWish } from "./cache-wish.ts";
import { fail, type Exchange } from "./exchange.ts";
import { writeJson } from "./errors.ts";
import {
  ReplyStream,
  serverSentEvents,
  type StreamFormat,
} from "./reply-stream.ts";
import { frameJson, type ServedDialect } from "./served-dialect.ts";
import { FrameSource } from "./frame-source.ts";

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
}

/** One chat call from a client's body to its reply. Throws AppError before anything was sent. */
export async function serveChat(
  exchange: Exchange,
  options: ChatRouteOptions,
): Promise<void> {
  const { dialect, route } = options;
  const { gateway, caller, notes, request, signal } = exchange;
  const parsed = dialect.parse(exchange.body, route);
  const { model } = parsed.request;
  notes.askedModel = model;
  const call = gateway.open(
    {
      request: parsed.request,
      caller,
      whole: !parsed.stream,
      noFallback: request.headers["x-modeldocker-no-fallback"] === "1",
      cache: readCacheWish(request.headers),
    },
    signal,
  );
  notes.facts = call.facts;
  const serve: ServeOptions = {
    id: `${options.idPrefix}${exchange.requestId.replaceAll(/[^\w]/g, "")}`,
    model,
    created: Math.floor(Date.now() / 1_000),
    includeUsage: parsed.includeUsage,
  };
  const work = { exchange, call, serve, options };
  const events = await (parsed.stream ? serveStream(work) : serveWhole(work));
  if (options.onReply === undefined) return;
  const reply = folded(events);
  if (reply.error === undefined && reply.finish !== undefined)
    options.onReply({ reply, events }, parsed.request, serve);
}

function folded(events: readonly StreamEvent[]): Reply {
  return events.reduce(applyStreamEvent, emptyReply);
}

interface ReplyWork {
  readonly exchange: Exchange;
  readonly call: OpenedCall;
  readonly serve: ServeOptions;
  readonly options: ChatRouteOptions;
}

async function serveWhole(work: ReplyWork): Promise<readonly StreamEvent[]> {
  const { exchange, call, serve, options } = work;
  const { forwarding, ...dialect } = options.dialect;
  const own: JsonObject[] = [];
  const events: StreamEvent[] = [];
  await call.run(({ event, frame }) => {
    const json = frameJson(frame, forwarding);
    if (json !== undefined) own.push(json);
    events.push(event);
    return undefined;
  });
  const { error } = call.facts;
  if (error !== undefined) {
    failCall(work, error);
    return events;
  }
  writeReplyHeaders(work);
  // Several pieces are a stream that another caller wanted.
  const [whole, ...more] = own;
  const body =
    whole !== undefined && more.length === 0 && forwarding?.isWhole(whole)
      ? forwarding.withModel(whole, serve.model)
      : dialect.serveWhole(folded(events), serve);
  writeJson(exchange.response, 200, body);
  return events;
}

/** Nothing is sent before the first event that commits the reply, so that failures have their status. */
async function serveStream(work: ReplyWork): Promise<readonly StreamEvent[]> {
  const { exchange, call, serve, options } = work;
  const source = new FrameSource(options.dialect, serve);
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
    return stream.write(source.framesOf(item));
  });
  if (!stream) return events;
  await stream.write(source.end());
  stream.end();
  return events;
}

/** Usage of a call that failed comes before its error, and commits to nothing. */
function isBeforeReply({ event }: ChatEvent): boolean {
  const { type } = event;
  return type === "progress" || type === "served-by" || type === "usage";
}

function failCall(work: ReplyWork, error: Parameters<typeof fail>[1]): void {
  if (!work.exchange.response.headersSent) writeReplyHeaders(work);
  fail(work.exchange, error);
}

function writeReplyHeaders({ exchange, call }: ReplyWork): void {
  const { response } = exchange;
  const { servedBy, attempts } = call.facts;
  if (servedBy)
    response.setHeader(
      "x-modeldocker-target",
      headerText(`${servedBy.instance}:${servedBy.model}`),
    );
  response.setHeader("x-modeldocker-attempts", attempts.count);
  const { cached } = servedBy ?? {};
  if (cached === undefined) {
    response.setHeader("x-cache", call.cacheable ? "MISS" : "BYPASS");
    return;
  }
  response.setHeader(
    "x-cache",
    cached.source === "shared" ? "COALESCED" : "HIT",
  );
  response.setHeader("age", cached.ageSeconds);
}

/** Model ids are anybody's text; a header holds printable ASCII. */
function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, "?");
}
