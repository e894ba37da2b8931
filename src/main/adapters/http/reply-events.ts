import { randomUUID } from "node:crypto";
import type {
  Decoder,
  Dialect,
  DialectFrame,
  DialectName,
} from "#main/dialects/dialect.ts";
import { namedIn } from "#main/dialects/failure.ts";
import { parseJson } from "#main/dialects/json.ts";
import { singleCall } from "#main/dialects/single-call.ts";
import type { ChatEvent, WireFrame } from "#main/ports/chat-provider.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { HttpReply } from "./exchange.ts";
import { ReplyBounds } from "./reply-bounds.ts";
import { readFrames, readWholeFrames } from "./reply-frames.ts";
import type { UpstreamClient } from "./upstream-client.ts";

/** A reply that has begun, and what reads it. */
export interface ReplySource {
  readonly reply: HttpReply;
  readonly dialect: Dialect<object>;
  readonly client: UpstreamClient;
  /** The reply's tool calls after the first are left out. */
  readonly isSingleCall?: boolean;
}

/** What rides beside the events, and names them. */
interface Wire {
  readonly dialect: DialectName;
  readonly client: UpstreamClient;
  /** The reply's own id, where a header tells it. */
  readonly generation: string | undefined;
  readonly bounds: ReplyBounds;
}

/**
 * Made when it is first wanted, as nearly all replies and calls have ids of their own. Short: ids of calls
 * are made with it, and OpenAI takes none back of more than 40 characters.
 */
function newReplyName(): () => string {
  let name: string | undefined;
  return () => (name ??= randomUUID().replaceAll("-", "").slice(0, 20));
}

function wireOf({ reply, dialect, client }: ReplySource): Wire {
  const generation = reply.headers["x-generation-id"];
  const bounds = new ReplyBounds();
  return { dialect: dialect.name, client, generation, bounds };
}

/** All events of a reply that was asked for in one piece; at once where it is there. Throws, or rejects with, AppError. */
export function wholeReply(
  source: ReplySource,
): readonly ChatEvent[] | Promise<readonly ChatEvent[]> {
  const frames = readWholeFrames(source.reply);
  return frames instanceof Promise
    ? frames.then((them) => wholeEvents(them, source))
    : wholeEvents(frames, source);
}

function wholeEvents(
  frames: readonly DialectFrame[],
  source: ReplySource,
): readonly ChatEvent[] {
  const decoder = source.dialect.createDecoder(newReplyName());
  const wire = wireOf(source);
  const { items, ending } = read(frames, decoder, wire);
  if (ending !== undefined) return items;
  return [...items, ...atEnd(decoder, wire)];
}

/** What was held back. */
function atEnd(decoder: Decoder, wire: Wire): readonly ChatEvent[] {
  return named(decoder.end(), wire).map((event) => ({ event }));
}

/** Events of a stream, as they came together: each passes one generator less. Throws AppError. */
export async function* replyBatches({
  reply,
  dialect,
  client,
  isSingleCall = false,
}: ReplySource): AsyncGenerator<readonly ChatEvent[]> {
  const usual = dialect.createDecoder(newReplyName());
  const decoder = isSingleCall ? singleCall(usual) : usual;
  const wire = wireOf({ reply, dialect, client });
  const batches = readFrames(reply, {
    framing: dialect.framing,
    progressMs: client.timeouts.progressMs,
    isComplete: () => decoder.complete,
  });
  let isOver = false;
  try {
    for (;;) {
      const { done, value: frames } = await batches.next();
      if (done) break;
      const { items, ending } = read(frames, decoder, wire);
      isOver = ending === "done";
      yield items;
      if (ending !== undefined) return;
    }
    yield atEnd(decoder, wire);
  } catch (error) {
    // The socket broke, or nobody listens any more; what the upstream counted until then is owed.
    yield atEnd(decoder, wire).filter(isUsage);
    throw error;
  } finally {
    // Nothing is waited for any more, but a body that is read to its end leaves a connection to use again.
    if (isOver) void readOut(batches);
    else await batches.return(undefined);
  }
}

/** What frames that came together say, and whether they end the reply. */
function read(
  frames: readonly DialectFrame[],
  decoder: Decoder,
  wire: Wire,
): { items: readonly ChatEvent[]; ending?: "done" | "error" } {
  const items: ChatEvent[] = [];
  for (const each of frames) {
    if (isEndMark(each)) {
      add(items, named(decoder.decode(each), wire), undefined);
      return { items, ending: "done" };
    }
    const frame = wireFrame(each, wire.dialect);
    const events = named(decoder.decode(frame), wire);
    wire.bounds.note(frame, events);
    add(items, events, frame);
    if (events.some(isError)) return { items, ending: "error" };
    if (decoder.over === true) return { items, ending: "done" };
  }
  return { items };
}

const endMark = "[DONE]";

function isEndMark({ data }: DialectFrame): boolean {
  return data.length < 2 * endMark.length && data.trim() === endMark;
}

function wireFrame(
  { data, event }: DialectFrame,
  dialect: DialectName,
): WireFrame {
  const json = parseJson(data);
  return event === undefined
    ? { dialect, data, json }
    : { dialect, event, data, json };
}

function isUsage({ event }: ChatEvent): boolean {
  return event.type === "usage";
}

function isError({ type }: StreamEvent): boolean {
  return type === "error";
}

/** The reply's own id comes in a header too, and errors say whose they are. */
function named(
  events: readonly StreamEvent[],
  { client, dialect, generation }: Wire,
): readonly StreamEvent[] {
  if (generation === undefined && !events.some(isError)) return events;
  return events.map((event) => {
    if (event.type === "start" && generation)
      return { ...event, id: generation };
    if (event.type !== "error") return event;
    const error = namedIn(AppError.fromJSON(event.error), dialect);
    return { ...event, error: client.describe(error).toJSON() };
  });
}

async function readOut(frames: AsyncGenerator<unknown>): Promise<void> {
  try {
    while ((await frames.next()).done !== true);
  } catch {
    // Its connection is closed then, and the reply was whole.
  }
}

/**
 * A frame rides on its first event, and one that tells an error on that error: whoever passes frames on
 * tells errors in words of its own, and would tell this one twice. One that says nothing gets a `start`
 * without fields to ride on.
 */
function add(
  items: ChatEvent[],
  events: readonly StreamEvent[],
  frame: WireFrame | undefined,
): void {
  const bearer = events.find(isError) ?? events[0];
  for (const event of events)
    items.push(
      frame !== undefined && event === bearer ? { event, frame } : { event },
    );
  if (frame !== undefined && bearer === undefined)
    items.push({ event: { type: "start" }, frame });
}
