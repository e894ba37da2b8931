import type {
  Decoder,
  Dialect,
  DialectFrame,
  DialectName,
} from "#main/dialects/dialect.ts";
import { parseJson } from "#main/dialects/json.ts";
import type { ChatEvent } from "#main/ports/chat-provider.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { HttpReply } from "./exchange.ts";
import { readFrames, readWholeFrames } from "./reply-frames.ts";
import type { UpstreamClient } from "./upstream-client.ts";

/** A reply that has begun, and what reads it. */
export interface ReplySource {
  readonly reply: HttpReply;
  readonly dialect: Dialect<object>;
  readonly client: UpstreamClient;
}

/** What rides beside the events, and names them. */
interface Wire {
  readonly dialect: DialectName;
  readonly client: UpstreamClient;
  /** The reply's own id, where a header tells it. */
  readonly generation: string | undefined;
}

function wireOf({ reply, dialect, client }: ReplySource): Wire {
  const generation = reply.headers["x-generation-id"];
  return { dialect: dialect.name, client, generation };
}

/** All events of a reply that was asked for in one piece. Throws AppError. */
export async function wholeReply(
  source: ReplySource,
): Promise<readonly ChatEvent[]> {
  const decoder = source.dialect.createDecoder();
  const wire = wireOf(source);
  const frames = await readWholeFrames(source.reply);
  const { items, ending } = read(frames, decoder, wire);
  if (ending !== undefined) return items;
  const rest = withFrame(named(decoder.end(), wire), undefined);
  return rest.length === 0 ? items : [...items, ...rest];
}

/** Events of a stream, as they came together: each passes one generator less. Throws AppError. */
export async function* replyBatches({
  reply,
  dialect,
  client,
}: ReplySource): AsyncGenerator<readonly ChatEvent[]> {
  const decoder = dialect.createDecoder();
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
    yield withFrame(named(decoder.end(), wire), undefined);
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
  const { dialect } = wire;
  const items: ChatEvent[] = [];
  for (const each of frames) {
    const isDone = each.data.trim() === "[DONE]";
    const frame = isDone ? each : { ...each, json: parseJson(each.data) };
    const events = named(decoder.decode(frame), wire);
    items.push(
      ...withFrame(events, isDone ? undefined : { dialect, ...frame }),
    );
    if (isDone) return { items, ending: "done" };
    if (events.some(({ type }) => type === "error"))
      return { items, ending: "error" };
  }
  return { items };
}

/** The reply's own id comes in a header too, and errors say whose they are. */
function named(
  events: readonly StreamEvent[],
  { client, generation }: Wire,
): readonly StreamEvent[] {
  return events.map((event) => {
    if (event.type === "start" && generation)
      return { ...event, id: generation };
    if (event.type !== "error") return event;
    const error = AppError.fromJSON(event.error);
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

/** A frame rides on its first event; one that says nothing gets a `start` without fields to ride on. */
function withFrame(
  events: readonly StreamEvent[],
  frame: ChatEvent["frame"],
): readonly ChatEvent[] {
  if (frame === undefined) return events.map((event) => ({ event }));
  const [first = { type: "start" as const }, ...rest] = events;
  return [{ event: first, frame }, ...rest.map((event) => ({ event }))];
}
